package io.github.argometer.loadtest.bus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.record.Mark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * An event as the stream keeps it: a CloudEvent in JSON, whose {@code data_base64} is what the source received.
 *
 * @param eventId the id that the message was sent under; empty where the event carries none
 * @param source the EventSource's name, and {@code event} that of its event
 * @param cloudEventId the CloudEvent's id, a new one at each reception by a source
 * @param sourceTime when the source made the CloudEvent, by its clock, in nanoseconds; null where it does not say
 * @param streamTime when the stream stored it, by the bus's clock, in nanoseconds
 * @param sequence its place in the stream, from 1
 */
public record BusEvent(
        String eventId,
        String source,
        String event,
        String cloudEventId,
        Instant sourceTime,
        Instant streamTime,
        long sequence) {

    private static final ObjectReader JSON = new ObjectMapper().reader();
    private static final Pattern EVENT_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /**
     * Reads a message of the stream.
     *
     * @param subject {@code default.<EventSource>.<event>}
     */
    static BusEvent of(String subject, byte[] message, Instant streamTime, long sequence) {
        String[] names = subject.split("\\.", 3);
        JsonNode event = parsed(message);
        return new BusEvent(
                eventId(event),
                names.length == 3 ? names[1] : "",
                names.length == 3 ? names[2] : "",
                event.path("id").asText(""),
                time(event.path("time")),
                streamTime,
                sequence);
    }

    /** {@code event} as a bus would keep it that stored it at {@code streamTime}, in the place {@code sequence}. */
    public static BusEvent of(CloudEvent event, Instant streamTime, long sequence) {
        return new BusEvent(
                carried(event.data().getBytes(StandardCharsets.UTF_8)),
                event.source(),
                event.subject(),
                event.id(),
                event.time(),
                streamTime,
                sequence);
    }

    private static String eventId(JsonNode event) {
        try {
            return event.has("data_base64")
                    ? carried(event.path("data_base64").binaryValue())
                    : carried(event.path("data"), event.path("data")::toString);
        } catch (IOException e) {
            return "";
        }
    }

    /** The id that an event's data carries, JSON in UTF-8; empty where it carries none. */
    public static String carried(byte[] data) {
        return carried(parsed(data), () -> new String(data, StandardCharsets.UTF_8));
    }

    /** SQS keeps attributes beside the body; SNS delivers them in it. Messages of a channel of one's own carry a mark. */
    private static String carried(JsonNode data, Supplier<String> text) {
        String id = data.path("messageAttributes")
                .path("EventId")
                .path("StringValue")
                .asText(data.path("body")
                        .path("MessageAttributes")
                        .path("EventId")
                        .path("Value")
                        .asText(""));
        return EVENT_ID.matcher(id).matches()
                ? id
                : Mark.anywhereIn(text.get()).stream()
                        .findFirst()
                        .map(Mark::eventId)
                        .orElse("");
    }

    /** What is no JSON is an event of somebody else. */
    private static JsonNode parsed(byte[] json) {
        try {
            return JSON.readTree(json == null ? new byte[0] : json);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static Instant time(JsonNode time) {
        try {
            return time.isTextual() ? Instant.parse(time.textValue()) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
