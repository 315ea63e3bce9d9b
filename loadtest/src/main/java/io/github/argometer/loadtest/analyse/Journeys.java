package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.EventIds;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.Point;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            Map<Point, Long> times) {}

    /**
     * An attempt to send a message.
     *
     * @param number counts from 1
     * @param sent when it was begun, microseconds since 1970
     * @param finished when its answer was there; null where none came
     * @param outcome accepted, failed, unknown, or started: nothing is known of its end
     */
    public record Attempt(int number, long sent, Long finished, String outcome) {}

    private static final String KINDS = """
            CREATE TABLE chosen AS
            SELECT Channel, Number, Kind FROM (
              SELECT *, generate_subscripts(Numbers, 1) AS Place, unnest(Numbers) AS Number FROM (
                SELECT Channel, %1$s AS Kind, min(Number, %2$s) AS Numbers FROM ledger WHERE Kind IS NOT NULL GROUP BY ALL))
            ORDER BY Place, Channel, Kind LIMIT %2$s""";

    private static final String COUNT =
            "SELECT (SELECT count(*) FROM ledger WHERE %s IS NOT NULL), (SELECT count(*) FROM strangers)";

    private static final String MESSAGES = """
            SELECT l.*, %s AS EventId, c.Kind AS Kind FROM ledger l JOIN chosen c USING (Channel, Number)
            ORDER BY c.Kind, l.Channel, l.Number""";

    /** An attempt writes a line before and one after. */
    private static final String ATTEMPTS = """
            SELECT Channel || '', Number, Attempt, min(Sent) AS Sent, max(Finished) AS Finished,
              coalesce(max(Outcome || '') FILTER (Outcome <> 'started'), 'started') AS Outcome
            FROM attempts SEMI JOIN chosen USING (Channel, Number) GROUP BY ALL ORDER BY ALL""";

    private static final String STRANGERS = """
            SELECT r.*, s.EventId AS Id FROM (FROM strangers ORDER BY Channel, EventId LIMIT %s) s
            JOIN records r ON r.Channel = s.Channel AND coalesce(r.EventId, %s) = s.EventId
            ORDER BY ALL""";

    private record Key(String channel, long number) {}

    /** What has gone otherwise than it should, or late or too often; NULL for what has not. The order of kinds is that of the page. */
    private static final String KIND = """
            CASE WHEN Fate NOT IN ('DELIVERED', 'FILTERED') THEN Fate || ''
              WHEN ForeignStamp THEN 'FOREIGN' WHEN %s > 0 THEN 'DUPLICATED' WHEN Late THEN 'LATE' END""".formatted(Ledger.DUPLICATES);

    /** The journeys of {@code run}. */
    static Journeys of(RunDatabase run, RunPlan plan) {
        Duckdb duckdb = run.duckdb();
        List<Long> counts = duckdb.row(COUNT.formatted(KIND), row -> List.of(row.getLong(1), row.getLong(2)));
        long messages = counts.get(0);
        long strangers = counts.get(1);
        List<Journey> shown = new ArrayList<>();
        String id = EventIds.sql(plan.runId(), "r.Channel", "r.Number");
        if (strangers > 0) {
            long room = Math.max(MOST / 2, MOST - messages);
            shown.addAll(duckdb.rows(STRANGERS.formatted(room, id), Journeys::stranger));
        }
        if (messages > 0) {
            duckdb.execute(KINDS.formatted(KIND, MOST - shown.size()));
            Map<Key, List<Attempt>> attempts = new LinkedHashMap<>();
            duckdb.rows(ATTEMPTS, row -> attempts.computeIfAbsent(
                            new Key(row.getString(1), row.getLong(2)), key -> new ArrayList<>())
                    .add(new Attempt(row.getInt(3), row.getLong(4), micros(row, "Finished"), row.getString(6))));
            shown.addAll(
                    0,
                    duckdb.rows(
                            MESSAGES.formatted(EventIds.sql(plan.runId(), "l.Channel", "l.Number")),
                            row -> message(row, attempts)));
            duckdb.execute("DROP TABLE chosen");
        }
        return new Journeys(messages + strangers, List.copyOf(shown));
    }

    private static Journey message(ResultSet row, Map<Key, List<Attempt>> attempts) throws SQLException {
        Fate fate = Fate.valueOf(row.getString("Fate"));
        long deliveries = row.getLong("Deliveries");
        long tooMany = deliveries - row.getLong("Attempts");
        boolean foreign = row.getBoolean("ForeignStamp");
        String outcome = Stream.of(
                        fate.label(),
                        row.getBoolean("Late") ? "late" : "",
                        tooMany > 0 && row.getLong("Attempts") > 0 ? "duplicated" : "",
                        foreign ? "sent at a time that no attempt was" : "")
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
        Map<Point, Long> times = new EnumMap<>(Point.class);
        for (Point point : Point.values()) {
            Long micros = micros(row, point.column());
            if (micros != null) {
                times.put(point, micros);
            }
        }
        boolean expected = row.getBoolean("Expected");
        return new Journey(
                row.getString("EventId"),
                row.getString("Channel"),
                outcome,
                !fate.good() || foreign,
                text(row.getString("Whereabouts")),
                row.getString("PayloadId"),
                row.getString("Author"),
                row.getString("Expected") == null ? null : expected,
                deliveries,
                attempts.getOrDefault(new Key(row.getString("Channel"), row.getLong("Number")), List.of()),
                times);
    }

    private static Journey stranger(ResultSet row) throws SQLException {
        Map<Point, Long> times = new EnumMap<>(Point.class);
        for (Point point : List.of(Point.SENT, Point.SOURCE, Point.PROCESS, Point.RECEIVED, Point.COMMITTED)) {
            Long micros = micros(row, point.column());
            if (micros != null) {
                times.put(point, micros);
            }
        }
        String run = row.getString("RunId");
        return new Journey(
                row.getString("Id"),
                row.getString("Channel"),
                "unexpected",
                true,
                run == null ? "nobody sent it" : "a row of run " + run,
                row.getString("PayloadId"),
                row.getString("Author"),
                null,
                row.getLong("Deliveries"),
                List.of(),
                times);
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    private static Long micros(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : micros;
    }
}
