package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.Resource;
import java.nio.file.Path;
import java.util.Map;

/**
 * A strategic-merge patch, as far as maps go: maps are merged, values replaced. Two lists have no merge that is the same
 * for all fields, so they are refused.
 *
 * @param file where it stands
 * @param tree what it lays over an object
 */
record Patch(Path file, ObjectNode tree) {

    /** Lays this over {@code target}. */
    void over(Resource target) {
        merge(target.tree(), tree, "");
    }

    private void merge(ObjectNode target, JsonNode patch, String path) {
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            String field = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            JsonNode before = target.get(entry.getKey());
            JsonNode value = entry.getValue();
            if (value.isNull() || entry.getKey().startsWith("$") || (before != null && before.isArray())) {
                throw new BadInputException(
                        "%s: %s: the local stand-in merges only maps and values, no lists, deletions or directives"
                                .formatted(file, field));
            }
            if (value.isObject() && before instanceof ObjectNode object) {
                merge(object, value, field);
            } else {
                target.set(entry.getKey(), value);
            }
        }
    }
}
