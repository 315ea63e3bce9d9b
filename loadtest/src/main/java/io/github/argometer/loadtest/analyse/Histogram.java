package io.github.argometer.loadtest.analyse;

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

    private static final String SPREAD = """
            SELECT count(v), min(v), max(v), quantile_disc(v, 0.05), quantile_disc(v, 0.25), quantile_disc(v, 0.75),
              quantile_disc(v, 0.95)
            FROM (%s) AS t(v)""";

    /** Bin -1 is the open first one, bin {@code closed} the open last one. */
    private static final String COUNTS = """
            SELECT CASE WHEN v < %1$d THEN -1 ELSE least((v - %1$d) // %2$d, %3$d) END AS bin, count(v)
            FROM (%4$s) AS t(v) WHERE v IS NOT NULL GROUP BY bin""";

    private record Count(long bin, long values) {}

    /** The histogram of the only column of {@code values}, a query. */
    static Histogram of(RunDatabase database, String values, Object... parameters) {
        Bins.Spread spread = database.rows(
                        SPREAD.formatted(values),
                        row -> new Bins.Spread(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getLong(3)),
                        parameters)
                .get(0);
        if (spread.count() == 0) {
            return new Histogram(0, List.of());
        }
        Bins bins = Bins.of(spread);
        Map<Long, Long> counts = database
                .rows(
                        COUNTS.formatted(bins.low(), bins.width(), bins.closed(), values),
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
