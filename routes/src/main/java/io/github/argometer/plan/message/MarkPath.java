package io.github.argometer.plan.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a message of one's own carries its mark, the text that tells it from all others: {@link io.github.argometer.record.Mark}.
 *
 * @param path of field names in the body, a JSON object; empty = a header (or attribute, the same thing)
 */
public record MarkPath(List<String> path) {

    /** The name that the mark has as a header or attribute. */
    public static final String NAME = "Argometer";

    /** What it may be, in words. */
    public static final String ALLOWED =
            "header, attribute, or body: and a path of fields, such as body:meta.argometer";

    private static final String BODY = "body:";
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+){0,15}");
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** A JSON text with a place for the mark. */
    public record Place(String before, String after) {

        /** The text with {@code mark} in it. */
        public String with(String mark) {
            return before + mark + after;
        }
    }

    /** The place that {@code text} names; empty where it names none. */
    public static Optional<MarkPath> of(String text) {
        if (text.equals("header") || text.equals("attribute")) {
            return Optional.of(new MarkPath(List.of()));
        }
        String path = text.startsWith(BODY) ? text.substring(BODY.length()) : "";
        return PATH.matcher(path).matches()
                ? Optional.of(new MarkPath(Arrays.asList(path.split("\\."))))
                : Optional.empty();
    }

    /** Whether the mark is a header. */
    public boolean isHeader() {
        return path.isEmpty();
    }

    /**
     * The place of the mark in {@code json}, all of whose bytes stay: after the brace of the innermost object that the path names.
     *
     * @throws IllegalArgumentException which says what it must be
     */
    public Place in(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("a JSON object, to carry the mark at " + this);
            }
            int found = 0;
            int at = (int) parser.currentLocation().getCharOffset();
            boolean empty = parser.nextToken() == JsonToken.END_OBJECT;
            while (parser.currentToken() == JsonToken.FIELD_NAME) {
                boolean onPath = parser.currentName().equals(path.get(found));
                JsonToken value = parser.nextToken();
                if (!onPath) {
                    parser.skipChildren();
                    parser.nextToken();
                } else if (value != JsonToken.START_OBJECT || ++found == path.size()) {
                    throw new IllegalArgumentException("a JSON object without anything at " + this);
                } else {
                    at = (int) parser.currentLocation().getCharOffset();
                    empty = parser.nextToken() == JsonToken.END_OBJECT;
                }
            }
            while (!parser.getParsingContext().inRoot()) {
                parser.nextToken(); // what follows must be JSON too
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("one JSON object, to carry the mark at " + this);
            }
            return place(json, at, path.subList(found, path.size()), empty);
        } catch (IOException e) {
            String why = e.getMessage().lines().findFirst().orElse("");
            throw new IllegalArgumentException(
                    "a JSON object, to carry the mark at " + this + "; it is none: " + why, e);
        }
    }

    private static Place place(String json, int at, List<String> names, boolean empty) {
        String open = "\"" + String.join("\":{\"", names) + "\":\"";
        String close = "\"" + "}".repeat(names.size() - 1) + (empty ? "" : ",");
        return new Place(json.substring(0, at) + open, close + json.substring(at));
    }

    /** As plans write it. */
    @Override
    public String toString() {
        return isHeader() ? "header" : BODY + String.join(".", path);
    }
}
