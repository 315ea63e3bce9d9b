package io.github.argometer.local.manifest;

import java.util.Map;

/** An object's name and labels. */
public record Metadata(
        String name,
        String generateName,
        String namespace,
        Map<String, String> labels,
        Map<String, String> annotations) {

    /** Absent labels are none. */
    public Metadata {
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }
}
