package io.github.argometer.standin.manifest;

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
import java.util.stream.Stream;

/** A pod that runs one program of ours: here a process. */
public record PodTemplate(Metadata metadata, @Field.Needed Spec spec) {

    /**
     * The pod.
     *
     * @param activeDeadlineSeconds longest life of the pod; null is without end
     */
    public record Spec(
            String restartPolicy,
            Integer activeDeadlineSeconds,

            @Field.Unread("the run ends its processes itself")
            Integer terminationGracePeriodSeconds,

            @Field.Needed List<Container> containers,
            @Field.Unread(Field.Unread.RIGHTS) Boolean automountServiceAccountToken,
            @Field.Unread("no Service is told by variables") Boolean enableServiceLinks,
            @Field.Unread(Field.Unread.RIGHTS) String serviceAccountName,
            @Field.Unread(Field.Unread.PLACE) String priorityClassName,
            @Field.Unread(Field.Unread.RIGHTS) JsonNode securityContext,
            @Field.Unread(Field.Unread.PLACE) JsonNode topologySpreadConstraints,
            @Field.Unread(Field.Unread.PLACE) JsonNode affinity,
            List<Volume> volumes) {

        /** Absent volumes are none. */
        public Spec {
            volumes = volumes == null ? List.of() : volumes;
        }
    }

    /** The program: its image names it. */
    public record Container(
            @Field.Needed String name,
            @Field.Needed String image,
            @Field.Unread("no image is pulled") String imagePullPolicy,
            List<String> args,
            List<Variable> env,
            List<Port> ports,
            Probe startupProbe,
            Probe livenessProbe,
            Probe readinessProbe,
            Lifecycle lifecycle,
            @Field.Unread(Field.Unread.SIZE) JsonNode resources,
            @Field.Unread(Field.Unread.RIGHTS) JsonNode securityContext,
            List<Mount> volumeMounts) {

        /** Absent arguments, variables, ports and mounts are none; an argument that is null is empty, as in Kubernetes. */
        public Container {
            args = args == null
                    ? List.of()
                    : args.stream()
                            .map(arg -> Objects.requireNonNullElse(arg, ""))
                            .toList();
            env = env == null ? List.of() : env;
            ports = ports == null ? List.of() : ports;
            volumeMounts = volumeMounts == null ? List.of() : volumeMounts;
        }

        /** The probes that it has. */
        public List<Probe> probes() {
            return Stream.of(startupProbe, livenessProbe, readinessProbe)
                    .filter(Objects::nonNull)
                    .toList();
        }

        /** The port that {@code named}, a port's name or number, means; null where there is none of this name. */
        public Integer port(JsonNode named) {
            return PodTemplate.port(ports, named);
        }
    }

    /** A variable of the environment: its value, or the secret that has it. */
    public record Variable(@Field.Needed String name, String value, Sensor.ValueFrom valueFrom) {}

    /** Where the program listens. */
    public record Port(
            String name,
            @Field.Needed Integer containerPort,
            @Field.Only("TCP") String protocol) {}

    /** What is asked for a sign of life; here each is asked until it has answered once. */
    public record Probe(
            @Field.Needed HttpGet httpGet,

            @Field.Unread("the local run has a patience of its own")
            Integer periodSeconds,

            @Field.Unread("the local run has a patience of its own")
            Integer timeoutSeconds,

            @Field.Unread("the local run has a patience of its own")
            Integer failureThreshold,

            @Field.Unread("the local run has a patience of its own")
            Integer initialDelaySeconds,

            @Field.Unread("the local run has a patience of its own")
            Integer successThreshold) {}

    /** A request whose answer is below 400. */
    public record HttpGet(
            @Field.Needed String path,
            @Field.Needed JsonNode port,
            @Field.Only("HTTP") String scheme) {}

    /** What comes before its end. */
    public record Lifecycle(
            @Field.Unread("no Service sends requests here any more")
            JsonNode preStop) {}

    /** A folder of its own; others would bring files that no program here finds. */
    public record Volume(
            @Field.Needed String name,

            @Field.Needed @Field.Unread("the machine's own temporary folder will do")
            JsonNode emptyDir) {}

    /** A volume in the container. */
    public record Mount(
            @Field.Needed String name,
            @Field.Needed @Field.Only("/tmp") String mountPath) {}

    /** The port that {@code named}, the name or number of one of {@code ports}, means; null where there is none of this name. */
    static Integer port(List<Port> ports, JsonNode named) {
        return named.isInt()
                ? Integer.valueOf(named.asInt())
                : ports.stream()
                        .filter(port -> named.asText().equals(port.name()))
                        .map(Port::containerPort)
                        .findFirst()
                        .orElse(null);
    }

    /** Labels of the pod. */
    public Map<String, String> labels() {
        return metadata == null ? Map.of() : metadata.labels();
    }

    /**
     * The one container.
     *
     * @param at path of this template
     * @param restartPolicy the only one; Always is Kubernetes' default
     * @throws io.github.argometer.loadtest.BadInputException for what the stand-in does not act on, by file and field
     */
    Container container(Resource resource, String at, String restartPolicy) {
        if (!restartPolicy.equals(Objects.requireNonNullElse(spec.restartPolicy(), "Always"))) {
            throw resource.refused(at + ".spec.restartPolicy", "must be " + restartPolicy + " here");
        }
        if (spec.containers().size() != 1) {
            throw resource.refused(
                    at + ".spec.containers",
                    "the local stand-in runs pods of one container only, and this has %d"
                            .formatted(spec.containers().size()));
        }
        Container container = spec.containers().get(0);
        String field = at + ".spec.containers.0";
        Stream.concat(container.args().stream(), container.env().stream().map(Variable::value))
                .filter(text -> text != null && text.contains("$("))
                .findFirst()
                .ifPresent(text -> {
                    throw resource.refused(field, "\"%s\": the local stand-in expands no $(…)".formatted(text));
                });
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
            if (spec.volumes().stream().noneMatch(volume -> volume.name().equals(mount.name()))) {
                throw resource.refused(field + ".volumeMounts", "there is no volume " + mount.name());
            }
        }
        return container;
    }
}
