package io.github.argometer.loadtest.compare;

import io.github.argometer.loadtest.analyse.Sample;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Draws a sample's blocks anew, with replacement, and says what its mean and quantiles would have been: the block
 * bootstrap (Efron 1979; blocks for data that hang together in time, Künsch 1989).
 */
final class Bootstrap {

    private static final int DRAWS = 5_000;
    private static final int FEWER_DRAWS = 2_000;
    private static final int MANY = 50_000;

    private Bootstrap() {}

    /** How often samples of this size are drawn. */
    static int draws(Sample... samples) {
        long pairs = Stream.of(samples)
                .flatMap(sample -> Arrays.stream(sample.blocks()))
                .mapToLong(block -> block.length / 2)
                .sum();
        return pairs > MANY ? FEWER_DRAWS : DRAWS;
    }

    /** A line a draw: the mean, then each of {@code quantiles} by nearest rank. */
    static double[][] draw(Sample sample, List<BigDecimal> quantiles, int draws, SplittableRandom random) {
        double[] shares =
                quantiles.stream().mapToDouble(BigDecimal::doubleValue).toArray();
        double[][] drawn = new double[draws][];
        int[] counts = new int[sample.values().length];
        for (int draw = 0; draw < draws; draw++) {
            Arrays.fill(counts, 0);
            long all = 0;
            for (int i = 0; i < sample.blocks().length; i++) {
                int[] block = sample.blocks()[random.nextInt(sample.blocks().length)];
                for (int pair = 0; pair < block.length; pair += 2) {
                    counts[block[pair]] += block[pair + 1];
                    all += block[pair + 1];
                }
            }
            drawn[draw] = figures(sample.values(), counts, all, shares);
        }
        return drawn;
    }

    private static double[] figures(long[] values, int[] counts, long all, double[] shares) {
        double[] figures = new double[shares.length + 1];
        double sum = 0;
        long seen = 0;
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            seen += counts[i];
            sum += (double) counts[i] * values[i];
            while (next < shares.length && seen >= Math.ceil(shares[next] * all)) {
                figures[++next] = values[i];
            }
        }
        figures[0] = sum / all;
        return figures;
    }
}
