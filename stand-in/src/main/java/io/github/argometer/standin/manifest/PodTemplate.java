package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.Sensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pod: one program of ours, here a process, or others' programs, in whose place is something of this machine. */
public record PodTemplate(Metadata metadata, @Field.Needed Spec spec) {

    /** Where its containers stand in a Job, Deployment or StatefulSet. */
    static final String CONTAINERS = "spec.template.spec.containers";

    /** Where those stand that run before them. */
    static final String INIT_CONTAINERS = "spec.template.spec.initContainers";

    /**
     * The pod.
     *
     * @param activeDeadlineSeconds longest life of the pod; null is without end
     */
    @Field.Unread(value = "the run ends its processes itself", fields = "terminationGracePeriodSeconds")
    @Field.Unread(value = "no Service is told by variables", fields = "enableServiceLinks")
    @Field.Unread(
            value = Field.Unread.RIGHTS,
            fields = {"automountServiceAccountToken", "serviceAccountName", "securityContext"})
    @Field.Unread(
            value = Field.Unread.PLACE,
            fields = {"priorityClassName", "topologySpreadConstraints", "affinity"})
    public record Spec(
            String restartPolicy,
            Integer activeDeadlineSeconds,
            List<Container> initContainers,
            @Field.Needed List<Container> containers,
            List<Volume> volumes) {}

    /** The program: its image names it. An argument that is null is empty, as in Kubernetes. */
    @Field.Unread(value = Field.Unread.IMAGES, fields = "imagePullPolicy")
    @Field.Unread(value = Field.Unread.SIZE, fields = "resources")
    @Field.Unread(value = Field.Unread.RIGHTS, fields = "securityContext")
    public record Container(
            @Field.Needed String name,
            @Field.Needed String image,
            List<String> command,

            @JsonSetter(nulls = Nulls.AS_EMPTY, contentNulls = Nulls.AS_EMPTY)
            List<String> args,

            List<Variable> env,
            List<Port> ports,
            Probe startupProbe,
            Probe livenessProbe,
            Probe readinessProbe,
            Lifecycle lifecycle,
            List<Mount> volumeMounts) {

        /** The probes that it has. */
        public List<Probe> probes() {
            return Stream.of(startupProbe, livenessProbe, readinessProbe)
                    .filter(Objects::nonNull)
                    .toList();
        }

        /** The port that {@code named}, a port's name or number, means; null where there is none of this name. */
        public Integer port(JsonNode named) {
            return named.isInt()
                    ? Integer.valueOf(named.asInt())
                    : ports.stream()
                            .filter(port -> named.asText().equals(port.name()))
                            .map(Port::containerPort)
                            .findFirst()
                            .orElse(null);
        }
    }

    /** A variable of the environment: its value, or the secret that has it. */
    public record Variable(@Field.Needed String name, String value, Sensor.ValueFrom valueFrom) {}

    /** Where the program listens. */
    public record Port(
            String name,
            @Field.Needed Integer containerPort,
            @Field.Only("TCP") String protocol) {}

    /** What is asked for a sign of life; of a program of ours each is asked until it has answered once. */
    @Field.Unread(
            value = "the local run has a patience of its own",
            fields = {"periodSeconds", "timeoutSeconds", "failureThreshold", "initialDelaySeconds", "successThreshold"})
    @Field.Unread(
            value = "the local run asks its own servers whether they are ready, and programs of ours have an httpGet",
            fields = {"exec", "tcpSocket"})
    public record Probe(HttpGet httpGet) {}

    /** A request whose answer is below 400. */
    public record HttpGet(
            @Field.Needed String path,
            @Field.Needed JsonNode port,
            @Field.Only("HTTP") String scheme) {}

    /** What comes before its end. */
    @Field.Unread(value = "no Service sends requests here any more", fields = "preStop")
    public record Lifecycle() {}

    /** A folder, or the files of a ConfigMap or Secret. */
    public record Volume(
            @Field.Needed String name, JsonNode emptyDir, ConfigMapSource configMap, SecretSource secret) {}

    /** The ConfigMap whose files a volume has. */
    public record ConfigMapSource(@Field.Needed String name) {}

    /** The Secret whose values a volume has. */
    public record SecretSource(@Field.Needed String secretName) {}

    /** A volume in the container. */
    @Field.Unread(value = Field.Unread.RIGHTS, fields = "readOnly")
    public record Mount(
            @Field.Needed String name, @Field.Needed String mountPath, String subPath) {}

    /** Labels of the pod. */
    public Map<String, String> labels() {
        return metadata == null ? Map.of() : metadata.labels();
    }

    /**
     * Looks for contradictions, whatever program it is.
     *
     * @param restartPolicy the only one; Always is Kubernetes' default
     * @param claimed volumes that the template does not have itself
     * @throws io.github.argometer.loadtest.BadInputException by file and field
     */
    void check(Resource resource, String restartPolicy, Set<String> claimed) {
        if (!restartPolicy.equals(Objects.requireNonNullElse(spec.restartPolicy(), "Always"))) {
            throw resource.refused("spec.template.spec.restartPolicy", "must be " + restartPolicy + " here");
        }
        Set<String> volumes = new HashSet<>(claimed);
        spec.volumes().forEach(volume -> volumes.add(volume.name()));
        for (int i = 0; i < spec.containers().size(); i++) {
            check(resource, CONTAINERS + "." + i, spec.containers().get(i), volumes);
        }
        for (int i = 0; i < spec.initContainers().size(); i++) {
            check(resource, INIT_CONTAINERS + "." + i, spec.initContainers().get(i), volumes);
        }
    }

    private static void check(Resource resource, String field, Container container, Set<String> volumes) {
        Set<String> names = new HashSet<>();
        for (Variable variable : container.env()) {
            if (!names.add(variable.name())) {
                throw resource.refused(field + ".env", variable.name() + ": is there twice");
            }
            if (variable.value() != null && variable.valueFrom() != null) {
                throw resource.refused(field + ".env", variable.name() + ": has a value and a valueFrom");
            }
        }
        for (Mount mount : container.volumeMounts()) {
            if (!volumes.contains(mount.name())) {
                throw resource.refused(field + ".volumeMounts", "there is no volume " + mount.name());
            }
        }
    }

    /**
     * The one container, which must be a program of ours.
     *
     * @param restartPolicy the only one; Always is Kubernetes' default
     * @throws io.github.argometer.loadtest.BadInputException for what the stand-in does not act on, by file and field
     */
    Container container(Resource resource, String restartPolicy) {
        check(resource, restartPolicy, Set.of());
        if (spec.containers().size() != 1) {
            throw resource.refused(
                    CONTAINERS,
                    "the local stand-in runs pods of one container only, and this has %d"
                            .formatted(spec.containers().size()));
        }
        Container container = spec.containers().get(0);
        Set<String> others = spec.initContainers().stream()
                .flatMap(before -> before.volumeMounts().stream())
                .map(Mount::name)
                .collect(Collectors.toSet());
        container.volumeMounts().forEach(mount -> others.remove(mount.name()));
        String field = CONTAINERS + ".0";
        if (!container.command().isEmpty()) {
            throw resource.refused(field + ".command", "not supported by the local stand-in");
        }
        Stream.concat(container.args().stream(), container.env().stream().map(Variable::value))
                .filter(text -> text != null && text.contains("$("))
                .findFirst()
                .ifPresent(text -> {
                    throw resource.refused(field, "\"%s\": the local stand-in expands no $(…)".formatted(text));
                });
        if (container.probes().stream().anyMatch(probe -> probe.httpGet() == null)) {
            throw resource.refused(field, "each probe must have an httpGet");
        }
        // Other volumes would bring files that no program here finds; the machine's own temporary folder will do.
        if (container.volumeMounts().stream()
                .anyMatch(mount -> !mount.mountPath().equals("/tmp") || mount.subPath() != null)) {
            throw resource.refused(
                    field + ".volumeMounts", "the local stand-in knows only /tmp here, without a subPath");
        }
        for (int i = 0; i < spec.volumes().size(); i++) {
            Volume volume = spec.volumes().get(i);
            boolean folder = volume.emptyDir() != null && volume.configMap() == null && volume.secret() == null;
            if (!folder && !others.contains(volume.name())) {
                throw resource.refused(
                        "spec.template.spec.volumes." + i, "the local stand-in knows only an emptyDir here");
            }
        }
        return container;
    }
}
