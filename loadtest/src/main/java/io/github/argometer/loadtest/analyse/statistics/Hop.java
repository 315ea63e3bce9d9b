package io.github.argometer.loadtest.analyse.statistics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way of a message from one point to the next whose time is known on its channel. Where a message lacks the first
 * of the two (a send of unknown outcome), the hop begins at the last known one before it; so the hops of each message add up to
 * its whole delay from intended to committed, to the microsecond.
 *
 * @param from where it begins
 * @param to where it ends
 * @param resolution what it can be told to: the coarser clock of its two ends
 * @param since the points that it may begin at, the latest first; SQL takes the first that is known
 */
public record Hop(Point from, Point to, Duration resolution, List<Point> since) {

    /** The hops between {@code points}, which are in the order of {@link Point} and hold SENT, the first that no row lacks. */
    static List<Hop> between(List<Point> points, Map<Point, Duration> resolutions) {
        List<Hop> hops = new ArrayList<>();
        for (int i = 1; i < points.size(); i++) {
            List<Point> since = new ArrayList<>(points.subList(Math.min(i - 1, points.indexOf(Point.SENT)), i));
            Collections.reverse(since);
            Point from = points.get(i - 1);
            Point to = points.get(i);
            hops.add(new Hop(from, to, coarser(resolutions, from, to), List.copyOf(since)));
        }
        return hops;
    }

    /** The times beside the way that {@code known} points tell; they begin and end at a point each, and add up to nothing. */
    static List<Hop> beside(List<Point> known, Map<Point, Duration> resolutions) {
        return Stream.of(List.of(Point.SENT, Point.ACCEPTED), List.of(Point.TAKEN, Point.DONE))
                .filter(known::containsAll)
                .map(ends -> new Hop(
                        ends.get(0), ends.get(1), coarser(resolutions, ends.get(0), ends.get(1)), List.of(ends.get(0))))
                .toList();
    }

    /** As reports say it, such as {@code sent → source}. */
    public String label() {
        return from.label() + " → " + to.label();
    }

    /** What the time from one point to another can be told to. */
    static Duration coarser(Map<Point, Duration> resolutions, Point from, Point to) {
        return Collections.max(List.of(resolutions.get(from), resolutions.get(to)));
    }

    /** SQL for its microseconds; NULL where the message lacks its end. */
    String sql() {
        return since.stream().map(Point::column).collect(Collectors.joining(", ", to.column() + " - coalesce(", ")"));
    }
}
