package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.statistics.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that is known of each message that is not as it should be: lost, wrong, late, delivered too often, and rows that nobody sent.
 *
 * @param all how many there are
 * @param shown the first of each kind, all kinds alike, {@value #MOST} at most
 */
public record Journeys(long all, List<Journey> shown) {

    static final int MOST = 2_000;

    /**
     * One message, or one row that no attempt explains.
     *
     * @param eventId its id
     * @param channel label
     * @param outcome what became of it, as reports say it
     * @param bad whether that fails the run, or is only worth knowing
     * @param where between which hops it was lost, or what holds it; "" where nothing more is known
     * @param payloadId what was sent, as {@code author}; null where nothing is known of that
     * @param expected whether it should have arrived; null where that is not known
     * @param deliveries how often it was recorded; 0 where it was not
     * @param attempts to send it, in order
     * @param times microseconds since 1970 at each point that is known, of the attempt that it arrived by
     */
    public record Journey(
            String eventId,
            String channel,
            String outcome,
            boolean bad,
            String where,
            String payloadId,
            String author,
            Boolean expected,
            long deliveries,
            List<Attempt> attempts,
            Map<Point, Long> times) {

        /** Its times stand in the order of the points. */
        public Journey {
            times = Collections.unmodifiableMap(new TreeMap<>(times));
        }

        private Journey with(List<Attempt> attempts) {
            return new Journey(
                    eventId, channel, outcome, bad, where, payloadId, author, expected, deliveries, attempts, times);
        }
    }

    /**
     * An attempt to send a message.
     *
     * @param number counts from 1
     * @param sent when it was begun, microseconds since 1970
     * @param finished when its answer was there; null where none came
     * @param outcome accepted, failed, unknown, or started: nothing is known of its end
     */
    public record Attempt(int number, long sent, Long finished, String outcome) {}

    private record Line(String eventId, int number, long sent, Long finished, String outcome) {}

    /** The journeys of the run in {@code duckdb}. */
    static Journeys of(Duckdb duckdb) {
        duckdb.set("most_journeys", MOST);
        duckdb.run("ledger.sql", "journeys");
        Map<String, List<Attempt>> attempts = duckdb.rows("FROM chosen_attempts", Line.class).stream()
                .collect(Collectors.groupingBy(
                        Line::eventId,
                        Collectors.mapping(
                                line -> new Attempt(line.number, line.sent, line.finished, line.outcome),
                                Collectors.toList())));
        List<Journey> shown = new ArrayList<>();
        for (Journey journey : duckdb.rows("FROM journeys", Journey.class)) {
            shown.add(journey.with(attempts.getOrDefault(journey.eventId, List.of())));
        }
        shown.addAll(duckdb.rows("FROM unexpected_journeys", Journey.class));
        return new Journeys(duckdb.row("FROM all_amiss", Long.class), List.copyOf(shown));
    }
}
