package io.github.argometer.loadtest.analyse.statistics;

import java.util.stream.IntStream;

/**
 * Equal bins over a range of durations in microseconds: as wide as Freedman and Diaconis advise (2·IQR/∛n), rounded up
 * to 1, 2 or 5 times a power of ten, but no wider than an eighth of the range (before rounding), and at most {@value #MOST}. Where tails would need more, the bins follow the middle
 * 90 % and the first or last one is open: it holds everything beyond.
 *
 * @param low lower edge of the first closed bin, a multiple of {@code width}
 * @param width of a bin
 * @param closed number of bins with two edges
 * @param openBelow whether a bin for all below {@code low} comes first
 * @param openAbove whether a bin for all from the last edge on comes last
 */
public record Bins(long low, long width, int closed, boolean openBelow, boolean openAbove) {

    /** The most bins that a histogram has. */
    static final int MOST = 20;

    private static final double FEWEST = 8;

    /**
     * What the bins are chosen by, in microseconds.
     *
     * @param count number of values, at least 1
     * @param min smallest value
     * @param p05 a twentieth of the values is not above it, as p25, p75 and p95 by their names
     * @param max largest value
     */
    public record Spread(long count, long min, long p05, long p25, long p75, long p95, long max) {}

    /** The bins for values of this spread. */
    static Bins of(Spread spread) {
        long width = nice(advised(spread));
        if (bins(spread.min, spread.max, width) <= MOST) {
            return closed(spread.min, spread.max, width);
        }
        while (bins(spread.p05, spread.p95, width) > MOST - 2) {
            width = nice(width + 1.0);
        }
        if (bins(spread.min, spread.max, width) <= MOST) {
            return closed(spread.min, spread.max, width);
        }
        // What is left of the bins after the middle goes to the upper tail first: there the slow ones are.
        boolean openBelow = bins(spread.min, spread.p95, width) > MOST - 1;
        long low = Math.floorDiv(openBelow ? spread.p05 : spread.min, width) * width;
        int room = MOST - (openBelow ? 1 : 0);
        boolean openAbove = bins(low, spread.max, width) > room;
        int closed = openAbove ? room - 1 : (int) bins(low, spread.max, width);
        return new Bins(low, width, closed, openBelow, openAbove);
    }

    private static double advised(Spread spread) {
        double freedmanDiaconis = 2.0 * (spread.p75 - spread.p25) / Math.cbrt(spread.count);
        double few = (spread.max - spread.min) / FEWEST;
        double advised = freedmanDiaconis > 0 ? Math.min(freedmanDiaconis, few) : few;
        return advised > 0 ? advised : Math.abs(spread.max) / FEWEST;
    }

    /** Lower edges of all bins but an open first one; the last one is the edge where an open last bin starts. */
    long edge(int index) {
        return low + index * width;
    }

    private static Bins closed(long min, long max, long width) {
        return new Bins(Math.floorDiv(min, width) * width, width, (int) bins(min, max, width), false, false);
    }

    private static long bins(long from, long to, long width) {
        return Math.floorDiv(to, width) - Math.floorDiv(from, width) + 1;
    }

    /** The smallest of 1, 2, 5, 10, 20, 50 … that is not below {@code atLeast}. */
    public static long nice(double atLeast) {
        long power = 1;
        while (power * 10 < atLeast) {
            power *= 10;
        }
        long unit = power;
        return IntStream.of(1, 2, 5, 10)
                .mapToLong(step -> step * unit)
                .filter(width -> width >= atLeast)
                .findFirst()
                .orElseThrow();
    }
}
