package io.github.argometer.loadtest.compare;

import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.Distribution;
import io.github.argometer.loadtest.analyse.Fate;
import io.github.argometer.send.Channel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Compares two runs, the second with the first. Intervals hold all together with a certainty of 95 %: each of <i>m</i> has an
 * error of 5 % / <i>m</i> (Bonferroni), so that two equal runs differ in no figure at all in 95 of 100 cases or more.
 *
 * @param changes a line each, channel by channel
 * @param tooFew a line for each channel of which not every figure is compared
 * @param withoutLedger channels whose missing messages are not compared, since a send ledger that would tell of them is not there
 * @param onlyFirst channels that the second run lacks
 * @param onlySecond channels that the first run lacks
 */
public record Comparison(
        List<Change> changes,
        List<TooFew> tooFew,
        List<String> withoutLedger,
        List<String> onlyFirst,
        List<String> onlySecond) {

    /**
     * Figures that too few values stand behind.
     *
     * @param channel that they are of
     * @param first values of the first run
     * @param second values of the second
     * @param figures their names
     */
    public record TooFew(String channel, long first, long second, List<String> figures) {}

    /** The chance that two equal runs are said to differ in anything. */
    public static final double LEVEL = 0.05;

    /** Values that must lie beyond a quantile before it is compared; the mean wants as many values as the first of them. */
    private static final int BEYOND = 10;

    private static final List<BigDecimal> QUANTILES =
            List.of(Distribution.QUANTILES.get(0), Distribution.QUANTILES.get(1), Distribution.QUANTILES.get(3));

    private static final long SEED = 20261123;

    private static final Comparator<String> CHANNELS =
            Comparator.comparing(Stream.of(Channel.values()).map(Channel::label).toList()::indexOf);

    /** The comparison of the channels that both runs have; the others are named. */
    public static Comparison of(Map<String, ChannelSample> first, Map<String, ChannelSample> second) {
        List<String> channels = channels(first, second::containsKey);
        int figures = channels.stream()
                .mapToInt(channel -> figures(first.get(channel), second.get(channel)))
                .sum();
        List<Change> changes = new ArrayList<>();
        List<TooFew> tooFew = new ArrayList<>();
        for (String channel : channels) {
            changes.addAll(compare(channel, first.get(channel), second.get(channel), LEVEL / figures));
            tooFew.addAll(tooFew(channel, first.get(channel), second.get(channel)));
        }
        return new Comparison(
                List.copyOf(changes),
                List.copyOf(tooFew),
                channels.stream()
                        .filter(channel -> withoutLedger(first.get(channel), second.get(channel)))
                        .toList(),
                channels(first, channel -> !second.containsKey(channel)),
                channels(second, channel -> !first.containsKey(channel)));
    }

    /** Whether anything is worse, beyond noise. */
    public boolean worse() {
        return changes.stream().anyMatch(change -> change.kind() == Change.Kind.WORSE);
    }

    private static List<String> channels(Map<String, ChannelSample> run, Predicate<String> wanted) {
        return run.keySet().stream().filter(wanted).sorted(CHANNELS).toList();
    }

    /** The quantiles that both have enough values for. */
    private static List<BigDecimal> quantiles(ChannelSample first, ChannelSample second) {
        long least = Math.min(first.delay().count(), second.delay().count());
        return QUANTILES.stream()
                .filter(quantile -> least >= BEYOND * Distribution.needed(quantile))
                .toList();
    }

    private static boolean withoutLedger(ChannelSample first, ChannelSample second) {
        return first.counts().count(Fate.LEDGER_MISSING) + second.counts().count(Fate.LEDGER_MISSING) > 0;
    }

    /** How many figures of a channel are compared: one or two shares, the quantiles, and with these the mean. */
    private static int figures(ChannelSample first, ChannelSample second) {
        int quantiles = quantiles(first, second).size();
        return (quantiles == 0 ? 0 : quantiles + 1) + (withoutLedger(first, second) ? 1 : 2);
    }

    private static List<TooFew> tooFew(String channel, ChannelSample first, ChannelSample second) {
        List<BigDecimal> compared = quantiles(first, second);
        List<String> figures = Stream.concat(
                        compared.isEmpty() ? Stream.of("mean") : Stream.empty(),
                        QUANTILES.stream()
                                .filter(quantile -> !compared.contains(quantile))
                                .map(Comparison::label))
                .toList();
        return figures.isEmpty()
                ? List.of()
                : List.of(new TooFew(
                        channel, first.delay().count(), second.delay().count(), figures));
    }

    private static String label(BigDecimal quantile) {
        return "p" + quantile.movePointRight(2).stripTrailingZeros().toPlainString();
    }

    private static List<Change> compare(String channel, ChannelSample first, ChannelSample second, double level) {
        List<Change> changes = new ArrayList<>();
        List<BigDecimal> quantiles = quantiles(first, second);
        if (!quantiles.isEmpty()) {
            int draws = Bootstrap.draws(first.sample(), second.sample());
            SplittableRandom random = new SplittableRandom(SEED);
            double[][] before = Bootstrap.draw(first.sample(), quantiles, draws, random);
            double[][] after = Bootstrap.draw(second.sample(), quantiles, draws, random);
            for (int i = 0; i <= quantiles.size(); i++) {
                double[] differences = new double[draws];
                for (int draw = 0; draw < draws; draw++) {
                    differences[draw] = (after[draw][i] - before[draw][i]) / 1_000;
                }
                Arrays.sort(differences);
                String figure = i == 0 ? "mean" : label(quantiles.get(i - 1));
                changes.add(new Change(
                        channel,
                        figure,
                        "ms",
                        figure(first.delay(), i, quantiles),
                        figure(second.delay(), i, quantiles),
                        differences[(int) Math.floor(draws * level / 2)],
                        differences[(int) Math.ceil(draws * (1 - level / 2)) - 1]));
            }
        }
        if (!withoutLedger(first, second)) {
            changes.add(share(
                    channel,
                    "missing",
                    first.counts().missing(),
                    first.counts().expected(),
                    second.counts().missing(),
                    second.counts().expected(),
                    level));
        }
        changes.add(share(
                channel,
                "duplicated",
                first.counts().duplicated(),
                first.counts().recorded(),
                second.counts().duplicated(),
                second.counts().recorded(),
                level));
        return changes;
    }

    private static double figure(Distribution delay, int index, List<BigDecimal> quantiles) {
        return index == 0
                ? delay.mean() / 1_000
                : delay.quantiles().get(Distribution.QUANTILES.indexOf(quantiles.get(index - 1))) / 1_000.0;
    }

    /** The difference of two shares, with Newcombe's interval from Wilson's scores (Newcombe 1998, method 10). */
    private static Change share(
            String channel, String figure, long some, long all, long some2, long all2, double level) {
        double z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(1 - level / 2);
        double before = all == 0 ? 0 : (double) some / all;
        double after = all2 == 0 ? 0 : (double) some2 / all2;
        double[] first = wilson(before, all, z);
        double[] second = wilson(after, all2, z);
        double difference = after - before;
        return new Change(
                channel,
                figure,
                "%",
                100 * before,
                100 * after,
                100 * (difference - Math.hypot(after - second[0], first[1] - before)),
                100 * (difference + Math.hypot(second[1] - after, before - first[0])));
    }

    private static double[] wilson(double share, long all, double z) {
        if (all == 0) {
            return new double[] {0, 1};
        }
        double middle = (share + z * z / (2 * all)) / (1 + z * z / all);
        double half = z / (1 + z * z / all) * Math.sqrt(share * (1 - share) / all + z * z / (4.0 * all * all));
        return new double[] {Math.max(0, middle - half), Math.min(1, middle + half)};
    }
}
