package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A Service: the addresses at which a pod is found in the cluster. */
public record Service(
        @Field.Only("v1") String apiVersion,
        @Field.Only("Service") String kind,
        @Field.Needed Metadata metadata,
        @Field.Needed Spec spec) {

    /** The pods behind it, by their labels, and its ports. */
    @Field.Unread(value = "a local server is found as soon as it listens", fields = "publishNotReadyAddresses")
    public record Spec(
            @Field.Only("ClusterIP") String type,

            @Field.Needed Map<String, String> selector,
            @Field.Needed List<Port> ports) {}

    /** {@code targetPort}: the pod's port, by number or name; absent is {@code port} itself. */
    @Field.Unread(value = "ports are found by their numbers", fields = "name")
    public record Port(
            @Field.Only("TCP") String protocol,
            @Field.Needed Integer port,
            JsonNode targetPort) {}

    /** {@code host:port} of {@code port} in the cluster. */
    public String address(Port port) {
        return "%s.%s.svc.cluster.local:%d"
                .formatted(metadata.name(), Objects.requireNonNullElse(metadata.namespace(), "default"), port.port());
    }

    /** Whether pods with these labels are behind it. */
    public boolean selects(Map<String, String> labels) {
        return labels.entrySet().containsAll(spec.selector().entrySet());
    }
}
