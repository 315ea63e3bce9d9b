package io.github.argometer.loadtest.argo;

import java.util.Map;

/** An object's name and labels. */
@Field.Unread(value = "meant for other programs in a cluster", fields = "annotations")
public record Metadata(String name, String generateName, String namespace, Map<String, String> labels) {}
