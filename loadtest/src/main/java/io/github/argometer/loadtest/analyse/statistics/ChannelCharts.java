package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the charts of one channel are drawn from: some hundreds of figures, and some thousands of points, however many messages there
 * are. Warm-up is left out, but for {@code scatter}.
 *
 * @param delay recorded − sent
 * @param lateness sent − intended
 * @param byRatio {@code delay} in bins whose edges are in equal ratios, those below a microsecond in an open first one
 * @param scatter {@code delay} by the time of sending
 * @param hops where the time goes
 */
public record ChannelCharts(Curve delay, Curve lateness, List<Histogram.Bin> byRatio, Scatter scatter, HopShares hops) {

    private static final String QUANTILES = """
            SELECT quantile_disc(Committed - Sent, [%s]) FILTER (Fate = 'DELIVERED'), quantile_disc(FirstSent - Intended, [%s])
            FROM ledger WHERE Channel = ? AND NOT WarmUp""";

    private static final String BY_RATIO = """
            SELECT CASE WHEN v < 1 THEN -1 ELSE floor(log10(v) * %s)::INTEGER END AS bin, count(*)
            FROM (SELECT Committed - Sent AS v FROM ledger WHERE Channel = ? AND NOT WarmUp AND Fate = 'DELIVERED')
            GROUP BY bin""";

    private static final int MOST_BINS = 40;

    /** The charts of {@code channel}, whose {@code statistics} are known. */
    public static ChannelCharts of(Duckdb duckdb, String channel, Statistics statistics) {
        Distribution delay = statistics.delay();
        SortedSet<BigDecimal> delayPlaces = Curve.places(delay.count());
        delayPlaces.addAll(Scatter.bounds(delay.count()));
        HopShares.bounds().forEach(delayPlaces::add);
        SortedSet<BigDecimal> latePlaces =
                new TreeSet<>(Curve.places(statistics.lateness().count()));
        latePlaces.add(BigDecimal.ONE);
        Map<BigDecimal, Long> delays = new TreeMap<>(); // 0.48 is 0.480000000
        Map<BigDecimal, Long> lateness = new TreeMap<>();
        duckdb.row(
                QUANTILES.formatted(list(delayPlaces), list(latePlaces)),
                row -> read(delayPlaces, row.getArray(1), delays) & read(latePlaces, row.getArray(2), lateness),
                channel);
        return new ChannelCharts(
                Curve.of(delay.count(), delays),
                Curve.of(statistics.lateness().count(), lateness),
                delay.count() == 0 ? List.of() : byRatio(duckdb, channel, delay),
                Scatter.of(duckdb, channel, delay.count(), delays),
                HopShares.of(duckdb, channel, delay, statistics.hops().keySet(), statistics.resolutions(), delays));
    }

    /** The curve of recorded − sent of the {@code count} rows in {@code from}, SQL with the channel as its parameter. */
    public static Curve delay(Duckdb duckdb, String channel, long count, String from) {
        SortedSet<BigDecimal> places = Curve.places(count);
        Map<BigDecimal, Long> delays = new HashMap<>();
        if (count > 0) {
            duckdb.row(
                    "SELECT quantile_disc(Committed - Sent, [%s]) FROM %s".formatted(list(places), from),
                    row -> read(places, row.getArray(1), delays),
                    channel);
        }
        return Curve.of(count, delays);
    }

    private static String list(SortedSet<BigDecimal> places) {
        return String.join(", ", places.stream().map(BigDecimal::toPlainString).toList());
    }

    private static boolean read(SortedSet<BigDecimal> places, Array array, Map<BigDecimal, Long> into)
            throws SQLException {
        if (array == null) {
            return false;
        }
        Object[] values = (Object[]) array.getArray();
        int i = 0;
        for (BigDecimal place : places) {
            into.put(place, ((Number) values[i++]).longValue());
        }
        return true;
    }

    /** As many bins to a factor of ten as there is room for. */
    private static List<Histogram.Bin> byRatio(Duckdb duckdb, String channel, Distribution delay) {
        double tens = Math.log10(Math.max(1, delay.max())) - Math.log10(Math.max(1, delay.min()));
        int toATen = List.of(50, 20, 10).stream()
                .filter(bins -> tens * bins < MOST_BINS)
                .findFirst()
                .orElse(5);
        Map<Integer, Long> counts = new HashMap<>();
        duckdb.rows(BY_RATIO.formatted(toATen), row -> counts.put(row.getInt(1), row.getLong(2)), channel);
        List<Histogram.Bin> bins = new ArrayList<>();
        Long below = counts.remove(-1);
        if (below != null) {
            bins.add(new Histogram.Bin(OptionalLong.empty(), OptionalLong.of(1), below));
        }
        int last = counts.keySet().stream().max(Integer::compare).orElse(-1);
        for (int bin = counts.keySet().stream().min(Integer::compare).orElse(0); bin <= last; bin++) {
            bins.add(new Histogram.Bin(edge(bin, toATen), edge(bin + 1, toATen), counts.getOrDefault(bin, 0L)));
        }
        return List.copyOf(bins);
    }

    /** The first whole microsecond of {@code bin}. */
    private static OptionalLong edge(int bin, int toATen) {
        return OptionalLong.of((long) Math.ceil(Math.pow(10, bin / (double) toATen) - 1e-9));
    }
}
