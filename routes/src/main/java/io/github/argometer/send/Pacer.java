package io.github.argometer.send;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

/**
 * Hands out the messages of one channel, by request, to as many lanes as there may be requests in flight: each lane takes
 * the next request of the plan, waits until it is due, sends it, and takes another. No queue lies between, so that nothing
 * is handed from thread to thread at the moment when it is due.
 */
public final class Pacer {

    private final Schedule schedule;
    private final Iterator<PlannedMessage> messages;
    private final int most;
    private final Duration linger;
    private final int lanes;
    private PlannedMessage next;

    /**
     * @param most messages in a request
     * @param linger longest time that a message waits for others after it is due
     * @param lanes requests in flight
     */
    Pacer(Schedule schedule, Iterator<PlannedMessage> messages, int most, Duration linger, int lanes) {
        this.schedule = schedule;
        this.messages = messages;
        this.most = most;
        this.linger = linger;
        this.lanes = lanes;
        this.next = messages.hasNext() ? messages.next() : null;
    }

    /** A number for each lane. */
    public List<Integer> lanes() {
        return IntStream.range(0, lanes).boxed().toList();
    }

    /** What one lane sends: {@code hasNext} takes the next request and waits until it is due. */
    public Iterator<List<PlannedMessage>> lane() {
        return new Iterator<>() {
            private List<PlannedMessage> due;

            @Override
            public boolean hasNext() {
                if (due == null) {
                    due = take();
                    if (!due.isEmpty() && !schedule.await(due.get(due.size() - 1))) {
                        due = List.of();
                    }
                }
                return !due.isEmpty();
            }

            @Override
            public List<PlannedMessage> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                List<PlannedMessage> now = due;
                due = null;
                return now;
            }
        };
    }

    private synchronized List<PlannedMessage> take() {
        if (next == null) {
            return List.of();
        }
        Duration latest = next.offset().plus(linger);
        List<PlannedMessage> together = new ArrayList<>(most);
        do {
            together.add(next);
            next = messages.hasNext() ? messages.next() : null;
        } while (next != null && together.size() < most && next.offset().compareTo(latest) <= 0);
        return together;
    }
}
