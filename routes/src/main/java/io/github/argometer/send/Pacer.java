package io.github.argometer.send;

import io.github.argometer.plan.PlannedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

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
    private final BooleanSupplier ending;
    private PlannedMessage next;

    /**
     * @param most messages in a request
     * @param linger longest time that a message waits for others after it is due
     * @param ending whether the channel's route has to end, though its messages are not all sent
     */
    Pacer(Schedule schedule, Iterator<PlannedMessage> messages, int most, Duration linger, BooleanSupplier ending) {
        this.schedule = schedule;
        this.messages = messages;
        this.most = most;
        this.linger = linger;
        this.ending = ending;
        this.next = messages.hasNext() ? messages.next() : null;
    }

    /** Whether no more requests go out, whatever is left of the plan. */
    boolean stopped() {
        return schedule.stopped() || ending.getAsBoolean();
    }

    /**
     * The messages of the next request, in order, once they are due; none where other lanes took the last, or there are no more
     * requests.
     *
     * @param before done before a wait, if there is one
     */
    List<PlannedMessage> due(Runnable before) {
        List<PlannedMessage> due = take();
        return due.isEmpty() || schedule.await(due.get(due.size() - 1), before, ending) ? due : List.of();
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
