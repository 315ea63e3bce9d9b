package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * One object of the manifests.
 *
 * @param file where it stands
 * @param at path in its document; empty where it is the whole document
 * @param tree with all patches that lie over it
 */
public record Resource(Path file, String at, ObjectNode tree) {

    /** By what the API server tells one object from another. */
    record Id(String kind, String namespace, String name) {}

    /** An object that is a document of its own. */
    public Resource(Path file, ObjectNode tree) {
        this(file, "", tree);
    }

    /** Its kind, such as {@code Sensor}. */
    public String kind() {
        return tree.path("kind").asText();
    }

    /** Its name. */
    public String name() {
        return tree.path("metadata").path("name").asText();
    }

    /** Its namespace, {@code default} where it names none; a Namespace lies in itself. */
    public String namespace() {
        String named = tree.path("metadata").path("namespace").asText();
        return kind().equals("Namespace") ? name() : named.isEmpty() ? "default" : named;
    }

    Id id() {
        return new Id(kind(), namespace(), name());
    }

    /**
     * This object as a {@code type}.
     *
     * @throws BadInputException for a field that the type does not have, or lacks, by file and field
     */
    public <T> T as(Class<T> type) {
        return Strict.read(file, at, tree, type);
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
            throw new BadInputException(refused(field, e.getMessage()).getMessage(), e);
        }
    }

    /** The complaint about something in this object, by file and field. */
    public BadInputException refused(String field, String why) {
        return new BadInputException("%s: %s: %s".formatted(file, Strict.path(at, field), why));
    }

    @Override
    public String toString() {
        return "%s %s (%s)".formatted(kind(), name(), file);
    }
}
