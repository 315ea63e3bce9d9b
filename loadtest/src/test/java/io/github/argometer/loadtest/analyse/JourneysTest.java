package io.github.argometer.loadtest.analyse;

import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.Journeys.Attempt;
import io.github.argometer.loadtest.analyse.Journeys.Journey;
import io.github.argometer.loadtest.analyse.statistics.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JourneysTest {

    private static final long START = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-11-23T01:02:03Z"));

    @TempDir
    private Path folder;

    @Test
    void tellsAllThatIsKnownOfAMessage() throws IOException {
        Journeys journeys = journeys(new RunFixture(2, 2, 0)
                .started("sqs", 0, true, 0, 1)
                .attempt("sqs", 0, true, 0, 5_000, 2, "accepted")
                .row("sqs", 0, 5_000, 9_000, 3)
                .accepted("sqs", 1, true, 0)
                .row("sqs", 1, 0, 9_000, 1));

        assertThat(journeys.all()).isEqualTo(3); // none of sns was sent
        assertThat(journeys.shown().get(0))
                .isEqualTo(new Journey(
                        id("sqs", 0),
                        "sqs",
                        "delivered, duplicated",
                        false,
                        "",
                        "4",
                        "Ankur",
                        true,
                        3,
                        List.of(
                                new Attempt(1, START, null, "started"),
                                new Attempt(2, START + 5_000, START + 6_000, "accepted")),
                        Map.of(
                                Point.INTENDED, START,
                                Point.SENT, START + 5_000,
                                Point.ACCEPTED, START + 6_000,
                                Point.COMMITTED, START + 9_000)));
        assertThat(journeys.shown().get(0).times().keySet())
                .containsExactly(Point.INTENDED, Point.SENT, Point.ACCEPTED, Point.COMMITTED);
    }

    @Test
    void tellsOfARowThatNobodySent() throws IOException {
        Journeys journeys =
                journeys(new RunFixture(1, 0, 0).accepted("sqs", 0, false, 0).row("of-nobody", "sns", 1_000, 2_000, 2));

        assertThat(journeys.shown()).hasSize(2); // that of sns was never sent
        assertThat(journeys.shown().get(1))
                .isEqualTo(new Journey(
                        "of-nobody",
                        "sns",
                        "unexpected",
                        true,
                        "nobody sent it",
                        "4",
                        "Ankur",
                        null,
                        2,
                        List.of(),
                        Map.of(Point.SENT, START + 1_000, Point.COMMITTED, START + 2_000)));
    }

    @Test
    void tellsOfARowWhereNothingWasSentAtAll() throws IOException {
        Journeys journeys = journeys(new RunFixture(1, 0, 0).row("of-nobody", "sns", 1_000, 2_000, 2));

        assertThat(journeys.all()).isEqualTo(3); // two messages were never sent
        assertThat(ids(journeys, "unexpected")).containsExactly("of-nobody");
    }

    @Test
    void theFirstOfEachKindAreShownAndHalfTheRoomIsForUnexpectedRows() throws IOException {
        int lost = Journeys.MOST + 100;
        RunFixture run = new RunFixture(lost + 1, lost + 1, 0);
        for (int number = 0; number < lost; number++) {
            run.accepted("sqs", number, true, number);
        }
        run.accepted("sqs", lost, true, lost).row("sqs", lost, lost, lost + 5_000, 2);
        for (int i = 0; i < 1_100; i++) {
            run.row("of-nobody-%04d".formatted(i), "sqs", i, i + 5_000, 1);
        }
        Journeys journeys = journeys(run);

        // no message of sns was sent
        assertThat(journeys.all()).isEqualTo(lost + 1 + 1_100 + lost + 1);
        assertThat(journeys.shown()).hasSize(Journeys.MOST);
        assertThat(ids(journeys, "unexpected"))
                .hasSize(1_000)
                .startsWith("of-nobody-0000")
                .endsWith("of-nobody-0999");
        assertThat(ids(journeys, "delivered, duplicated")).containsExactly(id("sqs", lost));
        // the other two kinds share what is left
        assertThat(ids(journeys, "lost between"))
                .hasSize(500)
                .startsWith(id("sqs", 0))
                .endsWith(id("sqs", 499));
        assertThat(ids(journeys, "never sent"))
                .hasSize(499)
                .startsWith(id("sns", 0))
                .endsWith(id("sns", 498));
    }

    @Test
    void unexpectedRowsTakeTheRoomThatMessagesLeave() throws IOException {
        RunFixture run = new RunFixture(1, 0, 0);
        for (int i = 0; i < Journeys.MOST + 5; i++) {
            run.row("of-nobody-%04d".formatted(i), "sqs", i, i + 5_000, 1);
        }
        Journeys journeys = journeys(run);

        assertThat(journeys.all()).isEqualTo(Journeys.MOST + 5 + 2);
        assertThat(ids(journeys, "unexpected")).hasSize(Journeys.MOST - 2);
        assertThat(ids(journeys, "never sent")).containsExactlyInAnyOrder(id("sqs", 0), id("sns", 0));
    }

    private Journeys journeys(RunFixture run) throws IOException {
        return Analysis.of(run.in(folder)).journeys();
    }

    private static List<String> ids(Journeys journeys, String outcome) {
        return journeys.shown().stream()
                .filter(journey -> journey.outcome().equals(outcome))
                .map(Journey::eventId)
                .toList();
    }
}
