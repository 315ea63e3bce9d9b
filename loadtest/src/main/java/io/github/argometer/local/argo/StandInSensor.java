package io.github.argometer.local.argo;

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
 * and does not wait.
 */
final class StandInSensor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandInSensor.class);

    private final String name;
    private final Dependency dependency;
    private final Trigger trigger;
    private final boolean atLeastOnce;
    private final Backoff backoff;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param name of sensor and trigger, for the log */
    StandInSensor(String name, Dependency dependency, Trigger trigger, boolean atLeastOnce, Backoff backoff) {
        this.name = name;
        this.dependency = dependency;
        this.trigger = trigger;
        this.atLeastOnce = atLeastOnce;
        this.backoff = backoff;
    }

    /** Subscribes, and takes events until it is closed. */
    void start(StandInBus bus) {
        BlockingQueue<CloudEvent> events = bus.subscribe(dependency.source(), dependency.event());
        threads.execute(() -> {
            try {
                while (true) {
                    take(events.take());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closed
            }
        });
    }

    private void take(CloudEvent event) throws InterruptedException {
        CloudEvent taken;
        try {
            taken = dependency.take(event).orElse(null);
        } catch (EventError e) {
            LOG.warn("local stand-in, sensor {}: event {} is dropped: {}", name, event.id(), e.getMessage());
            return;
        }
        if (taken != null && atLeastOnce) {
            fire(taken);
        } else if (taken != null) {
            threads.execute(() -> once(taken));
        }
    }

    private void once(CloudEvent event) {
        try {
            trigger.fire(event);
        } catch (TriggerFailed e) {
            LOG.warn("local stand-in, sensor {}: event {} is lost: {}", name, event.id(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void fire(CloudEvent event) throws InterruptedException {
        Iterator<Duration> pauses = backoff.pauses(RandomGenerator.getDefault()).iterator();
        while (true) {
            try {
                trigger.fire(event);
                return;
            } catch (TriggerFailed e) {
                if (!pauses.hasNext()) {
                    LOG.warn(
                            "local stand-in, sensor {}: event {} is lost after {} attempts: {}",
                            name,
                            event.id(),
                            backoff.attempts(),
                            e.getMessage());
                    return;
                }
                LOG.debug("local stand-in, sensor {}: {} is tried again: {}", name, event.id(), e.getMessage());
                Thread.sleep(pauses.next().toMillis());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
