package io.github.argometer.plan;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;

/**
 * The demo's payload, in the field order of the wire.
 *
 * @param id such as 4 or 5; the SQS EventSource keeps 4
 * @param author such as Ankur, Brian or David; the Sensors keep one of them each
 */
@JsonPropertyOrder({"id", "greeting", "message", "author"})
public record Greeting(int id, String greeting, String message, String author) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A message with the greeting and text that all messages share. */
    public static Greeting of(int id, String author) {
        return new Greeting(id, "hello", "hello world", author);
    }

    /** This message with a greeting so long that its JSON has {@code bytes}; as it is where it has as many already. */
    Greeting padded(int bytes) {
        int missing = bytes - json().getBytes(StandardCharsets.UTF_8).length;
        return missing <= 0 ? this : new Greeting(id, greeting + ".".repeat(missing), message, author);
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
