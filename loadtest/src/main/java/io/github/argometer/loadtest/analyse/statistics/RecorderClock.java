package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.util.Optional;

/**
 * The bounds that a channel's rows set to the database's clock − the recorder's, in microseconds. No row can be inserted
 * before the recorder had its event, so the smallest committed − received is the most that the database may be ahead; and no
 * recorder can have an event before it was sent, so the smallest received − sent is the most that the recorder may be ahead of the
 * generator, whose own offset to the database was measured.
 *
 * @param leastMicros lower bound; empty where the generator's offset was not measured
 * @param mostMicros upper bound
 */
public record RecorderClock(Optional<Long> leastMicros, long mostMicros) {

    private record Nearest(Long committedReceived, Long receivedSent) {}

    /** The bounds for {@code channel}; empty where its rows do not say when the recorder had them. */
    public static Optional<RecorderClock> of(Duckdb duckdb, String channel, Clocks clocks) {
        Nearest nearest = duckdb.row("FROM nearest(%s)".formatted(Duckdb.quote(channel)), Nearest.class);
        return Optional.ofNullable(nearest.committedReceived)
                .map(most -> new RecorderClock(
                        Optional.ofNullable(clocks.generatorToDatabase())
                                .map(offset -> offset.offsetMicros() - offset.errorMicros() - nearest.receivedSent),
                        most));
    }
}
