package io.github.argometer.local.argo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path in gjson's and sjson's language, as far as it is plain: names and list positions, parted by dots.
 *
 * @param steps names, or positions from 0
 */
record JsonPath(List<String> steps) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    /**
     * The path that {@code text} writes.
     *
     * @throws IllegalArgumentException where it has more than names, positions and dots
     */
    static JsonPath of(String text) {
        if (text == null || !PLAIN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\": the local stand-in knows plain paths alone, such as body.author".formatted(text));
        }
        return new JsonPath(List.of(text.split("\\.")));
    }

    /** What stands there in {@code root}; a missing node where nothing does. */
    JsonNode in(JsonNode root) {
        JsonNode node = root;
        for (String step : steps) {
            node = in(node, step);
        }
        return node;
    }

    /**
     * Puts {@code value} there; objects that are missing on the way are made.
     *
     * @throws IllegalArgumentException where a list has no such position, or a plain value is in the way
     */
    void set(ObjectNode root, String value) {
        JsonNode node = root;
        for (String step : steps.subList(0, steps.size() - 1)) {
            JsonNode next = in(node, step);
            if (next.isMissingNode() && node instanceof ObjectNode object) {
                next = object.putObject(step);
            }
            node = next;
        }
        String last = steps.get(steps.size() - 1);
        if (node instanceof ObjectNode object) {
            object.put(last, value);
        } else if (node instanceof ArrayNode list && list.has(position(last))) {
            list.set(position(last), new TextNode(value));
        } else {
            throw new IllegalArgumentException(
                    "dest \"%s\": there is no such place".formatted(String.join(".", steps)));
        }
    }

    private static JsonNode in(JsonNode node, String step) {
        return node.isArray() ? node.path(position(step)) : node.path(step);
    }

    /** A list's position, or one that no list has. */
    private static int position(String step) {
        return step.length() < 9 && step.chars().allMatch(Character::isDigit) ? Integer.parseInt(step) : -1;
    }
}
