package io.github.argometer.local.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * One object of the manifests.
 *
 * @param file where it stands
 * @param tree with all patches that lie over it
 */
public record Resource(Path file, ObjectNode tree) {

    /** Its kind, such as {@code Sensor}. */
    public String kind() {
        return tree.path("kind").asText();
    }

    /** Its name. */
    public String name() {
        return tree.path("metadata").path("name").asText();
    }

    /** Its namespace; a Namespace lies in itself. */
    public String namespace() {
        return kind().equals("Namespace")
                ? name()
                : tree.path("metadata").path("namespace").asText();
    }

    /** Whether {@code patch} is meant for this object. */
    boolean matches(JsonNode patch) {
        return kind().equals(patch.path("kind").asText())
                && name().equals(patch.path("metadata").path("name").asText())
                && namespace().equals(patch.path("metadata").path("namespace").asText());
    }

    /**
     * This object as a {@code type}.
     *
     * @throws BadInputException for a field that the type does not have, by file and field
     */
    public <T> T as(Class<T> type) {
        return Strict.read(file, tree, type);
    }

    /**
     * What {@code reader} makes of {@code field}.
     *
     * @throws BadInputException with file and field, where it is an IllegalArgumentException that it makes
     */
    public <T> T read(String field, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw new BadInputException("%s: %s: %s".formatted(file, field, e.getMessage()), e);
        }
    }

    /** The complaint about something in this object, by file and field. */
    public BadInputException refused(String field, String why) {
        return new BadInputException("%s: %s: %s".formatted(file, field, why));
    }

    @Override
    public String toString() {
        return "%s %s (%s)".formatted(kind(), name(), file);
    }
}
