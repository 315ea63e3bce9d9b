package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.annotation.JsonCreator;
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
public record JsonPath(List<String> steps) {

    /** A list of a thousand nulls is a mistake already. */
    private static final int MOST = 999;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    /**
     * The path that {@code text} writes.
     *
     * @throws IllegalArgumentException where it has more than names, positions and dots
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static JsonPath of(String text) {
        if (text == null || !PLAIN.matcher(text).matches()) {
            throw new IllegalArgumentException("the local stand-in knows only plain paths, such as body.author");
        }
        return new JsonPath(List.of(text.split("\\.")));
    }

    /** What stands there in {@code root}; a missing node where nothing does. */
    public JsonNode in(JsonNode root) {
        JsonNode node = root;
        for (String step : steps) {
            node = in(node, step);
        }
        return node;
    }

    /**
     * Puts {@code value} there, as sjson does: what is missing, null or a plain value on the way becomes a list where a
     * position follows, and an object where a name does. A list is lengthened by nulls up to the position; -1 is its end.
     *
     * @throws IllegalArgumentException where a list is asked for a name
     */
    public void set(ObjectNode root, String value) {
        set(root, 0, value);
    }

    private JsonNode set(JsonNode before, int depth, String value) {
        if (depth == steps.size()) {
            return new TextNode(value);
        }
        String step = steps.get(depth);
        JsonNode node = before.isContainerNode()
                ? before
                : isPosition(step) ? GoJson.MAPPER.createArrayNode() : GoJson.MAPPER.createObjectNode();
        if (node instanceof ObjectNode object) {
            object.set(step, set(object.path(step), depth + 1, value));
        } else if (node instanceof ArrayNode list) {
            int position = step.equals("-1") ? list.size() : position(step);
            if (position < 0 || position > MOST) {
                throw new IllegalArgumentException(
                        "dest \"%s\": there is a list, which can have no %s".formatted(String.join(".", steps), step));
            }
            while (list.size() <= position) {
                list.addNull();
            }
            list.set(position, set(list.get(position), depth + 1, value));
        }
        return node;
    }

    private static JsonNode in(JsonNode node, String step) {
        return node.isArray() ? node.path(position(step)) : node.path(step);
    }

    /** A list's position, or one that no list has. */
    private static int position(String step) {
        return isPosition(step) && step.length() < 9 ? Integer.parseInt(step) : -1;
    }

    private static boolean isPosition(String step) {
        return step.chars().allMatch(Character::isDigit);
    }
}
