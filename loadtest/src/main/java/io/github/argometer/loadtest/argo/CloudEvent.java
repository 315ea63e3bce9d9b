package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

/**
 * An event on its way from a source to a trigger.
 *
 * @param id fresh for each receipt, so that a message received twice has two
 * @param source the EventSource's name
 * @param type of its source, such as {@code sqs} or {@code webhook}
 * @param subject the event's name in the EventSource
 * @param time when the source had it; whole seconds are all that a trigger gets of it
 * @param data JSON
 */
public record CloudEvent(String id, String source, String type, String subject, Instant time, String data) {

    /** Of the data of every event. */
    static final String CONTENT_TYPE = "application/json";

    /** A new event with an id of its own. */
    public static CloudEvent of(String source, String type, String subject, Instant time, String data) {
        String id = UUID.randomUUID().toString().replace("-", "");
        return new CloudEvent(id, source, type, subject, time, data);
    }

    /** This event with other data. */
    public CloudEvent with(String other) {
        return new CloudEvent(id, source, type, subject, time, other);
    }

    /** The event as a trigger's parameter carries it: the context, and the data in base64. */
    public String json() {
        ObjectNode event = GoJson.MAPPER.createObjectNode();
        event.putObject("context")
                .put("id", id)
                .put("source", source)
                .put("specversion", "1.0")
                .put("type", type)
                .put("datacontenttype", CONTENT_TYPE)
                .put("subject", subject)
                .put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        event.put("data", Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)));
        return GoJson.text(event);
    }
}
