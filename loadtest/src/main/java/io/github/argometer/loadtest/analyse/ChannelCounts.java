package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Exact counts of one channel, each message of the plan taken once.
 *
 * @param planned messages that the plan has
 * @param expected messages of the plan that must end as a row
 * @param accepted messages that the service said it has
 * @param failed messages that no attempt can have brought to the service
 * @param unknown messages that may have reached the service: no attempt was accepted, and of one nobody can tell
 * @param retries attempts beyond a message's first
 * @param recorded rows, those that no attempt explains included
 * @param arrived messages that must end as a row and have one, as they were sent or altered
 * @param lost messages accepted, and expected, without a row
 * @param undecided messages of unknown outcome, and expected, without a row
 * @param unexpected rows that no attempt explains
 * @param duplicated messages delivered more often than they were attempted
 * @param duplicates deliveries beyond the attempts
 * @param extraDeliveries deliveries beyond a message's first, those that a repeated attempt explains included
 * @param recovered messages that arrived, though no answer said so, as often as they were accepted or less
 * @param late rows recorded after the run had stopped to wait
 * @param retried messages with more than one attempt
 * @param warmUp messages that statistics leave out
 * @param foreignStamps rows whose sent time is not that of any attempt of their message
 * @param fates messages by what became of them; those that are not there have none
 */
public record ChannelCounts(
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
        long unexpected,
        long duplicated,
        long duplicates,
        long extraDeliveries,
        long recovered,
        long late,
        long retried,
        long warmUp,
        long foreignStamps,
        Map<Fate, Long> fates) {

    private static final String SELECT = """
            SELECT
              count(*) AS planned,
              count(*) FILTER (Send = 'accepted') AS accepted,
              count(*) FILTER (Send = 'failed') AS failed,
              count(*) FILTER (Send = 'unknown') AS unknown,
              coalesce(sum(Attempts - 1) FILTER (Attempts > 0), 0) AS retries,
              count(Committed) AS recorded,
              count(Committed) FILTER (Expected) AS arrived,
              count(*) FILTER (Committed IS NULL AND Expected AND Send = 'accepted') AS lost,
              count(*) FILTER (Committed IS NULL AND Expected AND Send = 'unknown') AS undecided,
              count(*) FILTER (%1$s > 0) AS duplicated,
              coalesce(sum(%1$s), 0) AS duplicates,
              coalesce(sum(Deliveries - 1), 0) AS extraDeliveries,
              count(*) FILTER (Recovered > 0) AS recovered,
              count(*) FILTER (Late) AS late,
              count(*) FILTER (Attempts > 1) AS retried,
              count(*) FILTER (WarmUp) AS warmUp,
              count(*) FILTER (ForeignStamp) AS foreignStamps
            FROM ledger WHERE Channel = ?""".formatted(Ledger.DUPLICATES);

    private static final String STRANGERS = "SELECT count(*) FROM strangers WHERE Channel = ?";

    private static final String FATES = "SELECT Fate || '', count(*) FROM ledger WHERE Channel = ? GROUP BY Fate";

    /** Messages that must end as a row and have none, whatever the reason. */
    public long missing() {
        return expected - arrived;
    }

    /** How many messages have {@code fate}. */
    public long count(Fate fate) {
        return fates.getOrDefault(fate, 0L);
    }

    static ChannelCounts of(Duckdb duckdb, RunPlan plan, String channel) {
        Map<Fate, Long> fates = new EnumMap<>(Fate.class);
        duckdb.rows(FATES, row -> fates.put(Fate.valueOf(row.getString(1)), row.getLong(2)), channel);
        long strangers = duckdb.row(STRANGERS, row -> row.getLong(1), channel);
        return duckdb.row(SELECT, row -> read(row, plan.expected().get(channel), strangers, fates), channel);
    }

    private static ChannelCounts read(ResultSet row, long expected, long strangers, Map<Fate, Long> fates)
            throws SQLException {
        return new ChannelCounts(
                row.getLong("planned"),
                expected,
                row.getLong("accepted"),
                row.getLong("failed"),
                row.getLong("unknown"),
                row.getLong("retries"),
                row.getLong("recorded") + strangers,
                row.getLong("arrived"),
                row.getLong("lost"),
                row.getLong("undecided"),
                strangers,
                row.getLong("duplicated"),
                row.getLong("duplicates"),
                row.getLong("extraDeliveries"),
                row.getLong("recovered"),
                row.getLong("late"),
                row.getLong("retried"),
                row.getLong("warmUp"),
                row.getLong("foreignStamps"),
                fates);
    }
}
