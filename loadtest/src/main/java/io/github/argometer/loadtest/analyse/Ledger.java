package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.EventIds;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives each message of the plan its one {@link Fate}: makes the table {@code ledger}, a line a planned message, from the
 * tables {@code attempts} and {@code records}, and {@code strangers}, the rows that no attempt explains. Times are
 * microseconds since 1970. Where an outcome is called lost, duplicated, unexpected or recovered, it is what Jepsen's checker
 * {@code total-queue} calls so (jepsen-io/jepsen, jepsen/src/jepsen/checker.clj), an attempt to send being an enqueue, and a
 * delivery a dequeue: lost = accepted − delivered, duplicated = delivered − attempted, unexpected = delivered and never
 * attempted, recovered = delivered and attempted − accepted.
 */
final class Ledger {

    /** Of more messages, none gets a bit. */
    private static final long MOST_BITS = 100_000_000;

    private static final String IN_PLAN = "SELECT coalesce(min(Number) >= 0 AND max(Number) < %s, true) FROM attempts";

    /**
     * Whether any message of a single attempt can be in {@link #REPEATED}, by a bit for each Number of a channel: those that ended,
     * all, and those that were expected and those that were not. Most runs have none, and this takes a third of the time of grouping.
     */
    private static final String ANY_REPEATED = """
            SELECT coalesce(bool_or(Ends <> Ended OR Ended <> Sent OR ExpectedDiffers > 0), false)
            FROM (SELECT count(*) FILTER (Outcome <> 'started') AS Ends,
                coalesce(bit_count(bitstring_agg(Number, 0, %1$s) FILTER (Outcome <> 'started')), 0) AS Ended,
                bit_count(bitstring_agg(Number, 0, %1$s)) AS Sent,
                coalesce(bit_count(bitstring_agg(Number, 0, %1$s) FILTER (Expected)
                  & bitstring_agg(Number, 0, %1$s) FILTER (NOT Expected)), 0) AS ExpectedDiffers
              FROM attempts WHERE Attempt = 1 GROUP BY Channel)""";

    /** Messages whose lines must be taken together: all but those with one attempt that ended once. */
    private static final String REPEATED = """
            CREATE TABLE repeated AS
            SELECT Channel, Number FROM attempts WHERE Attempt <> 1
            UNION
            SELECT Channel, Number FROM attempts WHERE %s GROUP BY Channel, Number
            HAVING count(*) FILTER (Outcome <> 'started') <> 1 OR min(Expected) <> max(Expected)""";

    /**
     * A view, since most messages are one line of {@code attempts}, and grouping them all takes longer than anything else. An
     * attempt with only its first line was killed in mid-air: its outcome is unknown.
     */
    private static final String MESSAGES = """
            CREATE VIEW messages AS
            SELECT Channel, Number, PayloadId, Author, Expected, false AS ExpectedDiffers, false AS Odd, Intended, Attempt AS Attempts,
              Sent AS FirstSent, Sent,
              Sent AS LastSent, if(Outcome = 'accepted', Finished, NULL) AS Accepted, 1::BIGINT AS Ended,
              (Outcome = 'accepted')::BIGINT AS Acceptances, (Outcome = 'failed')::BIGINT AS Failures
            FROM attempts ANTI JOIN repeated USING (Channel, Number) WHERE Outcome <> 'started'
            UNION ALL
            SELECT Channel, Number, min(PayloadId), min(Author), min(Expected),
              max(Expected) <> min(Expected),
              min(Attempt) <> 1 OR count(DISTINCT Attempt) <> max(Attempt)
                OR count(DISTINCT Attempt) FILTER (Outcome <> 'started') <> count(*) FILTER (Outcome <> 'started'),
              min(Intended), max(Attempt), min(Sent), coalesce(arg_max(Sent, Finished) FILTER (Outcome = 'accepted'),
              min(Sent) FILTER (Outcome <> 'started'), min(Sent)), max(Sent),
              max(Finished) FILTER (Outcome = 'accepted'),
              count(*) FILTER (Outcome <> 'started'),
              count(*) FILTER (Outcome = 'accepted'),
              count(*) FILTER (Outcome = 'failed')
            FROM attempts SEMI JOIN repeated USING (Channel, Number) GROUP BY Channel, Number""";

    /** How many deliveries of a line of {@code ledger} are beyond its attempts. */
    static final String DUPLICATES = "greatest(0, coalesce(Deliveries, 0) - Attempts)";

    private static final String SEND = "ENUM('accepted', 'failed', 'unknown', 'none')";

    /**
     * What of a row {@code r} differs from what was sent, or NULL. Looked at where there is a row: to make an author of a text takes
     * longer than all else of the join.
     */
    private static final String ALTERED = """
            CASE WHEN r.Committed IS NOT NULL THEN nullif(concat_ws(', ',
              if(r.PayloadId <> m.PayloadId, 'id ' || r.PayloadId || ' for ' || m.PayloadId, NULL),
              if(r.Author <> m.Author, 'author ' || r.Author || ' for ' || m.Author, NULL),
              if(r.Odd, 'a text, id or author that no message has', NULL)), '') END""";

    /** Each name is cast by itself, so that it is done once and not for each line. */
    private static final String LEDGER = """
            CREATE TABLE ledger AS
            SELECT m.Channel, m.Number::INTEGER AS Number, m.PayloadId, m.Author::AUTHOR AS Author, m.Expected, m.Attempts,
              CASE WHEN m.Acceptances > 0 THEN 'accepted'::%4$s WHEN m.Failures >= m.Attempts THEN 'failed'::%4$s
                ELSE 'unknown'::%4$s END AS Send,
              m.Intended, m.FirstSent, coalesce(r.Sent, m.Sent) AS Sent, m.Accepted,
              r.Source, r.Process, r.Received, r.Committed, r.Deliveries,
              greatest(0, least(coalesce(r.Deliveries, 0), m.Attempts) - m.Acceptances)::INTEGER AS Recovered,
              r.Committed > %1$s AS Late,
              m.Number < %2$s AS WarmUp,
              r.Sent <> m.Sent AND m.Ended >= m.Attempts AS ForeignStamp,
              %5$s AS Whereabouts,
              CASE WHEN Whereabouts IS NOT NULL THEN 'ALTERED'::%3$s
                   WHEN r.Committed IS NOT NULL THEN if(m.Expected, 'DELIVERED'::%3$s, 'WRONGLY_PASSED'::%3$s)
                   WHEN m.Acceptances = 0 AND m.Failures >= m.Attempts THEN 'NEVER_ACCEPTED'::%3$s
                   WHEN NOT m.Expected THEN 'FILTERED'::%3$s
                   ELSE 'BETWEEN'::%3$s END AS Fate
            FROM messages m LEFT JOIN records r ON r.Channel = m.Channel AND r.Number = m.Number""";

    /** A message sent more than once was accepted when the attempt was that its row tells of. */
    private static final String RETRIED = """
            UPDATE ledger SET ForeignStamp = false, Accepted = a.Accepted
            FROM (SELECT Channel, Number, Sent, max(Finished) FILTER (Outcome = 'accepted') AS Accepted
                  FROM attempts SEMI JOIN repeated USING (Channel, Number) WHERE Outcome <> 'started' GROUP BY ALL) a
            WHERE ledger.Attempts > 1 AND ledger.Committed IS NOT NULL
              AND a.Channel = ledger.Channel AND a.Number = ledger.Number AND a.Sent = ledger.Sent""";

    private static final String NEVER_SENT = """
            INSERT INTO ledger BY NAME
            SELECT '%1$s' AS Channel, p.Number, 0 AS Attempts, 'none' AS Send, p.Number < %3$s AS WarmUp,
              'NEVER_SENT' AS Fate
            FROM (SELECT range AS Number FROM range(%2$s) EXCEPT SELECT Number FROM messages WHERE Channel = '%1$s') p""";

    /**
     * Of a message whose ledger is missing no more is known than its row, if there is one. Whether that should be there, the messages
     * with the same content tell; where there are none, it should.
     */
    private static final String LEDGER_MISSING = """
            UPDATE ledger SET Send = 'unknown', Attempts = 1, PayloadId = f.PayloadId, Author = f.Author,
              Expected = f.Expected, Sent = f.Sent, Source = f.Source, Process = f.Process, Received = f.Received, Committed = f.Committed, Deliveries = f.Deliveries,
              Recovered = (f.Committed IS NOT NULL)::INTEGER,
              Fate = CASE WHEN f.Committed IS NULL THEN 'LEDGER_MISSING' WHEN f.Expected THEN 'DELIVERED'
                ELSE 'WRONGLY_PASSED' END
            FROM (SELECT l.Channel, l.Number, r.* EXCLUDE (Channel, Number),
                if(r.Committed IS NULL, NULL, coalesce(e.Expected, true)) AS Expected
              FROM ledger l LEFT JOIN records r ON r.Channel = l.Channel AND r.Number = l.Number
                LEFT JOIN (SELECT Channel, PayloadId, Author::AUTHOR AS Author, bool_or(Expected) AS Expected
                  FROM messages GROUP BY ALL) e
                ON e.Channel = r.Channel AND e.PayloadId = r.PayloadId AND e.Author = r.Author) f
            WHERE f.Channel = ledger.Channel AND f.Number = ledger.Number AND ledger.Fate = 'NEVER_SENT'
              AND ledger.Number %% %s IN (%s)""";

    private static final String STRANGERS = """
            CREATE TABLE strangers AS
            SELECT r.Channel, coalesce(r.EventId, %s) AS EventId, r.Deliveries
            FROM records r ANTI JOIN ledger l ON l.Channel = r.Channel AND l.Number = r.Number AND l.Committed IS NOT NULL""";

    private static final String NO_STRANGERS = """
            CREATE TABLE strangers AS SELECT Channel, %s AS EventId, Deliveries FROM records r LIMIT 0""";

    private final Duckdb duckdb;
    private final RunPlan plan;
    private final Set<Integer> lost;

    /**
     * The ledger of {@code plan}, in {@code duckdb}, which has its tables {@code attempts} and {@code records}.
     *
     * @param lost the workers whose own ledgers are missing
     */
    Ledger(Duckdb duckdb, RunPlan plan, Set<Integer> lost) {
        this.duckdb = duckdb;
        this.plan = plan;
        this.lost = lost;
    }

    /** Makes {@code messages}: the attempts of each message taken together. */
    void messages() {
        duckdb.execute(REPEATED.formatted(anyRepeated()));
        duckdb.execute(MESSAGES);
    }

    /** Also true where bits cannot tell: too many messages, or a Number that is not in the plan, which is refused later. */
    private boolean anyRepeated() {
        return plan.messages() > MOST_BITS
                || !duckdb.row(IN_PLAN.formatted(plan.messages()), row -> row.getBoolean(1))
                || duckdb.row(ANY_REPEATED.formatted(plan.messages() - 1), row -> row.getBoolean(1));
    }

    /**
     * Makes {@code ledger} and {@code strangers} of messages and rows alone.
     *
     * @param timeoutMicros how long after the last attempt the run waited for rows
     * @param clocks by which the time of an attempt is told from that of a row
     */
    void join(long timeoutMicros, Clocks clocks) {
        long waited = duckdb.row("SELECT coalesce(max(LastSent), 0) FROM messages", row -> row.getLong(1))
                + timeoutMicros
                + clocks.databaseAheadMicros();
        duckdb.execute(LEDGER.formatted(waited, plan.warmupMessages(), Fate.type(), SEND, ALTERED));
        if (duckdb.row("SELECT coalesce(max(Attempts), 0) FROM ledger", row -> row.getInt(1)) > 1) {
            duckdb.execute(RETRIED);
        }
        long attempted = duckdb.row("SELECT count(*) FROM messages", row -> row.getLong(1));
        for (String channel :
                attempted < plan.messages() * plan.channels().size() ? plan.channels() : List.<String>of()) {
            duckdb.execute(NEVER_SENT.formatted(channel, plan.messages(), plan.warmupMessages()));
        }
        if (!lost.isEmpty()) {
            duckdb.execute(LEDGER_MISSING.formatted(
                    plan.workers(), lost.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
        long explained = duckdb.row("SELECT count(Committed) FROM ledger", row -> row.getLong(1));
        long rows = duckdb.row("SELECT count(*) FROM records", row -> row.getLong(1));
        duckdb.execute((rows == explained ? NO_STRANGERS : STRANGERS)
                .formatted(EventIds.sql(plan.runId(), "r.Channel", "r.Number")));
    }
}
