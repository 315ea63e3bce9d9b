package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/**
 * Delays by the time of sending, a point a row, those of the warm-up too. Where there are more rows than points, the slowest and the
 * fastest are all there, and of the others as many as there is room for, chosen by the hash of their number: neither order nor
 * delay has a say in it.
 *
 * @param of rows that there are
 * @param slowest how many of the slowest are all there; 0 where every row is
 * @param sent microseconds since 1970, in order
 * @param delays recorded − sent in microseconds, one for each
 * @param numbers of the messages
 */
public record Scatter(long of, long slowest, List<Long> sent, List<Long> delays, List<Long> numbers) {

    /** The most points, more or less: the hash hits its share on average. */
    static final int POINTS = 3_000;

    static final int SLOWEST = 400;
    private static final int FASTEST = 50;
    private static final long PARTS = 1_000_000;

    private record Dot(long sent, long delay, long number) {}

    /** The quantiles that it asks {@link #of} for: beyond them, all are drawn. */
    static List<BigDecimal> bounds(long count) {
        return List.of(beyond(count, SLOWEST), BigDecimal.ONE.subtract(beyond(count, FASTEST)));
    }

    private static BigDecimal beyond(long count, long values) {
        return count <= values
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(count - values).divide(BigDecimal.valueOf(count), 9, RoundingMode.DOWN);
    }

    /** The points of a channel, of whose {@code count} counted delays {@code known} quantiles are known. */
    static Scatter of(Duckdb duckdb, long count, Map<BigDecimal, Long> known) {
        long rows = count + duckdb.row("SELECT count(*) FROM delivered_warm_up", Long.class);
        boolean all = rows <= POINTS;
        List<BigDecimal> bounds = bounds(count);
        List<Dot> dots = duckdb.rows(
                "FROM scatter(%s, %s, %s)"
                        .formatted(
                                all ? PARTS : PARTS * (POINTS - SLOWEST - FASTEST) / rows,
                                known.getOrDefault(bounds.get(0), Long.MAX_VALUE),
                                known.getOrDefault(bounds.get(1), -Long.MAX_VALUE)),
                Dot.class);
        return new Scatter(
                rows,
                all ? 0 : SLOWEST,
                dots.stream().map(Dot::sent).toList(),
                dots.stream().map(Dot::delay).toList(),
                dots.stream().map(Dot::number).toList());
    }
}
