package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.Counted;
import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.send.SteadyClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened while messages were sent.
 *
 * @param start when the first was sent, microseconds since 1970; 0 where none was
 * @param marks in the order of time
 */
public record Meanwhile(long start, List<Mark> marks) {

    /**
     * Something that happened.
     *
     * @param at when it began, microseconds since 1970
     * @param until when it was over; null where it took no time, or nobody knows
     * @param label what it was
     */
    public record Mark(long at, Long until, String label) {}

    private record Sending(long start, Long warmUpStart, Long warmUpEnd) {}

    /** The same for the run in {@code duckdb}, and what {@code clocks} and {@code evidence} tell. */
    static Meanwhile of(Duckdb duckdb, Clocks clocks, Evidence evidence) {
        List<Mark> marks = new ArrayList<>();
        Sending sending = duckdb.row("FROM sending_times", Sending.class);
        if (sending.warmUpStart != null) {
            marks.add(new Mark(sending.warmUpStart, sending.warmUpEnd, "warm-up, which no figure counts"));
        }
        for (SteadyClock.Step step : clocks.generatorSteps()) {
            marks.add(new Mark(
                    micros(step.at()),
                    null,
                    String.format(Locale.ROOT, "the generator's clock was set by %+,.3f s", step.micros() / 1e6)));
        }
        Evidence.Waiting waiting = evidence.waiting();
        if (waiting != null) {
            marks.add(new Mark(
                    micros(waiting.from()),
                    micros(waiting.until()),
                    "up to %s without a place on a node"
                            .formatted(Counted.of(waiting.most(), "pod of a Job", "pods of Jobs"))));
        }
        for (Evidence.Restart restart : evidence.restarts()) {
            if (restart.at() != null) {
                marks.add(new Mark(
                        micros(restart.at()),
                        null,
                        "%s, container %s, started again: %s"
                                .formatted(restart.pod(), restart.container(), restart.reason())));
            }
        }
        marks.sort((one, other) -> Long.compare(one.at, other.at));
        return new Meanwhile(sending.start, List.copyOf(marks));
    }

    /** A note each time that a container started again nobody knows when: it has no place on a chart. */
    static List<String> unplaced(Evidence evidence) {
        return evidence.restarts().stream()
                .filter(restart -> restart.at() == null)
                .map(restart -> "! %s, container %s, started again during the run, at a time that is not known: %s"
                        .formatted(restart.pod(), restart.container(), restart.reason()))
                .toList();
    }

    private static long micros(String time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
    }
}
