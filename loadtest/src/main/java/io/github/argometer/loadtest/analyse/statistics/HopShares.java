package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the time goes: the mean hops of the messages whose whole delay, recorded − sent, lies around a quantile. Percentiles of
 * hops do not add up to one of the whole; these do.
 *
 * @param hops from one point to the next, beginning with the sending
 * @param unfit points that are left out, since their clocks are too coarse beside the delay
 * @param bands one a quantile that the values are enough for
 */
public record HopShares(List<String> hops, List<String> unfit, List<Band> bands) {

    /**
     * Messages around one quantile.
     *
     * @param quantile its index in {@link Distribution#QUANTILES}
     * @param low the lower of the quantiles between which they lie
     * @param high the upper one
     * @param count how many they are
     * @param mean delay in microseconds
     * @param parts the mean hops in microseconds, which add up to it
     */
    public record Band(int quantile, double low, double high, long count, double mean, List<Double> parts) {}

    private record Around(int quantile, BigDecimal low, BigDecimal high) {
        Around(int quantile, String low, String high) {
            this(quantile, new BigDecimal(low), new BigDecimal(high));
        }
    }

    private static final List<Around> AROUND =
            List.of(new Around(0, "0.48", "0.52"), new Around(1, "0.88", "0.92"), new Around(3, "0.985", "0.995"));

    /** A clock's step may be this part of the median. */
    private static final int COARSE = 5;

    /** The quantiles that it asks {@link #of} for. */
    static Stream<BigDecimal> bounds() {
        return AROUND.stream().flatMap(around -> Stream.of(around.low, around.high));
    }

    /** The shares of the channel in the variable {@code channel}, of whose delays {@code known} quantiles are known. */
    static HopShares of(
            Duckdb duckdb,
            Distribution delay,
            Collection<Hop> known,
            Map<Point, Duration> resolutions,
            Map<BigDecimal, Long> quantiles) {
        List<Around> around = AROUND.stream()
                .filter(each -> delay.quantile(each.quantile).isPresent())
                .toList();
        if (around.isEmpty()) {
            return new HopShares(List.of(), List.of(), List.of());
        }
        OptionalLong median = delay.quantile(0);
        List<Point> fit = new ArrayList<>(List.of(Point.SENT));
        List<String> unfit = new ArrayList<>();
        for (Hop hop : known) {
            Point point = hop.to();
            if (point != Point.SENT) {
                boolean coarse = resolutions.get(point).toNanos() / 1_000 > median.getAsLong() / COARSE;
                if (coarse && point != Point.COMMITTED) {
                    unfit.add(point.label());
                } else {
                    fit.add(point);
                }
            }
        }
        List<Hop> hops = Hop.between(fit, resolutions);
        String parts =
                hops.stream().map(hop -> "mean_hop(%s)".formatted(hop.sql())).collect(Collectors.joining(", "));
        List<Band> bands = new ArrayList<>();
        for (Around each : around) {
            Parts mean = duckdb.row(
                    "FROM delay_band(%s, %s, [%s])".formatted(quantiles.get(each.low), quantiles.get(each.high), parts),
                    Parts.class);
            bands.add(new Band(
                    each.quantile, each.low.doubleValue(), each.high.doubleValue(), mean.count, mean.mean, mean.parts));
        }
        return new HopShares(hops.stream().map(Hop::label).toList(), unfit, List.copyOf(bands));
    }

    private record Parts(long count, double mean, List<Double> parts) {}
}
