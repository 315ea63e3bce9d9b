package io.github.argometer.send;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The open-loop clock of a run: when each message is meant to go out, whatever became of those before it. Each channel is
 * paced by itself, from the same start. A message that is late goes out at once and does not delay the next.
 */
public final class Schedule {

    /** So long a wait can overlook that the run was stopped. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SendPlan plan;
    private final Share share;
    private final Batching batching;
    private final Clock clock;
    private volatile Instant start;
    private volatile boolean stopped;

    /**
     * How messages share a request.
     *
     * @param most in one request
     * @param linger longest time that a message waits for others after it is due
     */
    record Batching(int most, Duration linger) {}

    /** A schedule of {@code share} of {@code plan} that starts when its messages are first asked for. */
    public Schedule(SendPlan plan, Share share, Batching batching, Clock clock) {
        this.plan = plan;
        this.share = share;
        this.batching = batching;
        this.clock = clock;
    }

    /** The messages of a channel in order, by request, each given when it is due: {@code hasNext} waits for that. */
    public Iterator<List<PlannedMessage>> messages() {
        begin();
        Iterator<PlannedMessage> messages = plan.messages(share);
        return new Iterator<>() {
            private PlannedMessage next = messages.hasNext() ? messages.next() : null;
            private List<PlannedMessage> batch;

            @Override
            public boolean hasNext() {
                if (batch == null && next != null) {
                    batch = batch();
                }
                return batch != null && await(batch.get(batch.size() - 1));
            }

            @Override
            public List<PlannedMessage> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                List<PlannedMessage> due = batch;
                batch = null;
                return due;
            }

            private List<PlannedMessage> batch() {
                Duration latest = next.offset().plus(batching.linger);
                List<PlannedMessage> together = new ArrayList<>(batching.most);
                do {
                    together.add(next);
                    next = messages.hasNext() ? messages.next() : null;
                } while (next != null
                        && together.size() < batching.most
                        && next.offset().compareTo(latest) <= 0);
                return together;
            }
        };
    }

    /** Ends the run early: no message that is not yet due goes out. */
    public void stop() {
        stopped = true;
    }

    /** When {@code message} is meant to be sent. */
    public Instant intended(PlannedMessage message) {
        return start.plus(message.offset());
    }

    private synchronized void begin() {
        if (start == null) {
            start = clock.instant();
        }
    }

    /** Waits until {@code message} is due; false where the run was stopped before. */
    private boolean await(PlannedMessage message) {
        while (!stopped) {
            long left = Duration.between(clock.instant(), intended(message)).toNanos();
            if (left <= 0) {
                return true;
            }
            LockSupport.parkNanos(Math.min(left, LOOK_NS));
        }
        return false;
    }
}
