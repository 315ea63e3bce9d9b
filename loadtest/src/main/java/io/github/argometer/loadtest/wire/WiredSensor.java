package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * A Sensor that has become ours.
 *
 * @param changes what was replaced
 * @param tree the object
 * @param triggers what it does, in its order; those for dead letters are not among them, since no plan expects them
 * @param calls whether any of its triggers calls the HTTP recorder
 * @param makesJobs whether any of its triggers makes a Job
 */
record WiredSensor(Changes changes, ObjectNode tree, List<Trigger> triggers, boolean calls, boolean makesJobs) {

    /**
     * A trigger.
     *
     * @param name by which it is recorded
     * @param events that it waits for, each {@code <EventSource>/<event>} by its new name
     */
    record Trigger(String name, Set<String> events) {}

    /** Its name. */
    String name() {
        return changes.name();
    }
}
