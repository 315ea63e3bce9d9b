package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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

    private static final String SELECT = """
            SELECT count(v), count(v) FILTER (v < 0), min(v), avg(v), stddev_samp(v), max(v), quantile_disc(v, %s)
            FROM (SELECT %s AS v FROM %s)""";

    /** How many values {@code quantile} needs to be more than another name for the largest one: 1 / (1 − quantile). */
    public static long needed(BigDecimal quantile) {
        return BigDecimal.ONE.divide(BigDecimal.ONE.subtract(quantile)).longValue();
    }

    /** The quantile at {@code index} of {@link #QUANTILES}; empty where the values are too few for it. */
    public OptionalLong quantile(int index) {
        return count < needed(QUANTILES.get(index)) ? OptionalLong.empty() : OptionalLong.of(quantiles.get(index));
    }

    /** The distribution of {@code value} in {@code from}, both SQL. */
    public static Distribution of(Duckdb duckdb, String value, String from, Object... parameters) {
        List<BigDecimal> all =
                Stream.concat(QUANTILES.stream(), SPREAD.stream()).toList();
        return duckdb.row(SELECT.formatted(all, value, from), Distribution::read, parameters);
    }

    private static Distribution read(ResultSet row) throws SQLException {
        List<Long> quantiles = new ArrayList<>();
        Array array = row.getArray(7);
        if (array == null) {
            return new Distribution(0, 0, 0, 0, 0, 0, List.of(), null);
        }
        for (Object quantile : (Object[]) array.getArray()) {
            quantiles.add(((Number) quantile).longValue());
        }
        int own = QUANTILES.size();
        return new Distribution(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getDouble(4),
                row.getLong(1) < 2 ? Double.NaN : row.getDouble(5),
                row.getLong(6),
                List.copyOf(quantiles.subList(0, own)),
                new Bins.Spread(
                        row.getLong(1),
                        row.getLong(3),
                        quantiles.get(own),
                        quantiles.get(own + 1),
                        quantiles.get(own + 2),
                        quantiles.get(own + 3),
                        row.getLong(6)));
    }
}
