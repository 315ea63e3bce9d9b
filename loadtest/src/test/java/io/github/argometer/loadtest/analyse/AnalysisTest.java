package io.github.argometer.loadtest.analyse;

import static io.github.argometer.loadtest.analyse.RunFixture.RUN;
import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.Histogram.Bin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
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

        Counts counts = sqs(files).counts();

        assertThat(counts).isEqualTo(new Counts(7, 5, 4, 1, 1, 0, 4, 2, 1, 1, 1, 1, 2, 3, 0));
        assertThat(counts.missing()).isEqualTo(3);
        assertThat(counts.unexpected()).isEqualTo(2);
        assertThat(counts.unsent()).isEqualTo(1);
        assertThat(sqs(files).missing()).containsExactly(id("sqs", 2), id("sqs", 4), id("sqs", 5));
        assertThat(sqs(files).unexpected()).containsExactly(id("sqs", 3), "another-run-7");
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

        Counts counts = sqs(files).counts();

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
        assertThat(sns(files).counts().strangers()).isEqualTo(1);
    }

    @Test
    void delaysAreExactToTheMicrosecond() throws IOException {
        RunFixture run = new RunFixture(20, 20, 0);
        for (int number = 0; number < 20; number++) {
            long sent = number * 1_000_000L;
            // 1,001 2,001 … 20,001 µs, not in order
            run.accepted("sqs", number, true, sent)
                    .row("sqs", number, sent, sent + ((number * 7) % 20 + 1) * 1_000 + 1, 1);
        }

        Distribution delay = sqs(run.in(folder)).delay();

        // nearest rank of 20 values: p50 is the 10th, p95 the 19th, p99 the 20th
        assertThat(delay)
                .isEqualTo(new Distribution(20, 0, 1_001, 10_501.0, 20_001, List.of(10_001L, 19_001L, 20_001L)));
    }

    @Test
    void negativeDelaysAreCountedAndKept() throws IOException {
        RunFiles files = new RunFixture(3, 3, 0)
                .accepted("sqs", 0, true, 10_000)
                .row("sqs", 0, 10_000, 4_000, 1)
                .accepted("sqs", 1, true, 10_000)
                .row("sqs", 1, 10_000, 10_000, 1)
                .accepted("sqs", 2, true, 10_000)
                .row("sqs", 2, 10_000, 13_000, 1)
                .in(folder);

        assertThat(sqs(files).delay())
                .isEqualTo(new Distribution(3, 1, -6_000, -1_000.0, 3_000, List.of(0L, 3_000L, 3_000L)));
        // an eighth of 9,000 µs is 1,125, so bins of 2,000
        assertThat(sqs(files).histogram().bins())
                .startsWith(new Bin(OptionalLong.of(-6_000), OptionalLong.of(-4_000), 1))
                .endsWith(
                        new Bin(OptionalLong.of(0), OptionalLong.of(2_000), 1),
                        new Bin(OptionalLong.of(2_000), OptionalLong.of(4_000), 1))
                .hasSize(5);
    }

    @Test
    void latenessIsThatOfTheFirstAttempts() throws IOException {
        RunFiles files = new RunFixture(2, 2, 0)
                .attempt("sqs", 0, true, 1_000, 1_250, 1, "failed")
                .attempt("sqs", 0, true, 1_000, 900_000, 2, "accepted")
                .attempt("sqs", 1, true, 2_000, 2_750, 1, "accepted")
                .in(folder);

        assertThat(sqs(files).lateness()).isEqualTo(new Distribution(2, 0, 250, 500.0, 750, List.of(250L, 750L, 750L)));
    }

    @Test
    void aRunThatSentNothingHasNothingToShow() throws IOException {
        RunFiles files = new RunFixture(6, 1, 2).in(folder);

        Analysis analysis = Analysis.of(files);

        assertThat(analysis.sending()).isZero();
        assertThat(analysis.plan().runId()).isEqualTo(RUN);
        assertThat(sns(files).counts().missing()).isEqualTo(2);
        assertThat(sns(files).delay()).isEqualTo(new Distribution(0, 0, 0, 0, 0, List.of()));
        assertThat(sns(files).histogram().bins()).isEmpty();
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

        assertThat(sqs(run.in(folder)).missing())
                .containsExactly(id("sqs", 0), id("sqs", 1), id("sqs", 2), id("sqs", 3), id("sqs", 4));
    }

    @Test
    void tailsAreCountedInTheOpenBins() throws IOException {
        RunFixture run = new RunFixture(100, 100, 0);
        for (int number = 0; number < 100; number++) {
            long delay = number == 0 ? -5_000_000 : number == 99 ? 7_000_000 : number * 1_000;
            run.accepted("sqs", number, true, 0).row("sqs", number, 0, delay, 1);
        }

        List<Bin> bins = sqs(run.in(folder)).histogram().bins();

        // 2 · 50,000 / ∛100 = 21,544, so bins of 50,000 from that of p05 on
        assertThat(bins.get(0)).isEqualTo(new Bin(OptionalLong.empty(), OptionalLong.of(0), 1));
        assertThat(bins.get(1)).isEqualTo(new Bin(OptionalLong.of(0), OptionalLong.of(50_000), 49));
        assertThat(bins.get(2)).isEqualTo(new Bin(OptionalLong.of(50_000), OptionalLong.of(100_000), 49));
        assertThat(bins.get(19)).isEqualTo(new Bin(OptionalLong.of(900_000), OptionalLong.empty(), 1));
        assertThat(bins).hasSize(20);
    }

    private static ChannelResult sqs(RunFiles files) {
        return Analysis.of(files).channels().get(0);
    }

    private static ChannelResult sns(RunFiles files) {
        return Analysis.of(files).channels().get(1);
    }
}
