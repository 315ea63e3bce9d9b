package io.github.argometer.loadtest.analyse.statistics;

import static io.github.argometer.loadtest.analyse.RunFixture.sqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.statistics.Histogram.Bin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsTest {

    @TempDir
    private Path folder;

    @Test
    void theHopsOfAMessageAddUpToItsWholeDelay() throws IOException {
        RunFiles files = new RunFixture(2, 2, 0)
                .attempt("sqs", 0, true, 0, 100, 1, "accepted")
                .row("sqs", 0, 100, 90_000, 1, 1_000_000, 50_000, 80_000)
                .attempt("sqs", 1, true, 0, 200, 1, "unknown")
                .row("sqs", 1, 200, 70_000, 1, -1_000_000, 40_000, 60_000)
                .in(folder);

        Map<Hop, Distribution> hops = sqs(files).statistics().hops();

        assertThat(hops.keySet())
                .extracting(Hop::label)
                .containsExactly(
                        "intended → sent",
                        "sent → source",
                        "source → process started",
                        "process started → received",
                        "received → committed");
        assertThat(hops.values()).extracting(Distribution::count).containsExactly(2L, 2L, 2L, 2L, 2L);
        assertThat(hops.values().stream()
                        .mapToDouble(hop -> hop.mean() * hop.count())
                        .sum())
                .isEqualTo(90_000 + 70_000);
        assertThat(hops.values()).extracting(Distribution::negative).containsExactly(0L, 1L, 1L, 0L, 0L);
        assertThat(sqs(files).statistics().beside().keySet())
                .extracting(Hop::label)
                .containsExactly("sent → accepted");
    }

    @Test
    void warmUpIsCountedAndLeftOutOfStatistics() throws IOException {
        RunFixture run = new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 90_000, 1)
                .accepted("sqs", 1, true, 0)
                .row("sqs", 1, 0, 10_000, 1);
        RunFiles files = run.in(folder);
        Files.writeString(
                files.plan(), Files.readString(files.plan()).replace("\"seed\"", "\"warmupMessages\": 1, \"seed\""));

        assertThat(sqs(files).counts().warmUp()).isEqualTo(1);
        assertThat(sqs(files).statistics().delay().max()).isEqualTo(10_000);
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

        Distribution delay = sqs(run.in(folder)).statistics().delay();

        // nearest rank of 20 values: p50 is the 10th, p90 the 18th, p95 the 19th, p99 the 20th
        assertThat(delay.quantiles()).containsExactly(10_001L, 18_001L, 19_001L, 20_001L, 20_001L);
        assertThat(List.of(delay.count(), delay.negative(), delay.min(), delay.max()))
                .containsExactly(20L, 0L, 1_001L, 20_001L);
        assertThat(delay.mean()).isEqualTo(10_501.0);
        assertThat(delay.deviation()).isCloseTo(5_916.08, within(0.01)); // √35 ms
        assertThat(delay.quantile(2)).hasValue(19_001);
        assertThat(delay.quantile(3)).as("p99 of 20 values").isEmpty();
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

        Distribution delay = sqs(files).statistics().delay();
        assertThat(List.of(delay.count(), delay.negative(), delay.min(), delay.max()))
                .containsExactly(3L, 1L, -6_000L, 3_000L);
        assertThat(delay.mean()).isEqualTo(-1_000.0);
        assertThat(delay.quantile(0)).hasValue(0);
        // an eighth of 9,000 µs is 1,125, so bins of 2,000
        assertThat(sqs(files).statistics().histogram().bins())
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

        Distribution lateness = sqs(files).statistics().lateness();
        assertThat(List.of(lateness.count(), lateness.min(), lateness.max())).containsExactly(2L, 250L, 750L);
    }

    @Test
    void theBandsAroundAQuantileHoldTheMessagesOfTheirShare() throws IOException {
        RunFixture run = new RunFixture(1_000, 1_000, 0);
        for (int number = 0; number < 1_000; number++) {
            run.accepted("sqs", number, true, 0).row("sqs", number, 0, 10_000 + number, 1);
        }

        // from the 480th to the 520th, the 880th to the 920th and the 985th to the 995th
        assertThat(sqs(run.in(folder)).charts().hops().bands())
                .extracting(HopShares.Band::count)
                .containsExactly(41L, 41L, 11L);
    }

    @Test
    void tailsAreCountedInTheOpenBins() throws IOException {
        RunFixture run = new RunFixture(100, 100, 0);
        for (int number = 0; number < 100; number++) {
            long delay = number == 0 ? -5_000_000 : number == 99 ? 7_000_000 : number * 1_000;
            run.accepted("sqs", number, true, 0).row("sqs", number, 0, delay, 1);
        }

        List<Bin> bins = sqs(run.in(folder)).statistics().histogram().bins();

        // 2 · 50,000 / ∛100 = 21,544, so bins of 50,000 from that of p05 on
        assertThat(bins.get(0)).isEqualTo(new Bin(OptionalLong.empty(), OptionalLong.of(0), 1));
        assertThat(bins.get(1)).isEqualTo(new Bin(OptionalLong.of(0), OptionalLong.of(50_000), 49));
        assertThat(bins.get(2)).isEqualTo(new Bin(OptionalLong.of(50_000), OptionalLong.of(100_000), 49));
        assertThat(bins.get(19)).isEqualTo(new Bin(OptionalLong.of(900_000), OptionalLong.empty(), 1));
        assertThat(bins).hasSize(20);
    }
}
