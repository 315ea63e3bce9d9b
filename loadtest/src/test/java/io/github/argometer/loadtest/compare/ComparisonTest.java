package io.github.argometer.loadtest.compare;

import static io.github.argometer.loadtest.compare.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    /** Delays of a run with a long tail, in microseconds. */
    private final long[] run = delays(new Random(1), 1_500);

    @Test
    void aShiftBeyondNoiseIsFoundAndNamed() {
        long[] other = delays(new Random(8), 1_500);
        long[] slower = Arrays.stream(other).map(delay -> delay + 40_000).toArray();

        Comparison comparison = compare(run, slower, 2, 2);

        assertThat(changed(comparison)).contains("sqs mean", "sqs p50", "sns mean", "sns p50");
        assertThat(comparison.worse()).isTrue();
        assertThat(compare(slower, run, 2, 2).worse()).as("faster is not worse").isFalse();
    }

    @Test
    void lossesAreComparedWithTheirChance() {
        assertThat(changed(compare(run, run, 0, 4)))
                .as("4 of 1,500 may be chance")
                .isEmpty();
        assertThat(changed(compare(run, run, 0, 40)))
                .containsExactly(
                        "sqs missing", "sqs lost", "sqs lost between", "sns missing", "sns lost", "sns lost between");
    }

    @Test
    void rowsThatShouldNotBeThereAreWorse() {
        ChannelSample right = sample(run, 0, Map.of(Fate.FILTERED, 100L), 0);

        assertThat(changed(of(right, sample(run, 0, Map.of(Fate.FILTERED, 50L, Fate.WRONGLY_PASSED, 50L), 0))))
                .containsExactly("sqs wrongly passed");
        assertThat(changed(of(right, sample(run, 0, Map.of(Fate.FILTERED, 100L), 100))))
                .containsExactly("sqs unexpected");
        assertThat(of(right, sample(run, 0, Map.of(Fate.FILTERED, 100L), 100)).worse())
                .isTrue();
    }

    @Test
    void everyFateIsCompared() {
        assertThat(compare(run, run, 0, 0).changes())
                .extracting(Change::figure)
                .contains(Arrays.stream(Fate.values()).map(Fate::label).toArray(String[]::new));
    }

    @Test
    void quantilesOfTooFewValuesAreNotJudged() {
        assertThat(judged(of(sample(Arrays.copyOf(run, 19), 0), sample(run, 0))))
                .isEmpty();
        assertThat(judged(of(sample(Arrays.copyOf(run, 60), 0), sample(run, 0))))
                .containsExactly("mean", "p50");
        assertThat(judged(of(sample(Arrays.copyOf(run, 150), 0), sample(run, 0))))
                .containsExactly("mean", "p50", "p90");
        assertThat(judged(of(sample(run, 0), sample(run, 0)))).containsExactly("mean", "p50", "p90", "p99");
    }

    @Test
    void aMinuteThatStalledIsNoSignOfASlowerRun() {
        long[] stalled = run.clone();
        Arrays.fill(stalled, 1_000, 1_024, 900_000);

        assertThat(changed(compare(run, stalled, 0, 0))).doesNotContain("sqs mean");
    }

    @Test
    void intervalsSurroundTheDifference() {
        Change p50 = compare(run, run, 0, 0).changes().get(1);

        assertThat(p50.figure()).isEqualTo("p50");
        assertThat(p50.first()).isEqualTo(p50.second()).isCloseTo(81.0, within(5.0));
        assertThat(p50.low()).isNegative();
        assertThat(p50.high()).isPositive();
    }

    @Test
    void printedValuesAddUpAndLieWithinTheirInterval() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            double first = Math.pow(10, 6 * random.nextDouble() - 2);
            double second = first * (1 + 0.2 * random.nextGaussian());
            double half = first * Math.pow(10, -4 * random.nextDouble());
            Change.Printed printed = new Change(
                            "sqs",
                            "p50",
                            "ms",
                            first,
                            second,
                            second - first - half,
                            second - first + half,
                            null,
                            null,
                            "")
                    .printed();

            assertThat(printed.second().subtract(printed.first())).isEqualByComparingTo(printed.difference());
            assertThat(printed.difference()).isBetween(printed.low(), printed.high());
            assertThat(printed.first().subtract(BigDecimal.valueOf(first)).abs())
                    .isLessThanOrEqualTo(BigDecimal.valueOf(Math.max(0.000_51, half / 5)));
        }
    }

    @Test
    void ofSeveralRunsTheRunIsTheUnit() {
        List<Map<String, ChannelSample>> fast = runs(1.0, 1.01, 0.99);
        List<Map<String, ChannelSample>> slow = runs(1.3, 1.31, 1.29);

        assertThat(changed(Comparison.of(fast, slow))).contains("sqs mean", "sqs p50");
        assertThat(changed(Comparison.of(runs(1.0, 1.5, 0.7), runs(1.3, 0.9, 1.6))))
                .isEmpty();
        assertThatThrownBy(() -> Comparison.of(fast, slow.subList(0, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("one run against several: 3 and 1");
    }

    private List<Map<String, ChannelSample>> runs(double... factors) {
        return Arrays.stream(factors)
                .mapToObj(factor -> Map.of(
                        "sqs",
                        sample(
                                Arrays.stream(run)
                                        .map(delay -> (long) (delay * factor))
                                        .toArray(),
                                0)))
                .toList();
    }

    private static List<String> changed(Comparison comparison) {
        return comparison.changes().stream()
                .filter(Change::beyondNoise)
                .map(change -> change.channel() + " " + change.figure())
                .toList();
    }

    private static List<String> judged(Comparison comparison) {
        return comparison.changes().stream()
                .filter(change -> change.unit().equals("ms") && change.verdict() != Change.Verdict.NOT_JUDGED)
                .map(Change::figure)
                .toList();
    }

    private static long[] delays(Random random, int count) {
        return IntStream.range(0, count)
                .mapToLong(i -> 60_000 + (long) (20_000 * Math.exp(random.nextGaussian())))
                .toArray();
    }

    private static Comparison of(ChannelSample first, ChannelSample second) {
        return Comparison.of(List.of(Map.of("sqs", first)), List.of(Map.of("sqs", second)));
    }

    private static Comparison compare(long[] first, long[] second, long lost, long lostLater) {
        return Comparison.of(
                List.of(Map.of("sqs", sample(first, lost), "sns", sample(first, lost))),
                List.of(Map.of("sqs", sample(second, lostLater), "sns", sample(second, lostLater))));
    }
}
