package io.github.argometer.loadtest.compare;

import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Compares the delays of one channel: their mean and some quantiles, in milliseconds.
 *
 * <p>Of one run a side the value is the unit, see {@link LongRun}. The interval of a quantile is that of the share of values up to it,
 * read back from the sorted values (Woodruff 1952), with Wilson's interval of a share for as many values as are independent; the
 * difference of two has the interval of Zou and Donner (2008, MOVER). Of several runs a side each is one value, and the difference has
 * Welch's interval.
 */
final class Delays {

    /** Values that must lie beyond a quantile before it is compared; the mean wants as many values as p50. */
    private static final int BEYOND = 10;

    /** How many of them must be independent. */
    private static final int INDEPENDENT_BEYOND = 3;

    private static final int INDEPENDENT = 12;

    private static final List<BigDecimal> QUANTILES =
            List.of(Distribution.QUANTILES.get(0), Distribution.QUANTILES.get(1), Distribution.QUANTILES.get(3));

    private static final double MILLISECOND = 1_000;

    private final String channel;
    private final List<ChannelSample> first;
    private final List<ChannelSample> second;

    /** The delays of {@code channel} in the runs of two sides. */
    Delays(String channel, List<ChannelSample> first, List<ChannelSample> second) {
        this.channel = channel;
        this.first = first;
        this.second = second;
    }

    /** How many figures can be judged, by the number of their values and nothing else. */
    long figures() {
        return Stream.concat(Stream.of(QUANTILES.get(0)), QUANTILES.stream())
                .filter(this::enough)
                .count();
    }

    /** A change for each figure, whose intervals fail with the probability {@code level} each. */
    List<Change> changes(double level) {
        List<Change> changes = new ArrayList<>();
        changes.add(change(null, level));
        QUANTILES.forEach(quantile -> changes.add(change(quantile, level)));
        return changes;
    }

    private boolean enough(BigDecimal quantile) {
        return counts().allMatch(count -> count >= BEYOND * Distribution.needed(quantile));
    }

    private LongStream counts() {
        return Stream.concat(first.stream(), second.stream())
                .mapToLong(run -> run.delay().count());
    }

    /** The change of {@code quantile}, or of the mean where that is null. */
    private Change change(BigDecimal quantile, double level) {
        double[] before = values(first, quantile);
        double[] after = values(second, quantile);
        if (!enough(quantile == null ? QUANTILES.get(0) : quantile)) {
            long least = counts().min().orElseThrow();
            return notJudged(quantile, before, after, text("too few values (%,d)", least));
        }
        if (first.size() > 1) {
            return ofRuns(quantile, before, after, level);
        }
        double[] a = first.get(0).sample().inOrder();
        double[] b = second.get(0).sample().inOrder();
        LongRun all = LongRun.of(a);
        LongRun all2 = LongRun.of(b);
        double independent = Math.min(all.independent(), all2.independent());
        if (quantile == null) {
            double half = LongRun.quantile(all, all2, level) * Math.sqrt(all.variance() + all2.variance());
            return independent < INDEPENDENT
                    ? tooDependent(null, before, after, independent)
                    : judged(null, before, after, half, half);
        }
        Rank rank = new Rank(a, quantile);
        Rank rank2 = new Rank(b, quantile);
        independent = Math.min(independent, Math.min(rank.known.independent(), rank2.known.independent()));
        if (independent < Math.max(INDEPENDENT, INDEPENDENT_BEYOND * Distribution.needed(quantile))) {
            return tooDependent(quantile, before, after, independent);
        }
        double errors = LongRun.quantile(rank.known, rank2.known, level);
        return judged(
                quantile,
                before,
                after,
                Math.hypot(rank2.below(errors), rank.above(errors)),
                Math.hypot(rank2.above(errors), rank.below(errors)));
    }

    private Change ofRuns(BigDecimal quantile, double[] before, double[] after, double level) {
        double variance = LongRun.variance(before) / before.length;
        double variance2 = LongRun.variance(after) / after.length;
        if (variance + variance2 == 0) {
            return notJudged(quantile, before, after, "the runs of a side are all equal");
        }
        double half = LongRun.quantile(variance, before.length - 1.0, variance2, after.length - 1.0, level)
                * Math.sqrt(variance + variance2);
        return judged(quantile, before, after, half, half);
    }

    /** A quantile of one run, and how well it is known. */
    private static final class Rank {
        private final double[] sorted;
        private final double share;
        private final LongRun known;

        Rank(double[] inOrder, BigDecimal quantile) {
            sorted = inOrder.clone();
            Arrays.sort(sorted);
            share = quantile.doubleValue();
            double value = value(share);
            known = LongRun.of(
                    Arrays.stream(inOrder).map(one -> one <= value ? 1 : 0).toArray());
        }

        double below(double errors) {
            return value(share) - value(Shares.wilson(share, known.independent(), errors)[0]);
        }

        double above(double errors) {
            return value(Shares.wilson(share, known.independent(), errors)[1]) - value(share);
        }

        private double value(double at) {
            int rank = (int) Math.ceil(Math.round(at * sorted.length * 1e6) / 1e6); // 0.99 * 100 is more than 99
            return sorted[Math.max(rank, 1) - 1];
        }
    }

    private static double[] values(List<ChannelSample> runs, BigDecimal quantile) {
        return runs.stream()
                .map(ChannelSample::delay)
                .filter(delay -> delay.count() > 0)
                .mapToDouble(delay -> quantile == null
                        ? delay.mean()
                        : delay.quantiles().get(Distribution.QUANTILES.indexOf(quantile)))
                .toArray();
    }

    private Change tooDependent(BigDecimal quantile, double[] before, double[] after, double independent) {
        return notJudged(
                quantile, before, after, text("not enough independent values (about %,.0f)", Math.floor(independent)));
    }

    private Change notJudged(BigDecimal quantile, double[] before, double[] after, String why) {
        return change(quantile, before, after, null, null, why);
    }

    private Change judged(BigDecimal quantile, double[] before, double[] after, double below, double above) {
        double difference = mean(after) - mean(before);
        return change(quantile, before, after, difference - below / MILLISECOND, difference + above / MILLISECOND, "");
    }

    private Change change(BigDecimal quantile, double[] before, double[] after, Double low, Double high, String why) {
        String figure = quantile == null ? "mean" : Distribution.label(quantile);
        return new Change(channel, figure, "ms", mean(before), mean(after), low, high, null, null, why);
    }

    /** In milliseconds; null where there is no value. */
    private static Double mean(double[] values) {
        return values.length == 0
                ? null
                : Double.valueOf(Arrays.stream(values).average().orElseThrow() / MILLISECOND);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
