package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long the messages of one channel took, in microseconds; those of the warm-up are left out.
 *
 * @param lateness sent − intended, of each message's first attempt, whether it arrived or not: the generator's own delay
 * @param delay recorded − sent, of each message that was delivered as it should be (the database's clock − the generator's)
 * @param fromIntended recorded − intended, of the same rows: what a user waited, a stalled generator included
 * @param hops the same split, in order
 * @param beside what takes its time meanwhile: the service's answer to the sender, and the Sensor's to the bus
 * @param histogram of {@code delay}
 * @param resolutions to which the time at each point is known
 * @param overTime {@code delay} by the time of sending
 */
public record Statistics(
        Distribution lateness,
        Distribution delay,
        Distribution fromIntended,
        Map<Hop, Distribution> hops,
        Map<Hop, Distribution> beside,
        Histogram histogram,
        Map<Point, Duration> resolutions,
        Timeline overTime) {

    /** The rows that delays are taken of, a view of the flow in the variable {@code flow}. */
    public static final String ROWS = "delivered";

    /** SQL for recorded − sent. */
    public static final String DELAY = "Committed - Sent";

    /** The statistics of the flow in the variable {@code flow}, whose points are known to {@code resolutions}. */
    public static Statistics of(Duckdb duckdb, Map<Point, Duration> resolutions) {
        List<Point> known = known(duckdb);
        Distribution delay = Distribution.of(duckdb, ROWS, DELAY);
        return new Statistics(
                Distribution.of(duckdb, "counted", "FirstSent - Intended"),
                delay,
                Distribution.of(duckdb, ROWS, "Committed - Intended"),
                distributions(duckdb, Hop.between(Point.onTheWay(known), resolutions)),
                distributions(duckdb, Hop.beside(known, resolutions)),
                Histogram.of(duckdb, delay, ROWS, DELAY),
                resolutions,
                Timeline.of(duckdb));
    }

    /** To what {@code delay} is known. */
    public Duration resolution() {
        return Hop.coarser(resolutions, Point.SENT, Point.COMMITTED);
    }

    private static Map<Hop, Distribution> distributions(Duckdb duckdb, List<Hop> hops) {
        Map<Hop, Distribution> distributions = new LinkedHashMap<>();
        hops.forEach(hop -> distributions.put(hop, Distribution.of(duckdb, ROWS, hop.sql())));
        return distributions;
    }

    /** Found at the first row in most runs, where counting reads them all. */
    private static List<Point> known(Duckdb duckdb) {
        Set<Point> always = EnumSet.of(Point.INTENDED, Point.SENT, Point.COMMITTED);
        return Arrays.stream(Point.values())
                .filter(point -> always.contains(point)
                        || duckdb.row(
                                "SELECT EXISTS (FROM delivered WHERE %s IS NOT NULL)".formatted(point.column()),
                                Boolean.class))
                .toList();
    }
}
