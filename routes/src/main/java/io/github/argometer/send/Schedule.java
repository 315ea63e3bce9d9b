package io.github.argometer.send;

import io.github.argometer.plan.PlannedMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The open-loop clock of a run: when each message is meant to go out, whatever became of those before it. All channels have
 * the same start. A message that is late goes out at once and does not delay the next.
 */
public final class Schedule {

    /** So long a wait can overlook that the run was stopped. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Clock clock;
    private final CompletableFuture<Instant> start = new CompletableFuture<>();
    private volatile boolean stopped;

    /** A schedule that waits for its start; {@code clock} must never jump, so that no message waits for lost time. */
    public Schedule(Clock clock) {
        this.clock = clock;
    }

    /** Starts the run at {@code time}; only the first call counts. */
    public void startAt(Instant time) {
        start.complete(time);
    }

    /** Starts the run now, unless it has been started. */
    public void start() {
        startAt(clock.instant());
    }

    /** Ends the run early: no message that is not yet due goes out. */
    public void stop() {
        stopped = true;
    }

    /** Whether it was ended early. */
    boolean stopped() {
        return stopped;
    }

    /** When {@code message} is meant to be sent. */
    public Instant intended(PlannedMessage message) {
        return start.join().plus(message.offset());
    }

    /**
     * Waits until {@code message} is due, after {@code before} if not at once; false where the run was stopped before, or
     * {@code ending} says that the waiting lane has to end.
     */
    boolean await(PlannedMessage message, Runnable before, BooleanSupplier ending) {
        if (left(message) > 0) {
            before.run();
        }
        while (!stopped && !ending.getAsBoolean()) {
            long left = left(message);
            if (left <= 0) {
                return true;
            }
            LockSupport.parkNanos(Math.min(left, LOOK_NS));
        }
        return false;
    }

    /** Nanoseconds until {@code message} is due; any number above 0 before the start. */
    private long left(PlannedMessage message) {
        return start.isDone()
                ? Duration.between(clock.instant(), intended(message)).toNanos()
                : LOOK_NS;
    }
}
