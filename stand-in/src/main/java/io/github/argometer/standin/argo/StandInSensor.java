package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.Dependency;
import io.github.argometer.loadtest.argo.EventError;
import io.github.argometer.standin.Mishaps;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stand-in for one trigger of a Sensor: takes events from the bus, one by one. With {@code atLeastOnce} it goes on to
 * the next only when the trigger is done, or has failed as often as the retry strategy allows; without, it tries once,
 * and does not wait for it; events wait while as many as it has threads are under way.
 */
final class StandInSensor implements AutoCloseable {

    /** Triggers under way at a time where nobody waits for them: a target that hangs must not take all threads. */
    static final int AT_ONCE = 64;

    private static final Logger LOG = LoggerFactory.getLogger(StandInSensor.class);

    private final String name;
    private final Dependency dependency;
    private final Trigger trigger;
    private final boolean atLeastOnce;
    private final Backoff backoff;
    private final StandInBus bus;
    private final Mishaps mishaps;
    private final ExecutorService threads = Executors.newFixedThreadPool(1 + AT_ONCE);

    /** @param name of sensor and trigger, for the log */
    StandInSensor(
            String name,
            Dependency dependency,
            Trigger trigger,
            boolean atLeastOnce,
            Backoff backoff,
            StandInBus bus,
            Mishaps mishaps) {
        this.name = "sensor " + name;
        this.dependency = dependency;
        this.trigger = trigger;
        this.atLeastOnce = atLeastOnce;
        this.backoff = backoff;
        this.bus = bus;
        this.mishaps = mishaps;
    }

    /** Subscribes, and takes events until it is closed. */
    void start() {
        BlockingQueue<CloudEvent> events = bus.subscribe(dependency.eventSourceName(), dependency.eventName());
        threads.execute(mishaps.thread(name, () -> {
            while (true) {
                CloudEvent event = events.take();
                mishaps.message(name, () -> take(event));
            }
        }));
    }

    private void take(CloudEvent event) throws EventError, TriggerFailed, InterruptedException {
        CloudEvent taken = dependency.take(event).orElse(null);
        if (taken != null && atLeastOnce) {
            fire(taken);
        } else if (taken != null) {
            threads.execute(mishaps.thread(name, () -> mishaps.message(name, () -> trigger.fire(taken))));
        }
    }

    private void fire(CloudEvent event) throws TriggerFailed, InterruptedException {
        Iterator<Duration> pauses = backoff.pauses(RandomGenerator.getDefault()).iterator();
        while (true) {
            try {
                trigger.fire(event);
                return;
            } catch (TriggerFailed e) {
                if (!pauses.hasNext()) {
                    throw new TriggerFailed(
                            "%d attempts, and then: %s".formatted(backoff.attempts(), e.getMessage()), e);
                }
                LOG.debug("local stand-in, {}: {} is tried again: {}", name, event.id(), e.getMessage());
                Thread.sleep(pauses.next().toMillis());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
