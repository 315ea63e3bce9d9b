package io.github.argometer.loadtest.compare;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The difference of two counts as shares of what they are of, with Newcombe's interval (1998, method 10). Of several runs a side the
 * spread between the runs of a side counts where it is more than chance gives (Pearson's dispersion, McCullagh and Nelder 1989, 4.5).
 */
final class Shares {

    private Shares() {}

    /**
     * Lower and upper bound of second − first; an error has the probability {@code level}.
     *
     * @param counts of each run of the first side
     * @param of how many it may be, each
     * @param open whether it may be more, as a count of rows that nobody sent may: then it is taken for Poisson's
     */
    static double[] difference(long[] counts, long[] of, long[] counts2, long[] of2, boolean open, double level) {
        double some = Change.sum(counts);
        double all = Change.sum(of);
        double some2 = Change.sum(counts2);
        double all2 = Change.sum(of2);
        double errors = NormalDistribution.of(0, 1).inverseSurvivalProbability(level / 2);
        int freedom = counts.length + counts2.length - 2;
        if (freedom > 0) {
            double spread = (spread(counts, of, some / all, open) + spread(counts2, of2, some2 / all2, open)) / freedom;
            errors = Math.max(
                    errors, TDistribution.of(freedom).inverseSurvivalProbability(level / 2) * Math.sqrt(spread));
        }
        double before = all == 0 ? 0 : some / all;
        double after = all2 == 0 ? 0 : some2 / all2;
        double[] first = interval(before, all, open, errors);
        double[] second = interval(after, all2, open, errors);
        double difference = after - before;
        return new double[] {
            difference - Math.hypot(after - second[0], first[1] - before),
            difference + Math.hypot(second[1] - after, before - first[0])
        };
    }

    private static double spread(long[] counts, long[] of, double share, boolean open) {
        double spread = 0;
        for (int run = 0; run < counts.length; run++) {
            double expected = of[run] * share;
            double variance = open ? expected : expected * (1 - share);
            spread += variance > 0 ? Math.pow(counts[run] - expected, 2) / variance : 0;
        }
        return spread;
    }

    private static double[] interval(double share, double all, boolean open, double errors) {
        if (all == 0) {
            return new double[] {0, open ? Double.POSITIVE_INFINITY : 1};
        }
        if (!open) {
            return wilson(share, all, errors);
        }
        double middle = share + errors * errors / (2 * all); // the score's interval, as Wilson's is that of a share
        double half = errors * Math.sqrt(share / all + Math.pow(errors / (2 * all), 2));
        return new double[] {Math.max(0, middle - half), middle + half};
    }

    /** Wilson's interval (1927) of a share of {@code all}, which is {@code errors} standard errors to each side. */
    static double[] wilson(double share, double all, double errors) {
        double middle = (share + errors * errors / (2 * all)) / (1 + errors * errors / all);
        double half = errors
                / (1 + errors * errors / all)
                * Math.sqrt(share * (1 - share) / all + errors * errors / (4 * all * all));
        return new double[] {Math.max(0, middle - half), Math.min(1, middle + half)};
    }
}
