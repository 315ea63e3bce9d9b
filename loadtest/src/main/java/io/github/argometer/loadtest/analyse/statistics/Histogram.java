package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * How many durations lie where.
 *
 * @param width of a closed bin, in microseconds; 0 where there is no value
 * @param bins from low to high; their counts add up to the number of values
 */
public record Histogram(long width, List<Bin> bins) {

    /**
     * Durations from {@code from} (included) to {@code to} (excluded), in microseconds; an empty edge is open.
     *
     * @param count how many there are
     */
    public record Bin(OptionalLong from, OptionalLong to, long count) {}

    /** Bin -1 is the open first one, bin {@code closed} the open last one. */
    private static final String COUNTS = """
            SELECT CASE WHEN v < %1$s THEN -1 ELSE least((v - %1$s) // %2$s, %3$s) END AS bin, count(v)
            FROM (SELECT %4$s AS v FROM %5$s) WHERE v IS NOT NULL GROUP BY bin""";

    private record Count(long bin, long values) {}

    /** The histogram of {@code value} in {@code from}, both SQL, which are distributed as {@code distribution} says. */
    public static Histogram of(
            Duckdb duckdb, Distribution distribution, String value, String from, Object... parameters) {
        if (distribution.count() == 0) {
            return new Histogram(0, List.of());
        }
        Bins bins = Bins.of(distribution.spread());
        Map<Long, Long> counts = duckdb
                .rows(
                        COUNTS.formatted(bins.low(), bins.width(), bins.closed(), value, from),
                        row -> new Count(row.getLong(1), row.getLong(2)),
                        parameters)
                .stream()
                .collect(Collectors.toMap(Count::bin, Count::values));
        return new Histogram(bins.width(), filled(bins, counts));
    }

    private static List<Bin> filled(Bins bins, Map<Long, Long> counts) {
        List<Bin> filled = new ArrayList<>();
        if (bins.openBelow()) {
            filled.add(new Bin(OptionalLong.empty(), OptionalLong.of(bins.low()), counts.getOrDefault(-1L, 0L)));
        }
        for (int bin = 0; bin < bins.closed(); bin++) {
            filled.add(new Bin(
                    OptionalLong.of(bins.edge(bin)),
                    OptionalLong.of(bins.edge(bin + 1)),
                    counts.getOrDefault((long) bin, 0L)));
        }
        if (bins.openAbove()) {
            filled.add(new Bin(
                    OptionalLong.of(bins.edge(bins.closed())),
                    OptionalLong.empty(),
                    counts.getOrDefault((long) bins.closed(), 0L)));
        }
        return List.copyOf(filled);
    }
}
