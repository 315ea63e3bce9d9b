package io.github.argometer.local.manifest;

import com.fasterxml.jackson.databind.JsonNode;

/** A Deployment of a program of ours: here one process. */
public record Deployment(String apiVersion, String kind, Metadata metadata, Spec spec) {

    /** The pod; how pods are counted, chosen and replaced is for a cluster. */
    public record Spec(
            Integer replicas,
            JsonNode selector,
            JsonNode strategy,
            Integer revisionHistoryLimit,
            Integer minReadySeconds,
            PodTemplate template) {}
}
