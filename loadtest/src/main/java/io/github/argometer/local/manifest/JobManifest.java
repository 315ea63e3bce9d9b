package io.github.argometer.local.manifest;

import java.util.List;

/** A Kubernetes Job. */
public record JobManifest(String apiVersion, String kind, Metadata metadata, Spec spec) {

    /** Kubernetes' own default of {@code backoffLimit}. */
    private static final int BACKOFF_LIMIT = 6;

    /**
     * How often its pod is tried. {@code ttlSecondsAfterFinished} is for a cluster: here Jobs end with the process.
     *
     * @param backoffLimit failed pods that another follows
     */
    public record Spec(
            Integer backoffLimit,
            Integer ttlSecondsAfterFinished,
            Integer activeDeadlineSeconds,
            PodFailurePolicy podFailurePolicy,
            PodTemplate template) {

        /** Failed pods that another follows. */
        public int retries() {
            return backoffLimit == null ? BACKOFF_LIMIT : backoffLimit;
        }
    }

    /** What a failed pod means; the first rule that fits decides. */
    public record PodFailurePolicy(List<Rule> rules) {}

    /** {@code action}: FailJob, Ignore or Count. */
    public record Rule(String action, OnExitCodes onExitCodes) {}

    /** {@code operator}: In or NotIn. */
    public record OnExitCodes(String containerName, String operator, List<Integer> values) {}
}
