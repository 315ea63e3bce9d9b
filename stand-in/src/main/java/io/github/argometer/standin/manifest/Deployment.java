package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;
import io.github.argometer.loadtest.argo.Resource;
import java.util.Map;

/** A Deployment of a program of ours: here one process. */
public record Deployment(
        @Field.Only("apps/v1") String apiVersion,
        @Field.Only("Deployment") String kind,
        @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata,
        @Field.Needed Spec spec) {

    private static final String EVERYWHERE = "0.0.0.0";

    /** The pod; how pods are replaced is for a cluster. */
    public record Spec(
            @Field.Only("1") Integer replicas,
            @Field.Needed Selector selector,
            @Field.Unread("no pod is replaced by another") JsonNode strategy,
            @Field.Unread("no pod is replaced by another") Integer revisionHistoryLimit,
            @Field.Unread("no pod is replaced by another") Integer minReadySeconds,
            @Field.Needed PodTemplate template) {}

    /** Which pods are its own. */
    public record Selector(@Field.Needed Map<String, String> matchLabels) {}

    /**
     * Its pod's one container.
     *
     * @throws io.github.argometer.loadtest.BadInputException for what only a cluster could act on, by file and field
     */
    public PodTemplate.Container container(Resource resource) {
        if (!spec.template()
                .labels()
                .entrySet()
                .containsAll(spec.selector().matchLabels().entrySet())) {
            throw resource.refused("spec.selector.matchLabels", "the pod's labels are others");
        }
        PodTemplate.Container container = spec.template().container(resource, "spec.template", "Always");
        if (spec.template().spec().activeDeadlineSeconds() != null) {
            throw resource.refused("spec.template.spec.activeDeadlineSeconds", "a Deployment's pod has none");
        }
        if (!container.args().isEmpty()) {
            throw resource.refused("spec.template.spec.containers.0.args", "recorder-http takes none");
        }
        container.env().stream()
                .filter(variable -> variable.name().equals("HTTP_HOST") && !EVERYWHERE.equals(variable.value()))
                .findFirst()
                .ifPresent(variable -> {
                    throw resource.refused(
                            "spec.template.spec.containers.0.env",
                            "HTTP_HOST=%s: must be %s, for a Service to reach it"
                                    .formatted(variable.value() == null ? "" : variable.value(), EVERYWHERE));
                });
        return container;
    }
}
