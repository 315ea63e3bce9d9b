package io.github.argometer.send;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;

/**
 * The open-loop clock of a run: when each message is meant to go out, whatever became of those before it. A message that
 * is late goes out at once and does not delay the next.
 */
public final class Schedule {

    private final SendPlan plan;
    private final Clock clock;
    private volatile Instant start;
    private volatile boolean stopped;

    /** A schedule of {@code plan} that starts when its messages are first asked for. */
    public Schedule(SendPlan plan, Clock clock) {
        this.plan = plan;
        this.clock = clock;
    }

    /** Starts the run and gives its messages in order. */
    public Iterator<PlannedMessage> start() {
        start = clock.instant();
        Iterator<PlannedMessage> messages = plan.messagesInOrder();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !stopped && messages.hasNext();
            }

            @Override
            public PlannedMessage next() {
                return messages.next();
            }
        };
    }

    /** Ends the run early: the message that now waits for its time is the last. */
    public void stop() {
        stopped = true;
    }

    /** When {@code message} is meant to be sent. */
    public Instant intended(PlannedMessage message) {
        return start.plus(message.offset());
    }

    /** Milliseconds from now until {@code message} is due, rounded up; 0 when it is late. */
    public long untilDue(PlannedMessage message) {
        Duration left = Duration.between(clock.instant(), intended(message));
        return left.isNegative() ? 0 : left.plusNanos(999_999).toMillis();
    }
}
