package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A Sensor's dependency: transforms an event of a source, and then filters it.
 *
 * @param name in the Sensor
 * @param eventSourceName the EventSource's name
 * @param eventName the event's name in the EventSource
 * @param transform null leaves the data as they are
 * @param filters null lets every event pass
 */
public record Dependency(
        @Field.Needed String name,
        @Field.Needed String eventSourceName,
        @Field.Needed String eventName,
        Transform transform,
        Filters filters) {

    /** A jq program whose output takes the place of the event's data. */
    public record Transform(@Field.Needed JqTransform jq) {}

    /** Conditions on the event's data; all must hold. */
    public record Filters(List<DataFilter> data) {}

    /**
     * The event for the trigger; empty where a filter holds it back.
     *
     * @throws EventError where transform or filter fail, which drops the event
     */
    public Optional<CloudEvent> take(CloudEvent event) throws EventError {
        CloudEvent taken = transform == null ? event : event.with(transform.jq().apply(event.data()));
        JsonNode data;
        try {
            data = GoJson.read(taken.data());
        } catch (JsonProcessingException e) {
            throw new EventError("the data are not JSON", e);
        }
        List<DataFilter> all = filters == null || filters.data() == null ? List.of() : filters.data();
        for (DataFilter filter : all) {
            if (!filter.passes(data)) {
                return Optional.empty();
            }
        }
        return Optional.of(taken);
    }
}
