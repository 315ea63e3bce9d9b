package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The bounds that a channel's messages set to how far a clock is ahead of the generator's, in microseconds. Nothing has a message
 * before it was sent, so the smallest time − sent is the most; and no row is inserted before what comes ahead of it on the way, so
 * the clock is behind the database's, whose offset to the generator's was measured, by the smallest recorded − time at most.
 *
 * @param clock whose: {@link Point#clock}
 * @param leastMicros lower bound; empty where the database's offset was not measured
 * @param mostMicros upper bound
 */
public record ClockBounds(String clock, Optional<Long> leastMicros, long mostMicros) {

    /** The first point that each clock tells of, and the last that a row comes after. */
    private enum Told {
        BY_SOURCE(Point.SOURCE, Point.SOURCE),
        BY_BUS(Point.BUS, Point.TAKEN),
        BY_RECORDER(Point.RECEIVED, Point.RECEIVED);

        private final Point first;
        private final Point last;

        Told(Point first, Point last) {
            this.first = first;
            this.last = last;
        }
    }

    private record Nearest(Long most, Long beforeRow) {}

    /** Those of each clock that tells of messages of {@code channel}, in the order of the way. */
    public static List<ClockBounds> of(Duckdb duckdb, String channel, Clocks clocks, boolean busRead) {
        List<ClockBounds> bounds = new ArrayList<>();
        Stream.of(Told.values())
                .filter(told -> told != Told.BY_SOURCE || busRead)
                .forEach(told -> {
                    Nearest nearest = duckdb.row(
                            "FROM nearest(%s, %s, coalesce(%s, %2$s))"
                                    .formatted(Duckdb.quote(channel), told.first.column(), told.last.column()),
                            Nearest.class);
                    if (nearest.most != null) {
                        bounds.add(new ClockBounds(
                                told.first.clock(),
                                Optional.ofNullable(clocks.generatorToDatabase())
                                        .filter(offset -> nearest.beforeRow != null)
                                        .map(offset ->
                                                offset.offsetMicros() - offset.errorMicros() - nearest.beforeRow),
                                nearest.most));
                    }
                });
        return List.copyOf(bounds);
    }
}
