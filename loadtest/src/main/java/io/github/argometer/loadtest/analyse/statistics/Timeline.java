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

    private record Range(Long first, Long last) {}

    /** The timeline of recorded − sent. */
    static Timeline of(Duckdb duckdb) {
        Range range = duckdb.row("SELECT min(Sent) AS first, max(Sent) AS last FROM delivered", Range.class);
        if (range.first == null) {
            return new Timeline(0, 0, List.of());
        }
        long width = Bins.nice(Math.max(1, (range.last - range.first + 1) / (double) MOST));
        return new Timeline(
                range.first, width, duckdb.rows("FROM timeline(%s, %s)".formatted(range.first, width), Interval.class));
    }
}
