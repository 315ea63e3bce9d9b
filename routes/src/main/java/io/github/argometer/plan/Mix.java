package io.github.argometer.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * Which payloads the demo has, and how often each.
 *
 * @param parts at least one, whose weights sum to more than 0
 */
public record Mix(@JsonValue List<Part> parts) {

    /** A payload's id and author, and its share of all messages: {@code weight} of the sum of weights. */
    public record Part(int id, String author, long weight) {}
}
