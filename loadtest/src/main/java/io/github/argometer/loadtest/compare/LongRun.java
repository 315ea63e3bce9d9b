package io.github.argometer.loadtest.compare;

import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How far the mean of a series may be off whose values hang together in time.
 *
 * <p>The variance of such a mean is the series' long-run variance / <i>n</i>. That is estimated from its slowest cosines, each of
 * which gives about one independent square ("equal-weighted cosine", Müller 2004; Lazarus, Lewis, Stock and Watson 2018, HAR
 * Inference: Recommendations for Practice), so that Student's <i>t</i> with as many degrees of freedom holds, with few of them for a
 * correlation that reaches over much of the run. There are {@value #SLOW}, where these are stronger than the next ones, else
 * {@value #COSINES}. A block bootstrap, with blocks as Politis and White choose them, has no such <i>t</i> and is too sure of
 * itself where few blocks are left. bench/compare has what this one does. What it cannot see is a drift over more than a fifth of the
 * series under noise that is much stronger: too few of the cosines have it.
 *
 * <p>The variance is at least what the autocovariances say up to the lag at which they are lost in noise (flat-top window,
 * Politis and White 2004, as corrected by Patton, Politis and White 2009: what their block length is computed from), and at least that
 * of independent values. Both keep the estimate from being small by chance.
 *
 * @param variance of the mean
 * @param freedom degrees of freedom of {@code variance}
 * @param independent how many independent values would tell as much of the mean, at most the number of values
 */
record LongRun(double variance, int freedom, double independent) {

    private static final int COSINES = 12;
    private static final int SLOW = 3;

    /** Lags in a row that must be lost in noise. */
    private static final int QUIET = 5;

    /** What is known of {@code series}, in the order of time, of two values or more. */
    static LongRun of(double[] series) {
        int n = series.length;
        double[] x = centred(series);
        double single = variance(x);
        if (single == 0) {
            return new LongRun(0, COSINES, n);
        }
        double[] squares = cosines(x);
        double slow = DoubleStream.of(squares).limit(SLOW).average().orElseThrow();
        double next = DoubleStream.of(squares).skip(SLOW).average().orElseThrow();
        double all = DoubleStream.of(squares).average().orElseThrow();
        double variance = Math.max(Math.max(slow, all), Math.max(flatTop(x), single));
        return new LongRun(variance / n, slow > next ? SLOW : COSINES, n * single / variance);
    }

    /** By how many standard errors the difference of two means may be off by chance, which has the probability {@code level}. */
    static double quantile(LongRun first, LongRun second, double level) {
        return quantile(first.variance, first.freedom, second.variance, second.freedom, level);
    }

    /** The same for any two variances, with Welch's degrees of freedom (Welch 1947, Satterthwaite 1946). */
    static double quantile(double variance, double freedom, double variance2, double freedom2, double level) {
        double sum = variance + variance2;
        double welch = sum == 0
                ? freedom + freedom2
                : sum * sum / (variance * variance / freedom + variance2 * variance2 / freedom2);
        return TDistribution.of(welch).inverseSurvivalProbability(level / 2);
    }

    /** The variance of {@code values}, two or more, which are a sample. */
    static double variance(double[] values) {
        return covariance(centred(values), 0) * values.length / (values.length - 1);
    }

    private static double[] centred(double[] values) {
        double mean = DoubleStream.of(values).sum() / values.length;
        return DoubleStream.of(values).map(value -> value - mean).toArray();
    }

    /** The squared weights of cosines with half a period, a whole one, and so on, in the series. */
    private static double[] cosines(double[] x) {
        double[] weights = new double[COSINES];
        for (int t = 0; t < x.length; t++) {
            double first = Math.cos(Math.PI * (t + 0.5) / x.length);
            double before = 1;
            double cosine = first;
            for (int j = 0; j < COSINES; j++) {
                weights[j] += cosine * x[t];
                double after = 2 * first * cosine - before; // cos (j + 2)a = 2 cos a cos (j + 1)a − cos ja
                before = cosine;
                cosine = after;
            }
        }
        return DoubleStream.of(weights)
                .map(weight -> 2 * weight * weight / x.length)
                .toArray();
    }

    private static double flatTop(double[] x) {
        int n = x.length;
        int most = Math.min(n - 1, (int) Math.ceil(Math.sqrt(n)) + QUIET);
        double noise = 2 * Math.sqrt(Math.log10(n) / n);
        double[] covariances = new double[most + 1];
        covariances[0] = covariance(x, 0);
        int loud = 0;
        for (int lag = 1; lag <= most; lag++) {
            covariances[lag] = covariance(x, lag);
            if (Math.abs(covariances[lag]) >= noise * covariances[0]) {
                loud = lag;
            } else if (lag - loud == QUIET) {
                break;
            }
        }
        int window = Math.min(2 * Math.max(loud, 1), most);
        double variance = covariances[0];
        for (int lag = 1; lag <= window; lag++) {
            double covariance = lag <= loud + QUIET ? covariances[lag] : covariance(x, lag);
            variance += 2 * covariance * Math.min(1, 2 * (1 - (double) lag / window));
        }
        return variance;
    }

    private static double covariance(double[] x, int lag) {
        double sum = 0;
        for (int t = lag; t < x.length; t++) {
            sum += x[t] * x[t - lag];
        }
        return sum / x.length;
    }
}
