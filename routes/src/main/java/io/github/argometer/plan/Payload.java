package io.github.argometer.plan;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;

/**
 * The payload of every message, in the field order of the wire.
 *
 * @param id such as 4 or 5; the SQS EventSource keeps 4
 * @param author such as Ankur, Brian or David; the Sensors keep one of them each
 */
@JsonPropertyOrder({"id", "greeting", "message", "author"})
public record Payload(int id, String greeting, String message, String author) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A message with the greeting and text that all messages share. */
    public static Payload of(int id, String author) {
        return new Payload(id, "hello", "hello world", author);
    }

    /** This message with a greeting so long that its JSON has {@code bytes}; as it is where it has as many already. */
    Payload padded(int bytes) {
        int missing = bytes - json().getBytes(StandardCharsets.UTF_8).length;
        // interned: equal payloads, which are looked for often, need not be compared letter by letter
        return missing <= 0 ? this : new Payload(id, (greeting + ".".repeat(missing)).intern(), message, author);
    }

    /** What goes over the wire. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
