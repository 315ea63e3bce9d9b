package io.github.argometer.send;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * The payload of every message, in the field order of the wire.
 *
 * @param id 4 or 5; the SQS EventSource keeps 4
 * @param author Ankur, Brian or David; the Sensors keep one of them each
 */
@JsonPropertyOrder({"id", "greeting", "message", "author"})
public record Message(int id, String greeting, String message, String author) {

    /** A message with the greeting and text that all messages share. */
    public static Message of(int id, String author) {
        return new Message(id, "hello", "hello world", author);
    }
}
