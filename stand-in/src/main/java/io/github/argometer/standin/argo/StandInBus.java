package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.argo.CloudEvent;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The stand-in for the EventBus: hands each event of a source to every sensor that has subscribed before, in order. It
 * lives in memory, as long as the process.
 */
final class StandInBus {

    private record Subject(String source, String event) {}

    private final Map<Subject, Queue<BlockingQueue<CloudEvent>>> subscribers = new ConcurrentHashMap<>();

    /** From now on all events {@code event} of {@code source}. */
    BlockingQueue<CloudEvent> subscribe(String source, String event) {
        BlockingQueue<CloudEvent> events = new LinkedBlockingQueue<>();
        subscribers
                .computeIfAbsent(new Subject(source, event), key -> new ConcurrentLinkedQueue<>())
                .add(events);
        return events;
    }

    /** Hands {@code event} on. */
    void publish(CloudEvent event) {
        subscribers
                .getOrDefault(new Subject(event.source(), event.subject()), new ConcurrentLinkedQueue<>())
                .forEach(queue -> queue.add(event));
    }
}
