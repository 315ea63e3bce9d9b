package io.github.argometer.loadtest.cluster;

import java.util.Map;

/**
 * What waits on the events' way: each look asks again, and takes nothing away. A look throws {@link
 * io.github.argometer.loadtest.NotReadyException}, or as Kubernetes' client and the AWS SDK do, where what it asks does not tell.
 */
public interface Backlogs extends AutoCloseable {

    /** A Sensor's trigger. */
    record Trigger(String sensor, String name) {}

    /** Events on the bus that each trigger has not acknowledged; a trigger that has not subscribed is left out. */
    Map<Trigger, Long> onBus();

    /** Messages by queue, those in flight and those delayed included. */
    Map<String, Long> queued();

    /** The same of the queues to which queue and topic give what they give up. */
    Map<String, Long> deadLetters();

    /** Ends a look under way too. */
    @Override
    void close();
}
