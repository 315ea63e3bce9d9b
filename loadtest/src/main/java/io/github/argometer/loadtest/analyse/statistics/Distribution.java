package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Exact statistics of durations in microseconds. A quantile <i>q</i> of <i>n</i> values is the nearest-rank one: the
 * value at place ⌈<i>q·n</i>⌉ of the sorted values, counting from 1, so it is always one of them (Hyndman and Fan 1996,
 * definition 1; DuckDB's {@code quantile_disc}, with the quantile as a decimal, so that no rounding moves the place).
 *
 * @param count number of values, negative ones included
 * @param negative how many of them are below zero: clocks that disagree
 * @param min smallest value; 0 where there is none, as the following
 * @param mean arithmetic mean
 * @param deviation standard deviation of a sample; NaN for one value, which has none
 * @param max largest value
 * @param quantiles one for each of {@link #QUANTILES}, in their order; empty where there is no value
 * @param spread what the bins of a histogram are chosen by; null where there is no value
 */
public record Distribution(
        long count,
        long negative,
        long min,
        double mean,
        double deviation,
        long max,
        List<Long> quantiles,
        Bins.Spread spread) {

    /** The quantiles of every distribution. */
    public static final List<BigDecimal> QUANTILES = Stream.of("0.50", "0.90", "0.95", "0.99", "0.999")
            .map(BigDecimal::new)
            .toList();

    private static final List<BigDecimal> SPREAD =
            Stream.of("0.05", "0.25", "0.75", "0.95").map(BigDecimal::new).toList();

    private record Figures(
            long count, long negative, long min, double mean, double deviation, long max, List<Long> quantiles) {}

    /** How many values {@code quantile} needs to be more than another name for the largest one: 1 / (1 − quantile). */
    public static long needed(BigDecimal quantile) {
        return BigDecimal.ONE.divide(BigDecimal.ONE.subtract(quantile)).longValue();
    }

    /** Its name, such as {@code p99.9}. */
    public static String label(BigDecimal quantile) {
        return "p" + quantile.movePointRight(2).stripTrailingZeros().toPlainString();
    }

    /** The quantile at {@code index} of {@link #QUANTILES}; empty where the values are too few for it. */
    public OptionalLong quantile(int index) {
        return count < needed(QUANTILES.get(index)) ? OptionalLong.empty() : OptionalLong.of(quantiles.get(index));
    }

    /** The distribution of {@code value}, SQL, in {@code relation}. */
    public static Distribution of(Duckdb duckdb, String relation, String value) {
        List<BigDecimal> places =
                Stream.concat(QUANTILES.stream(), SPREAD.stream()).toList();
        Figures all = duckdb.row(
                "FROM distribution(%s, %s, %s)".formatted(Duckdb.quote(relation), value, places), Figures.class);
        if (all.count == 0) {
            return new Distribution(0, 0, 0, 0, 0, 0, List.of(), null);
        }
        List<Long> own = all.quantiles.subList(0, QUANTILES.size());
        List<Long> spread = all.quantiles.subList(own.size(), places.size());
        return new Distribution(
                all.count,
                all.negative,
                all.min,
                all.mean,
                all.deviation,
                all.max,
                List.copyOf(own),
                new Bins.Spread(
                        all.count, all.min, spread.get(0), spread.get(1), spread.get(2), spread.get(3), all.max));
    }
}
