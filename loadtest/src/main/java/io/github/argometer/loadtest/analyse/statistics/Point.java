package io.github.argometer.loadtest.analyse.statistics;

import java.time.Duration;

/** A point on the way of a message, whose time is known: a column of the ledger. */
public enum Point {
    /** When the plan wanted it sent. */
    INTENDED("intended", "generator", Duration.ofNanos(1_000)),
    /** Just before the request that it arrived by. */
    SENT("sent", "generator", Duration.ofNanos(1_000)),
    /** When the service's answer to that request was there. */
    ACCEPTED("accepted", "generator", Duration.ofNanos(1_000)),
    /** When the EventSource had it. */
    SOURCE("source", "source", Duration.ofSeconds(1)),
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
