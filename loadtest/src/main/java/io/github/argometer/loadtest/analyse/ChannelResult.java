package io.github.argometer.loadtest.analyse;

import java.util.List;

/**
 * What became of one channel's messages.
 *
 * @param channel {@code sqs} or {@code sns}
 * @param counts exact counts
 * @param missing the first few EventIds, in their order, that must have a row and have none
 * @param unexpected the first few EventIds, in their order, whose rows should not be there
 * @param lateness sent − intended, of each message's first attempt: the generator's own delay (one clock)
 * @param delay recorded − sent, of each row of a sent message (the database's clock − the generator's)
 * @param histogram of {@code delay}
 */
public record ChannelResult(
        String channel,
        Counts counts,
        List<String> missing,
        List<String> unexpected,
        Distribution lateness,
        Distribution delay,
        Histogram histogram) {

    private static final String MISSING = """
            SELECT EventId FROM outcomes WHERE Channel = ? AND Expected AND NOT Recorded ORDER BY EventId LIMIT ?""";

    private static final String UNEXPECTED = """
            SELECT EventId FROM outcomes WHERE Channel = ? AND NOT Expected AND Recorded ORDER BY EventId LIMIT ?""";

    private static final String LATENESS =
            "SELECT epoch_us(Sent) - epoch_us(Intended) FROM sent WHERE Attempt = 1 AND Channel = ?";

    private static final String DELAY =
            "SELECT Delay FROM outcomes WHERE Recorded AND Outcome IS NOT NULL AND Channel = ?";

    /** The result of {@code channel}, naming at most {@code examples} events of each kind. */
    static ChannelResult of(RunDatabase database, RunPlan plan, String channel, int examples) {
        return new ChannelResult(
                channel,
                Counts.of(database, plan, channel),
                database.rows(MISSING, row -> row.getString(1), channel, examples),
                database.rows(UNEXPECTED, row -> row.getString(1), channel, examples),
                Distribution.of(database, LATENESS, channel),
                Distribution.of(database, DELAY, channel),
                Histogram.of(database, DELAY, channel));
    }
}
