package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.Printable;
import io.github.argometer.loadtest.argo.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of one object of the user's.
 *
 * @param of the object
 * @param name its new name
 * @param lines what was replaced, a line each
 * @param told those of the lines that are no matter of course
 */
record Changes(Resource of, String name, List<String> lines, List<String> told) {

    private static final String PREFIX = "argometer-";

    /** Nothing is replaced yet; whatever the name, the new one is another, so that the user's object stays as it is. */
    static Changes of(Resource resource) {
        return new Changes(resource, PREFIX + resource.name(), new ArrayList<>(), new ArrayList<>());
    }

    /** The name of a queue or topic of ours; one that is so already stays. */
    static String prefixed(String name) {
        return name.startsWith(PREFIX) ? name : PREFIX + name;
    }

    /** Notes that {@code field} was {@code before}, and what it is {@code now}, as that of every object is. */
    void ours(String field, String before, String now) {
        if (!before.equals(now)) {
            lines.add(shown("%s: %s → %s".formatted(field, before, now)));
        }
    }

    /** Tells that {@code field} was {@code before}, and what it is {@code now}. */
    void replaced(String field, String before, String now) {
        if (!before.equals(now)) {
            tell("%s: %s → %s".formatted(field, before, now));
        }
    }

    /** Tells that {@code field} is left out, and why. */
    void dropped(String field, String why) {
        tell("%s: left out, %s".formatted(field, why));
    }

    /** Tells something else. */
    void tell(String line) {
        lines.add(shown(line));
        told.add(shown(line));
    }

    /** The complaint about {@code field}. */
    RuntimeException refused(String field, String why) {
        return of.refused(field, Printable.withoutSecrets(why));
    }

    /** Nothing that is written or printed has the secrets that a URL of the user's may have. */
    private static String shown(String line) {
        return Printable.line(Printable.withoutSecrets(line));
    }

    /** The text at {@code name} in {@code parent}, which is at {@code field}; refused where there is none. */
    String text(JsonNode parent, String field, String name) {
        JsonNode value = parent.path(name);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw refused(field + "." + name, "must be given, as text");
        }
        return value.asText();
    }

    /** What the files and the report call the object. */
    @Override
    public String toString() {
        return "%s %s → %s".formatted(of.kind().equals("Sensor") ? "sensor" : "source", of.name(), name);
    }
}
