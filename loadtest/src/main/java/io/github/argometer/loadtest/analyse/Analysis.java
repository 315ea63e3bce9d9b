package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.send.Channel;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What came of a run, from its files alone: {@code plan.json}, {@code sent.csv} and {@code records.csv}.
 *
 * @param folder of the run
 * @param plan what was to be sent
 * @param sending from the first attempt to the end of the last
 * @param channels one result each, in the order of {@link Channel}
 */
public record Analysis(Path folder, RunPlan plan, Duration sending, List<ChannelResult> channels) {

    /** How many EventIds of each kind a result names. */
    static final int EXAMPLES = 5;

    private static final String SENDING = "SELECT coalesce(max(epoch_us(Finished)) - min(epoch_us(Sent)), 0) FROM sent";

    /**
     * Analyses a run.
     *
     * @throws BadInputException where its files are missing, cut short, or not of one run
     */
    public static Analysis of(RunFiles files) {
        RunPlan plan = RunPlan.read(files.plan());
        try (RunDatabase database = RunDatabase.load(files, plan)) {
            long sending = database.rows(SENDING, row -> row.getLong(1)).get(0);
            return new Analysis(
                    files.folder(),
                    plan,
                    Duration.ofNanos(Math.multiplyExact(sending, 1_000L)),
                    Stream.of(Channel.values())
                            .map(channel -> ChannelResult.of(database, plan, channel.label(), EXAMPLES))
                            .toList());
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB: " + e.getMessage(), e);
        }
    }
}
