package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.ChannelCharts;
import io.github.argometer.loadtest.analyse.statistics.ClockBounds;
import io.github.argometer.loadtest.analyse.statistics.Statistics;
import io.github.argometer.plan.Flow;
import java.time.Duration;
import java.util.List;

/**
 * What became of one flow's messages.
 *
 * @param channel label of the flow: {@code sqs}, {@code sns}, or such as {@code orders/notify}
 * @param sending from the first attempt to the answer to the last that got one, the warm-up included: that of the whole channel
 * @param counts exact counts
 * @param troubles the messages that are not as they should be, by what became of them, those with the same fate and
 *     whereabouts together
 * @param unexpected the first few EventIds, in their order, of rows that no attempt explains
 * @param statistics of durations
 * @param clocks what the messages say of those of source, bus and recorder, as far as they tell their times
 * @param charts what pictures are drawn from
 */
public record ChannelResult(
        String channel,
        Duration sending,
        ChannelCounts counts,
        List<Trouble> troubles,
        List<String> unexpected,
        Statistics statistics,
        List<ClockBounds> clocks,
        ChannelCharts charts) {

    /**
     * Messages that went the same wrong way.
     *
     * @param fate of each
     * @param where between which hops, what holds them, or what of them was altered; "" where the fate says all
     * @param count of messages
     * @param examples the first few EventIds, in their order
     */
    public record Trouble(Fate fate, String where, long count, List<String> examples) {}

    /** The flow that it is of. */
    public Flow flow() {
        return Flow.of(channel);
    }

    /** The result of {@code channel}, naming at most {@code examples} events of each kind. */
    static ChannelResult of(RunDatabase run, RunPlan plan, String channel, int examples) {
        Duckdb duckdb = run.duckdb();
        String name = Duckdb.quote(channel);
        duckdb.set("flow", channel);
        Statistics statistics = Statistics.of(duckdb, run.resolutions());
        return new ChannelResult(
                channel,
                Duration.ofNanos(
                        Math.multiplyExact(duckdb.row("FROM sending_to(%s)".formatted(name), Long.class), 1_000L)),
                ChannelCounts.of(duckdb, plan, channel),
                duckdb.rows("FROM troubles(%s, %s)".formatted(name, examples), Trouble.class),
                duckdb.rows(
                        "SELECT EventId FROM unexpected WHERE Flow = %s ORDER BY 1 LIMIT %s".formatted(name, examples),
                        String.class),
                statistics,
                ClockBounds.of(duckdb, channel, run.clocks(), run.busRead()),
                ChannelCharts.of(duckdb, statistics));
    }
}
