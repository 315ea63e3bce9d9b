package io.github.argometer.loadtest.analyse;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Exact statistics of durations in microseconds. A quantile <i>q</i> of <i>n</i> values is the nearest-rank one: the
 * value at place ⌈<i>q·n</i>⌉ of the sorted values, counting from 1, so it is always one of them (Hyndman and Fan 1996,
 * definition 1; DuckDB's {@code quantile_disc}, with the quantile as a decimal, so that no rounding moves the place).
 *
 * @param count number of values, negative ones included
 * @param negative how many of them are below zero: clocks that disagree
 * @param min smallest value; 0 where there is none, as the following
 * @param mean arithmetic mean
 * @param max largest value
 * @param quantiles one for each of {@link #QUANTILES}, in their order; empty where there is no value
 */
public record Distribution(long count, long negative, long min, double mean, long max, List<Long> quantiles) {

    /** The quantiles of every distribution. */
    public static final List<BigDecimal> QUANTILES =
            List.of(new BigDecimal("0.50"), new BigDecimal("0.95"), new BigDecimal("0.99"));

    private static final String SELECT = """
            SELECT count(v), count(v) FILTER (v < 0), min(v), coalesce(avg(v), 0), max(v), quantile_disc(v, %s) FROM (%s) AS t(v)""";

    /** The distribution of the only column of {@code values}, a query. */
    static Distribution of(RunDatabase database, String values, Object... parameters) {
        return database.rows(SELECT.formatted(QUANTILES, values), Distribution::read, parameters)
                .get(0);
    }

    private static Distribution read(ResultSet row) throws SQLException {
        List<Long> quantiles = new ArrayList<>();
        Array array = row.getArray(6);
        if (array != null) {
            for (Object quantile : (Object[]) array.getArray()) {
                quantiles.add(((Number) quantile).longValue());
            }
        }
        return new Distribution(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getDouble(4),
                row.getLong(5),
                List.copyOf(quantiles));
    }
}
