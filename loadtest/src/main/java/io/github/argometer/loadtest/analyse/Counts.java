package io.github.argometer.loadtest.analyse;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Exact counts of one channel, each message and each row taken once. {@code recorded} is {@code arrived + wronglyPassed +
 * strangers}.
 *
 * @param planned messages that the plan has
 * @param expected messages of the plan that must end as a row
 * @param accepted messages that the service said it has
 * @param failed messages that no attempt can have brought to the service
 * @param unknown messages that may have reached the service: no attempt was accepted, one got no answer
 * @param retries attempts beyond a message's first
 * @param recorded rows
 * @param arrived rows of messages that must end as one
 * @param lost messages accepted, and expected, without a row
 * @param undecided messages without an answer, and expected, without a row
 * @param wronglyPassed rows of sent messages that a filter should have stopped
 * @param strangers rows whose EventId the send ledger does not have on this channel
 * @param duplicated rows delivered more than once
 * @param extraDeliveries deliveries beyond a row's first
 * @param foreignStamps rows whose sent time is not that of any attempt of their message
 */
public record Counts(
        long planned,
        long expected,
        long accepted,
        long failed,
        long unknown,
        long retries,
        long recorded,
        long arrived,
        long lost,
        long undecided,
        long wronglyPassed,
        long strangers,
        long duplicated,
        long extraDeliveries,
        long foreignStamps) {

    private static final String SELECT = """
            SELECT
              count(*) FILTER (Outcome = 'accepted') AS accepted,
              count(*) FILTER (Outcome = 'failed') AS failed,
              count(*) FILTER (Outcome = 'unknown') AS unknown,
              coalesce(sum(Retries), 0) AS retries,
              count(*) FILTER (Recorded) AS recorded,
              count(*) FILTER (Recorded AND Expected) AS arrived,
              count(*) FILTER (NOT Recorded AND Expected AND Outcome = 'accepted') AS lost,
              count(*) FILTER (NOT Recorded AND Expected AND Outcome = 'unknown') AS undecided,
              count(*) FILTER (Recorded AND NOT Expected AND Outcome IS NOT NULL) AS wronglyPassed,
              count(*) FILTER (Recorded AND Outcome IS NULL) AS strangers,
              count(*) FILTER (Deliveries > 1) AS duplicated,
              coalesce(sum(Deliveries - 1), 0) AS extraDeliveries,
              (SELECT count(*) FROM records r
               WHERE r.EventType = ? AND r.EventId IN (SELECT EventId FROM sent WHERE Channel = r.EventType)
                 AND NOT EXISTS (FROM sent s WHERE s.EventId = r.EventId AND s.Sent = r.EventTimestamp)) AS foreignStamps
            FROM outcomes WHERE Channel = ?""";

    /** Messages that must end as a row and have none, whether they were accepted, failed or never sent. */
    public long missing() {
        return expected - arrived;
    }

    /** Rows that should not be there. */
    public long unexpected() {
        return wronglyPassed + strangers;
    }

    /** Messages of the plan without any attempt: the run ended before. */
    public long unsent() {
        return planned - accepted - failed - unknown;
    }

    static Counts of(RunDatabase database, RunPlan plan, String channel) {
        return database.rows(
                        SELECT,
                        row -> read(row, plan.messages(), plan.expected().get(channel)),
                        channel,
                        channel)
                .get(0);
    }

    private static Counts read(ResultSet row, long planned, long expected) throws SQLException {
        return new Counts(
                planned,
                expected,
                row.getLong("accepted"),
                row.getLong("failed"),
                row.getLong("unknown"),
                row.getLong("retries"),
                row.getLong("recorded"),
                row.getLong("arrived"),
                row.getLong("lost"),
                row.getLong("undecided"),
                row.getLong("wronglyPassed"),
                row.getLong("strangers"),
                row.getLong("duplicated"),
                row.getLong("extraDeliveries"),
                row.getLong("foreignStamps"));
    }
}
