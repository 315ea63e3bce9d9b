package io.github.argometer.loadtest.analyse;

import static io.github.argometer.loadtest.analyse.RunFixture.RUN;
import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static io.github.argometer.loadtest.analyse.RunFixture.sns;
import static io.github.argometer.loadtest.analyse.RunFixture.sqs;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.ChannelResult.Trouble;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisTest {

    @TempDir
    private Path folder;

    @Test
    void countsMessagesRowsAndDuplicatesExactly() throws IOException {
        RunFiles files = new RunFixture(7, 5, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 10_000, 1)
                .accepted("sqs", 1, true, 1_000)
                .row("sqs", 1, 1_000, 31_000, 3)
                .accepted("sqs", 2, true, 2_000)
                .accepted("sqs", 3, false, 3_000)
                .row("sqs", 3, 3_000, 23_000, 2)
                .attempt("sqs", 4, true, 4_000, 4_000, 1, "unknown")
                .attempt("sqs", 5, true, 5_000, 5_000, 1, "failed")
                .row("another-run-7", "sqs", 6_000, 7_000, 1)
                .in(folder);

        ChannelCounts counts = sqs(files).counts();

        assertThat(counts.fates())
                .isEqualTo(Map.of(
                        Fate.DELIVERED, 2L,
                        Fate.WRONGLY_PASSED, 1L,
                        Fate.NEVER_ACCEPTED, 1L,
                        Fate.NEVER_SENT, 1L,
                        Fate.BETWEEN, 2L));
        assertThat(List.of(counts.planned(), counts.expected(), counts.recorded(), counts.missing()))
                .containsExactly(7L, 5L, 4L, 3L);
        assertThat(List.of(counts.lost(), counts.undecided(), counts.unexpected()))
                .containsExactly(1L, 1L, 1L);
        assertThat(List.of(counts.duplicated(), counts.duplicates(), counts.extraDeliveries()))
                .containsExactly(2L, 3L, 3L);
        assertThat(sqs(files).troubles())
                .containsExactly(
                        new Trouble(Fate.WRONGLY_PASSED, "", 1, List.of(id("sqs", 3))),
                        new Trouble(Fate.NEVER_SENT, "", 1, List.of(id("sqs", 6))),
                        new Trouble(Fate.NEVER_ACCEPTED, "", 1, List.of(id("sqs", 5))),
                        new Trouble(Fate.BETWEEN, "accepted and committed", 1, List.of(id("sqs", 2))),
                        new Trouble(Fate.BETWEEN, "sent and committed", 1, List.of(id("sqs", 4))));
        assertThat(sqs(files).unexpected()).containsExactly("another-run-7");
    }

    @Test
    void aRepeatedAttemptExplainsADelivery() throws IOException {
        RunFiles files = new RunFixture(2, 2, 0)
                .attempt("sqs", 0, true, 0, 0, 1, "unknown")
                .attempt("sqs", 0, true, 0, 5_000, 2, "accepted")
                .row("sqs", 0, 0, 9_000, 2)
                .attempt("sqs", 1, true, 0, 0, 1, "unknown")
                .attempt("sqs", 1, true, 0, 5_000, 2, "accepted")
                .row("sqs", 1, 5_000, 9_000, 3)
                .in(folder);

        ChannelCounts counts = sqs(files).counts();

        assertThat(List.of(counts.duplicated(), counts.duplicates(), counts.extraDeliveries(), counts.recovered()))
                .containsExactly(1L, 1L, 3L, 2L);
    }

    @Test
    void anAttemptThatOnlyStartedHasNoKnownOutcome() throws IOException {
        RunFiles files = new RunFixture(2, 2, 0)
                .started("sqs", 0, true, 0, 1)
                .started("sqs", 1, true, 0, 1)
                .row("sqs", 1, 7, 9_000, 1)
                .in(folder);

        ChannelCounts counts = sqs(files).counts();

        assertThat(counts.unknown()).isEqualTo(2);
        assertThat(counts.fates()).isEqualTo(Map.of(Fate.DELIVERED, 1L, Fate.BETWEEN, 1L));
        assertThat(List.of(counts.recovered(), counts.foreignStamps())).containsExactly(1L, 0L);
    }

    @Test
    void theLedgersOfSeveralWorkersAreOne() throws IOException {
        RunFixture run = new RunFixture(3, 3, 0).accepted("sqs", 0, true, 0);
        run.in(folder);
        String line = Files.readAllLines(folder.resolve("sent.csv")).get(1);
        String header = Files.readAllLines(folder.resolve("sent.csv")).get(0);
        Files.move(folder.resolve("sent.csv"), folder.resolve("sent-0.csv"));
        Files.writeString(
                folder.resolve("sent-11.csv"),
                header + "\n" + line.replace(id("sqs", 0) + ",sqs,0", id("sqs", 2) + ",sqs,2") + "\n"
                        + line.substring(9));

        Analysis analysis = Analysis.of(new RunFiles(folder));

        assertThat(analysis.channels().get(0).counts().fates())
                .isEqualTo(Map.of(Fate.NEVER_SENT, 1L, Fate.BETWEEN, 2L));
        assertThat(analysis.notes()).containsExactly("sent-11.csv: the last line was cut short and is dropped");
    }

    @Test
    void aRowAfterTheTimeOutIsLate() throws IOException {
        RunFiles files = new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 3_000_000, 1)
                .accepted("sqs", 1, true, 1_000_000)
                .row("sqs", 1, 1_000_000, 3_000_001, 1)
                .in(folder);

        assertThat(late(files, 2)).isEqualTo(1);
    }

    @Test
    void aRowIsLateByTheGeneratorsClock() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 200_001_000, 1)
                .in(folder);

        assertThat(late(files, 180)).isEqualTo(1);
        Files.writeString(
                files.clocks(), "{\"generatorToDatabase\": {\"offsetMicros\": 200000000, \"errorMicros\": 100}}");
        assertThat(late(files, 180)).isZero();
    }

    /** Rows to the queue that came later than {@code seconds} after the last attempt. */
    private static long late(RunFiles files, int seconds) {
        Analysis.Options options = new Analysis.Options("", Duration.ofSeconds(seconds), Optional.empty(), false);
        return Analysis.of(files, options).channels().get(0).counts().late();
    }

    @Test
    void aMessageIsAcceptedIfAnyAttemptWas() throws IOException {
        RunFiles files = new RunFixture(3, 3, 0)
                .attempt("sqs", 0, true, 0, 0, 1, "unknown")
                .attempt("sqs", 0, true, 0, 5_000, 2, "accepted")
                .attempt("sqs", 1, true, 0, 0, 1, "unknown")
                .attempt("sqs", 1, true, 0, 5_000, 2, "failed")
                .attempt("sqs", 2, true, 0, 0, 1, "failed")
                .attempt("sqs", 2, true, 0, 5_000, 2, "failed")
                .row("sqs", 0, 5_000, 6_000, 1)
                .in(folder);

        ChannelCounts counts = sqs(files).counts();

        assertThat(List.of(counts.accepted(), counts.unknown(), counts.failed(), counts.retries()))
                .containsExactly(1L, 1L, 1L, 3L);
        assertThat(counts.foreignStamps()).isZero();
    }

    @Test
    void noticesARowWhoseSentTimeNoAttemptHas() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 1, 10_000, 1)
                .in(folder);

        assertThat(sqs(files).counts().foreignStamps()).isEqualTo(1);
    }

    @Test
    void aRowOfTheWrongTypeIsUnexpectedThereAndMissingHere() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row(id("sqs", 0), "sns", 0, 10_000, 1)
                .in(folder);

        assertThat(sqs(files).counts().missing()).isEqualTo(1);
        assertThat(sns(files).counts().unexpected()).isEqualTo(1);
        assertThat(sns(files).unexpected()).containsExactly(id("sqs", 0));
    }

    @Test
    void aRunThatSentNothingHasNothingToShow() throws IOException {
        RunFiles files = new RunFixture(6, 1, 2).in(folder);

        Analysis analysis = Analysis.of(files);

        assertThat(analysis.sending()).isZero();
        assertThat(analysis.plan().runId()).isEqualTo(RUN);
        assertThat(sns(files).counts().missing()).isEqualTo(2);
        assertThat(sns(files).counts().fates()).isEqualTo(Map.of(Fate.NEVER_SENT, 6L));
        assertThat(sns(files).statistics().delay().count()).isZero();
        assertThat(sns(files).statistics().overTime().intervals()).isEmpty();
        assertThat(sns(files).statistics().histogram().bins()).isEmpty();
    }

    @Test
    void sendingLastsFromTheFirstAttemptToTheEndOfTheLast() throws IOException {
        RunFiles files = new RunFixture(2, 0, 0)
                .accepted("sqs", 0, false, 1_000_000)
                .accepted("sqs", 1, false, 3_500_000)
                .in(folder);

        assertThat(Analysis.of(files).sending()).isEqualTo(Duration.ofMillis(2_501));
    }

    @Test
    void namesAtMostFiveExamples() throws IOException {
        RunFixture run = new RunFixture(7, 7, 0);
        for (int number = 0; number < 7; number++) {
            run.accepted("sqs", number, true, 0);
        }

        Trouble trouble = sqs(run.in(folder)).troubles().get(0);

        assertThat(trouble.count()).isEqualTo(7);
        assertThat(trouble.examples())
                .containsExactly(id("sqs", 0), id("sqs", 1), id("sqs", 2), id("sqs", 3), id("sqs", 4));
    }
}
