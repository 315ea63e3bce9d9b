package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.util.List;

/**
 * Delays by the time of sending, in equal steps.
 *
 * @param start of the first step, microseconds since 1970
 * @param width of a step, in microseconds; 0 where there is nothing
 * @param intervals those in which something was sent, in order
 */
public record Timeline(long start, long width, List<Interval> intervals) {

    private static final int MOST = 60;

    /**
     * What was sent in one step and recorded.
     *
     * @param index counts the steps from 0
     * @param count of values
     * @param p50 their median, in microseconds, nearest rank
     * @param p95 nearest rank; the largest value where there are fewer than 20
     * @param max the largest
     */
    public record Interval(int index, long count, long p50, long p95, long max) {}

    private static final String RANGE = "SELECT min(Sent), max(Sent) FROM %s";

    private static final String STEPS = """
            SELECT step, count(v), quantile_disc(v, 0.5), quantile_disc(v, 0.95), max(v)
            FROM (SELECT (Sent - %s) // %s AS step, %s AS v FROM %s) GROUP BY step ORDER BY step""";

    static Timeline of(Duckdb duckdb, String value, String from, Object... parameters) {
        return duckdb.row(
                RANGE.formatted(from),
                range -> {
                    long start = range.getLong(1);
                    if (range.wasNull()) {
                        return new Timeline(0, 0, List.of());
                    }
                    long width = Bins.nice(Math.max(1, (range.getLong(2) - start + 1) / (double) MOST));
                    return new Timeline(
                            start,
                            width,
                            duckdb.rows(
                                    STEPS.formatted(start, width, value, from),
                                    row -> new Interval(
                                            row.getInt(1),
                                            row.getLong(2),
                                            row.getLong(3),
                                            row.getLong(4),
                                            row.getLong(5)),
                                    parameters));
                },
                parameters);
    }
}
