package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunLimits;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.statistics.Curve;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.analyse.statistics.Sample;
import io.github.argometer.loadtest.analyse.statistics.Statistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one flow of a run brings to a comparison.
 *
 * @param counts exact counts
 * @param delay recorded − sent
 * @param sample the same delays, or some of them, in the order of sending
 * @param curve the same delays' quantiles
 */
public record ChannelSample(ChannelCounts counts, Distribution delay, Sample sample, Curve curve) {

    /**
     * The samples of a run.
     *
     * @param notes what a reader should know of its files and clocks
     * @param channels by the labels of the flows
     */
    public record OfRun(List<String> notes, Map<String, ChannelSample> channels) {}

    /**
     * The samples of a run.
     *
     * @param memory that DuckDB may take, such as {@code 1GB}; "" leaves it to DuckDB
     * @throws io.github.argometer.loadtest.BadInputException where its files are missing, cut short, or not of one run
     */
    public static OfRun of(RunFiles files, String memory) {
        RunPlan plan = RunPlan.read(files.plan());
        try (RunDatabase run = RunDatabase.load(files, plan, memory, timeoutMicros(files))) {
            Duckdb duckdb = run.duckdb();
            Map<String, ChannelSample> samples = new LinkedHashMap<>();
            for (String channel : plan.channels()) {
                duckdb.set("flow", channel);
                Distribution delay = Distribution.of(duckdb, Statistics.ROWS, Statistics.DELAY);
                samples.put(
                        channel,
                        new ChannelSample(
                                ChannelCounts.of(duckdb, plan, channel),
                                delay,
                                Sample.of(duckdb, delay.count()),
                                Curve.of(duckdb, Statistics.ROWS, Statistics.DELAY, delay.count())));
            }
            return new OfRun(run.notes(), samples);
        }
    }

    /** What the run was held to; where it does not say, no row is late. */
    private static long timeoutMicros(RunFiles files) {
        return RunLimits.read(files.limits())
                .map(limits -> TimeUnit.SECONDS.toMicros(limits.timeoutSeconds()))
                .orElseGet(Analysis.Options.DEFAULT::timeoutMicros);
    }
}
