package io.github.argometer.send;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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

    /**
     * What one lane sends: {@code next} takes the next request and waits until it is due. It has no messages where others
     * took the last, or the run was stopped meanwhile. ({@code hasNext} must not wait: Camel asks it before it goes on with
     * what it has.)
     */
    public Iterator<List<PlannedMessage>> lane() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return more();
            }

            @Override
            public List<PlannedMessage> next() {
                List<PlannedMessage> due = take();
                return due.isEmpty() || schedule.await(due.get(due.size() - 1)) ? due : List.of();
            }
        };
    }

    private synchronized boolean more() {
        return next != null && !schedule.stopped();
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
