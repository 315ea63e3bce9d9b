package io.github.argometer.standin.manifest;

import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;
import io.github.argometer.loadtest.argo.Resource;
import java.util.List;

/** A Kubernetes Job. */
public record JobManifest(
        @Field.Needed @Field.Only("batch/v1") String apiVersion,
        @Field.Needed @Field.Only("Job") String kind,
        @Field.Needed Metadata metadata,
        @Field.Needed Spec spec) {

    /** Kubernetes' own default of {@code backoffLimit}. */
    private static final int BACKOFF_LIMIT = 6;

    /**
     * How often its pod is tried, and how long it is remembered.
     *
     * @param backoffLimit failed pods that another follows
     * @param ttlSecondsAfterFinished null is without end
     */
    public record Spec(
            Integer backoffLimit,
            Integer ttlSecondsAfterFinished,
            PodFailurePolicy podFailurePolicy,
            @Field.Needed PodTemplate template) {

        /** Failed pods that another follows. */
        public int retries() {
            return backoffLimit == null ? BACKOFF_LIMIT : backoffLimit;
        }
    }

    /** What a failed pod means; the first rule that fits decides. */
    public record PodFailurePolicy(@Field.Needed List<Rule> rules) {}

    /** {@code action}: FailJob, Ignore or Count. */
    public record Rule(
            @Field.Needed @Field.Only({"FailJob", "Ignore", "Count"})
            String action,

            @Field.Needed OnExitCodes onExitCodes) {}

    /** {@code operator}: In or NotIn. */
    public record OnExitCodes(
            String containerName,
            @Field.Needed @Field.Only({"In", "NotIn"}) String operator,
            @Field.Needed List<Integer> values) {}

    /**
     * Its pod's one container.
     *
     * @throws io.github.argometer.loadtest.BadInputException for what only a cluster could act on, by file and field
     */
    public PodTemplate.Container container(Resource resource) {
        if ((metadata.name() == null) == (metadata.generateName() == null)) {
            throw resource.refused("metadata", "one of name and generateName must be given");
        }
        PodTemplate.Container container = spec.template().container(resource, "Never");
        if (!spec.template().spec().initContainers().isEmpty()) {
            throw resource.refused(PodTemplate.INIT_CONTAINERS, "the local stand-in runs pods of one container only");
        }
        if (!container.probes().isEmpty() || container.lifecycle() != null) {
            throw resource.refused(
                    "spec.template.spec.containers.0", "probes and lifecycle of a Job's pod are not acted on");
        }
        Integer deadline = spec.template().spec().activeDeadlineSeconds();
        if (deadline != null && deadline <= 0) {
            throw resource.refused("spec.template.spec.activeDeadlineSeconds", "must be at least 1");
        }
        if (spec.retries() < 0) {
            throw resource.refused("spec.backoffLimit", "must be at least 0");
        }
        List<Rule> rules = spec.podFailurePolicy() == null
                ? List.of()
                : spec.podFailurePolicy().rules();
        for (int i = 0; i < rules.size(); i++) {
            String named = rules.get(i).onExitCodes().containerName();
            if (named != null && !named.equals(container.name())) {
                throw resource.refused(
                        "spec.podFailurePolicy.rules.%d.onExitCodes.containerName".formatted(i),
                        "there is no container " + named);
            }
        }
        return container;
    }
}
