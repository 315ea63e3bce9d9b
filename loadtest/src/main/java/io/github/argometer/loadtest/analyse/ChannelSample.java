package io.github.argometer.loadtest.analyse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one channel of a run brings to a comparison.
 *
 * @param counts exact counts
 * @param delay recorded − sent
 * @param sample the same delays, to be drawn from
 */
public record ChannelSample(Counts counts, Distribution delay, Sample sample) {

    /**
     * The samples of a run.
     *
     * @param notes what a reader should know of its files and clocks
     * @param channels by their labels
     */
    public record OfRun(List<String> notes, Map<String, ChannelSample> channels) {}

    private static final String ROWS = "ledger WHERE Channel = ? AND NOT WarmUp AND Committed IS NOT NULL";

    /**
     * The samples of a run.
     *
     * @param memory that DuckDB may take, such as {@code 1GB}; "" leaves it to DuckDB
     * @throws io.github.argometer.loadtest.BadInputException where its files are missing, cut short, or not of one run
     */
    public static OfRun of(RunFiles files, String memory) {
        RunPlan plan = RunPlan.read(files.plan());
        try (RunDatabase run = RunDatabase.load(files, plan, memory, Analysis.Options.DEFAULT.timeoutMicros())) {
            Map<String, ChannelSample> samples = new LinkedHashMap<>();
            for (String channel : plan.channels()) {
                samples.put(
                        channel,
                        new ChannelSample(
                                Counts.of(run.duckdb(), plan, channel),
                                Distribution.of(run.duckdb(), "Committed - Sent", ROWS, channel),
                                Sample.of(run.duckdb(), channel)));
            }
            return new OfRun(run.notes(), samples);
        }
    }
}
