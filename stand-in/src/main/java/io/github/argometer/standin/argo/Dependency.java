package io.github.argometer.standin.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A sensor's dependency: transforms an event of its source, and then filters it.
 *
 * @param name in the sensor
 * @param transform none leaves the data as they are
 * @param filters all must let an event pass
 */
record Dependency(String name, String source, String event, Optional<JqTransform> transform, List<DataFilter> filters) {

    /**
     * The event for the trigger; empty where a filter holds it back.
     *
     * @throws EventError where transform or filter fail, which drops the event
     */
    Optional<CloudEvent> take(CloudEvent event) throws EventError {
        CloudEvent taken = transform.isPresent() ? event.with(transform.get().apply(event.data())) : event;
        JsonNode data;
        try {
            data = GoJson.read(taken.data());
        } catch (JsonProcessingException e) {
            throw new EventError("the data are not JSON", e);
        }
        for (DataFilter filter : filters) {
            if (!filter.passes(data)) {
                return Optional.empty();
            }
        }
        return Optional.of(taken);
    }
}
