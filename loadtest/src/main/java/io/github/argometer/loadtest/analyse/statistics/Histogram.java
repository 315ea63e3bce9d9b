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

    private record Count(long bin, long count) {}

    /** The histogram of {@code value}, SQL, in {@code relation}, which is distributed as {@code distribution} says. */
    public static Histogram of(Duckdb duckdb, Distribution distribution, String relation, String value) {
        if (distribution.count() == 0) {
            return new Histogram(0, List.of());
        }
        Bins bins = Bins.of(distribution.spread());
        String sql = "FROM histogram_bins(%s, %s, %s, %s, %s)"
                .formatted(Duckdb.quote(relation), value, bins.low(), bins.width(), bins.closed());
        Map<Long, Long> counts =
                duckdb.rows(sql, Count.class).stream().collect(Collectors.toMap(Count::bin, Count::count));
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
