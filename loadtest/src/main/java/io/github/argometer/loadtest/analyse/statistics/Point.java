package io.github.argometer.loadtest.analyse.statistics;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A point on the way of a message, whose time is known: a column of the ledger. */
public enum Point {
    /** When the plan wanted it sent. */
    INTENDED("intended", "generator", Duration.ofNanos(1_000)),
    /** Just before the request that it arrived by. */
    SENT("sent", "generator", Duration.ofNanos(1_000)),
    /** When the service's answer to that request was there: beside the way, since the message itself is on its way by then. */
    ACCEPTED("accepted", "generator", Duration.ofNanos(1_000)),
    /** When the EventSource had it: known to a second, but to a microsecond where the bus was read. */
    SOURCE("source", "source", Duration.ofSeconds(1)),
    /** When the bus stored it. */
    BUS("on the bus", "bus", Duration.ofNanos(1_000)),
    /** When the bus handed it to the Sensor. */
    TAKEN("Sensor took it", "bus", Duration.ofNanos(1_000)),
    /** When the Sensor, its trigger done, acknowledged it: beside the way, as its end is the recorder's answer, or that a Job is made. */
    DONE("trigger done", "bus", Duration.ofNanos(1_000)),
    /** When the Job's process started: the trigger has been received. */
    PROCESS("process started", "recorder", Duration.ofMillis(10)),
    /** When the recorder had the event. */
    RECEIVED("received", "recorder", Duration.ofNanos(1_000)),
    /** When the insert ran that was then committed. */
    COMMITTED("committed", "database", Duration.ofNanos(1_000));

    private final String label;
    private final String clock;
    private final Duration resolution;

    Point(String label, String clock, Duration resolution) {
        this.label = label;
        this.clock = clock;
        this.resolution = resolution;
    }

    /**
     * Those of {@code known} points that a message passes one after the other. Not the trigger's end: a request's is that of the
     * recorder's answer, and a Job may run before its maker has heard that it is made.
     */
    static List<Point> onTheWay(List<Point> known) {
        return known.stream()
                .filter(point -> point != ACCEPTED && point != DONE)
                .toList();
    }

    /** Where a hop that begins here may end: later on the way, or at the one point beside it that is told from here. */
    public List<Point> ends() {
        return Stream.of(values())
                .filter(to -> to.compareTo(this) > 0)
                .filter(to -> to == ACCEPTED && this == SENT
                        || to == DONE && this == TAKEN
                        || onTheWay(List.of(this, to)).size() == 2)
                .toList();
    }

    /** As reports say it. */
    public String label() {
        return label;
    }

    /** Whose clock it was read from. */
    public String clock() {
        return clock;
    }

    /** The smallest step of that clock. */
    public Duration resolution() {
        return resolution;
    }

    /** The column of the ledger. */
    public String column() {
        return name(); // DuckDB does not tell upper from lower case
    }
}
