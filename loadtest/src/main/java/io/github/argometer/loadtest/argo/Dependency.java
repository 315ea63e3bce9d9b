package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A Sensor's dependency: transforms an event of a source, and then filters it, as Argo Events does ({@code filterEvent} in its {@code
 * pkg/sensors/dependencies/filter.go}).
 *
 * @param name in the Sensor
 * @param eventSourceName the EventSource's name
 * @param eventName the event's name in the EventSource
 * @param transform null leaves the data as they are
 * @param filters null lets every event pass
 * @param filtersLogicalOperator {@code or} where one kind of filter is enough; null is {@code and}
 */
public record Dependency(
        @Field.Needed String name,
        @Field.Needed String eventSourceName,
        @Field.Needed String eventName,
        Transform transform,
        Filters filters,
        @Field.Only({"and", "or"}) String filtersLogicalOperator) {

    private static final String OR = "or";

    /** A jq program whose output takes the place of the event's data. */
    public record Transform(@Field.Needed JqTransform jq) {}

    /**
     * Conditions on an event.
     *
     * @param data of its data
     * @param dataLogicalOperator {@code or} where one of them is enough; null is {@code and}
     * @param context what its context must be; null = anything
     */
    public record Filters(
            List<DataFilter> data,
            @Field.Only({"and", "or"}) String dataLogicalOperator,
            Context context) {

        private boolean passes(CloudEvent event, JsonNode read, boolean oneIsEnough) throws EventError {
            boolean passes = passes(read);
            return oneIsEnough
                    ? !data.isEmpty() && passes || context != null && context.fits(event)
                    : passes && (context == null || context.fits(event));
        }

        /** Where one is enough, those that fail count only if none passes. */
        private boolean passes(JsonNode read) throws EventError {
            boolean oneIsEnough = OR.equals(dataLogicalOperator);
            EventError failed = null;
            for (DataFilter filter : data) {
                try {
                    if (filter.passes(read) == oneIsEnough) {
                        return oneIsEnough;
                    }
                } catch (EventError e) {
                    if (!oneIsEnough) {
                        throw e;
                    }
                    failed = e;
                }
            }
            if (failed != null) {
                throw failed;
            }
            return !oneIsEnough || data.isEmpty();
        }
    }

    /** The context that an event must have; null and "" are anything. */
    public record Context(String type, String subject, String source, String datacontenttype) {

        private boolean fits(CloudEvent event) {
            return fits(type, event.type())
                    && fits(subject, event.subject())
                    && fits(source, event.source())
                    && fits(datacontenttype, CloudEvent.CONTENT_TYPE);
        }

        private static boolean fits(String wanted, String found) {
            return wanted == null || wanted.isEmpty() || wanted.equals(found);
        }
    }

    /**
     * The event for the trigger; empty where a filter holds it back.
     *
     * @throws EventError where transform or filter fail, which drops the event
     */
    public Optional<CloudEvent> take(CloudEvent event) throws EventError {
        CloudEvent taken = transform == null ? event : event.with(transform.jq().apply(event.data()));
        JsonNode read;
        try {
            read = GoJson.read(taken.data());
        } catch (JsonProcessingException e) {
            throw new EventError("the data are not JSON", e);
        }
        return filters == null || filters.passes(taken, read, OR.equals(filtersLogicalOperator))
                ? Optional.of(taken)
                : Optional.empty();
    }
}
