package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.stream.Collectors;

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

    private static final int MOST_BINS = 40;

    private record Count(int bin, long count) {}

    /** The charts of the channel in the variable {@code channel}, whose {@code statistics} are known. */
    public static ChannelCharts of(Duckdb duckdb, Statistics statistics) {
        Distribution delay = statistics.delay();
        SortedSet<BigDecimal> places = Curve.places(delay.count());
        places.addAll(Scatter.bounds(delay.count()));
        HopShares.bounds().forEach(places::add);
        Map<BigDecimal, Long> delays = Curve.quantiles(duckdb, Statistics.ROWS, Statistics.DELAY, places);
        return new ChannelCharts(
                Curve.of(delay.count(), delays),
                Curve.of(
                        duckdb,
                        "counted",
                        "FirstSent - Intended",
                        statistics.lateness().count()),
                delay.count() == 0 ? List.of() : byRatio(duckdb, delay),
                Scatter.of(duckdb, delay.count(), delays),
                HopShares.of(duckdb, delay, statistics.hops().keySet(), statistics.resolutions(), delays));
    }

    /** As many bins to a factor of ten as there is room for. */
    private static List<Histogram.Bin> byRatio(Duckdb duckdb, Distribution delay) {
        double tens = Math.log10(Math.max(1, delay.max())) - Math.log10(Math.max(1, delay.min()));
        int toATen = List.of(50, 20, 10).stream()
                .filter(bins -> tens * bins < MOST_BINS)
                .findFirst()
                .orElse(5);
        Map<Integer, Long> counts = duckdb.rows("FROM ratio_bins(%s)".formatted(toATen), Count.class).stream()
                .collect(Collectors.toMap(Count::bin, Count::count));
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
