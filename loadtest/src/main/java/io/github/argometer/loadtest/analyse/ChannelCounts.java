package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.util.Map;

/**
 * Exact counts of one flow, each message of the plan taken once. Those of sending ({@code accepted}, {@code failed}, {@code unknown},
 * {@code retries}, {@code retried}) are the same in each flow of a channel.
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
 * @param sourceDuplicates those of {@code duplicates} that the source made, each with an event of its own on the bus; the trigger made the
 *     others; null where the bus was not read
 * @param extraDeliveries deliveries beyond a message's first, those that a repeated attempt explains included
 * @param recovered messages that arrived, though no answer said so, as often as they were accepted or less
 * @param late rows recorded after the run had stopped to wait
 * @param retried messages with more than one attempt
 * @param warmUp messages that statistics leave out
 * @param foreignStamps rows whose sent time is not that of any attempt of their message
 * @param filteredAtSource messages rightly filtered that never came to the bus, but for those that the source's filter is known to let
 *     through; null where the bus was not read
 * @param filteredBySensor messages rightly filtered that came to the bus; null where the bus was not read
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
        Long sourceDuplicates,
        long extraDeliveries,
        long recovered,
        long late,
        long retried,
        long warmUp,
        long foreignStamps,
        Long filteredAtSource,
        Long filteredBySensor,
        Map<Fate, Long> fates) {

    /** Messages that must end as a row and have none, whatever the reason. */
    public long missing() {
        return expected - arrived;
    }

    /** Those of {@link #duplicates} that the trigger made, of an event that stands on the bus once; null where the bus was not read. */
    public Long triggerDuplicates() {
        return sourceDuplicates == null ? null : duplicates - sourceDuplicates;
    }

    /** How many messages have {@code fate}. */
    public long count(Fate fate) {
        return fates.getOrDefault(fate, 0L);
    }

    static ChannelCounts of(Duckdb duckdb, RunPlan plan, String channel) {
        return duckdb.row(
                "FROM counts(%s, %s)"
                        .formatted(Duckdb.quote(channel), plan.expected().get(channel)),
                ChannelCounts.class);
    }
}
