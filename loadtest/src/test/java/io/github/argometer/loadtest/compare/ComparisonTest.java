package io.github.argometer.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.Counts;
import io.github.argometer.loadtest.analyse.Distribution;
import io.github.argometer.loadtest.analyse.Fate;
import io.github.argometer.loadtest.analyse.Sample;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final int ROWS = 1_500;

    /** Delays of a run with a long tail, in microseconds. */
    private final long[] run = delays(new Random(1), 2_400);

    @Test
    void equalRunsRaiseNoMoreFalseAlarmsThanStated() {
        Random random = new Random(7);
        long alarms = IntStream.range(0, 100)
                .filter(pair ->
                        !changed(compare(drawn(random), drawn(random), 2, 2)).isEmpty())
                .count();

        assertThat(alarms).isLessThanOrEqualTo((long) (100 * Comparison.LEVEL));
    }

    @Test
    void aShiftBeyondNoiseIsFoundAndNamed() {
        Random random = new Random(8);
        long[] slower =
                Arrays.stream(drawn(random)).map(delay -> delay + 40_000).toArray();

        Comparison comparison = compare(drawn(random), slower, 2, 2);

        assertThat(changed(comparison)).contains("sqs mean", "sqs p50", "sns mean", "sns p50");
        assertThat(comparison.worse()).isTrue();
        assertThat(compare(slower, drawn(random), 2, 2).worse())
                .as("faster is not worse")
                .isFalse();
    }

    @Test
    void lossesAreComparedWithTheirChance() {
        assertThat(changed(compare(run, run, 0, 4)))
                .as("4 of 1,500 may be chance")
                .isEmpty();
        assertThat(changed(compare(run, run, 0, 40))).containsExactly("sqs missing", "sns missing");
    }

    @Test
    void quantilesOfTooFewValuesAreNotCompared() {
        long[] few = Arrays.copyOf(run, 150);

        assertThat(figures(compare(few, few, 0, 0), "sqs"))
                .containsExactly("mean", "p50", "p90", "missing", "duplicated");
    }

    @Test
    void meansOfFewerThanTwentyValuesAreNotCompared() {
        long[] few = Arrays.copyOf(run, 19);
        long[] enough = Arrays.copyOf(run, 20);

        assertThat(figures(compare(few, enough, 0, 0), "sqs")).containsExactly("missing", "duplicated");
        assertThat(figures(compare(enough, enough, 0, 0), "sqs"))
                .containsExactly("mean", "p50", "missing", "duplicated");
        assertThat(compare(few, enough, 0, 0).tooFew())
                .containsExactly(
                        new Comparison.TooFew("sqs", 19, 20, List.of("mean", "p50", "p90", "p99")),
                        new Comparison.TooFew("sns", 19, 20, List.of("mean", "p50", "p90", "p99")));
        assertThat(compare(enough, enough, 0, 0).tooFew().get(0).figures()).containsExactly("p90", "p99");
        assertThat(compare(run, run, 0, 0).tooFew()).isEmpty();
    }

    @Test
    void equalRunsOfTwentyValuesRaiseNoMoreFalseAlarmsThanStated() {
        Random random = new Random(9);
        long alarms = IntStream.range(0, 200)
                .filter(pair -> !changed(compare(delays(random, 20), delays(random, 20), 0, 0))
                        .isEmpty())
                .count();

        assertThat(alarms).isLessThanOrEqualTo((long) (200 * Comparison.LEVEL));
    }

    @Test
    void aStalledMinuteIsNoiseOfOneBlockAndNotOfManyRows() {
        // Within the interval of the mean stands what one slow block of a hundred does: a bootstrap of single rows
        // would be sure of it.
        long[] stalled = run.clone();
        Arrays.fill(stalled, 1_000, 1_024, 900_000);

        assertThat(changed(compare(run, stalled, 0, 0))).doesNotContain("sqs mean");
    }

    @Test
    void intervalsSurroundTheDifference() {
        Change p50 = compare(run, run, 0, 0).changes().get(1);

        assertThat(p50.figure()).isEqualTo("p50");
        assertThat(p50.before()).isEqualTo(p50.after()).isCloseTo(81.0, within(5.0));
        assertThat(p50.low()).isNegative();
        assertThat(p50.high()).isPositive();
    }

    private static List<String> changed(Comparison comparison) {
        return comparison.changes().stream()
                .filter(change -> change.kind() != Change.Kind.NOISE)
                .map(change -> change.channel() + " " + change.figure())
                .toList();
    }

    private static List<String> figures(Comparison comparison, String channel) {
        return comparison.changes().stream()
                .filter(change -> change.channel().equals(channel))
                .map(Change::figure)
                .toList();
    }

    private long[] drawn(Random random) {
        return random.ints(ROWS, 0, run.length).mapToLong(i -> run[i]).toArray();
    }

    private static long[] delays(Random random, int count) {
        return IntStream.range(0, count)
                .mapToLong(i -> 60_000 + (long) (20_000 * Math.exp(random.nextGaussian())))
                .toArray();
    }

    private static Comparison compare(long[] first, long[] second, long lost, long lostLater) {
        return Comparison.of(
                Map.of("sqs", sample(first, lost), "sns", sample(first, lost)),
                Map.of("sqs", sample(second, lostLater), "sns", sample(second, lostLater)));
    }

    private static ChannelSample sample(long[] delays, long lost) {
        long[] sorted = delays.clone();
        Arrays.sort(sorted);
        List<Long> quantiles = Distribution.QUANTILES.stream()
                .map(quantile -> sorted[
                        (int) Math.ceil(quantile.multiply(BigDecimal.valueOf(sorted.length))
                                        .doubleValue())
                                - 1])
                .toList();
        double mean = Arrays.stream(delays).average().orElseThrow();
        long n = delays.length;
        return new ChannelSample(
                new Counts(n + lost, n + lost, n + lost, 0, 0, 0, n, lost, 0, 0, 3, 3, 3, 0, 0, 0, 0, 0, fates(n)),
                new Distribution(n, 0, sorted[0], mean, 0, sorted[sorted.length - 1], quantiles, null),
                Sample.of(delays));
    }

    private static Map<Fate, Long> fates(long delivered) {
        return Map.of(Fate.DELIVERED, delivered);
    }
}
