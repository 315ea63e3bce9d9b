package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** An object's name and labels. */
public record Metadata(
        String name,
        String generateName,
        String namespace,
        Map<String, String> labels,

        @Field.Unread("meant for other programs in a cluster")
        JsonNode annotations) {

    /** Absent labels are none. */
    public Metadata {
        labels = labels == null ? Map.of() : labels;
    }
}
