package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;
import io.github.argometer.loadtest.argo.Resource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A StatefulSet or Deployment of others' programs, in whose place is something of this machine. */
public record Server(
        @Field.Only("apps/v1") String apiVersion,
        @Field.Only({"StatefulSet", "Deployment"}) String kind,
        @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata,
        @Field.Needed Spec spec) {

    private static final String CONNECTIONS = "--max-connections=";

    /** The pod and its volumes; how pods are replaced is for a cluster. */
    public record Spec(
            @Field.Only("1") Integer replicas,

            @Field.Unread("no pod is found by a name of its own")
            String serviceName,

            @Field.Needed Deployment.Selector selector,
            @Field.Unread("no pod is replaced by another") JsonNode strategy,
            @Field.Unread("no pod is replaced by another") JsonNode updateStrategy,
            @Field.Unread("no pod is replaced by another") Integer revisionHistoryLimit,
            @Field.Unread("no pod is replaced by another") Integer minReadySeconds,

            @Field.Unread("--data says how long rows stay") JsonNode persistentVolumeClaimRetentionPolicy,

            List<Claim> volumeClaimTemplates,
            @Field.Needed Template template) {}

    /** A folder that outlives the pod. */
    public record Claim(
            @Field.Needed Metadata metadata,
            @Field.Unread(Field.Unread.SIZE) JsonNode spec) {}

    /** The pod with its labels. */
    public record Template(
            @Field.Needed Metadata metadata, @Field.Needed Pod spec) {}

    /** Containers and volumes. */
    public record Pod(
            @Field.Only("Always") String restartPolicy,

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
            List<Volume> volumes) {}

    /** A program, which must be a {@link Known} one. */
    public record Container(
            @Field.Unread(Field.Unread.LABEL) String name,
            @Field.Needed String image,
            @Field.Unread("no image is pulled") String imagePullPolicy,
            List<String> command,
            List<String> args,
            List<PodTemplate.Variable> env,
            List<PodTemplate.Port> ports,

            @Field.Unread("the local run asks its own servers whether they are ready")
            JsonNode startupProbe,

            @Field.Unread("the local run asks its own servers whether they are ready")
            JsonNode livenessProbe,

            @Field.Unread("the local run asks its own servers whether they are ready")
            JsonNode readinessProbe,

            @Field.Unread(Field.Unread.SIZE) JsonNode resources,
            @Field.Unread(Field.Unread.RIGHTS) JsonNode securityContext,
            List<Mount> volumeMounts) {}

    /** A volume in the container. */
    public record Mount(
            @Field.Needed String name,
            @Field.Needed String mountPath,
            String subPath,
            @Field.Unread(Field.Unread.RIGHTS) Boolean readOnly) {}

    /** A folder, or the files of a ConfigMap or Secret. */
    public record Volume(
            @Field.Needed String name,

            @Field.Unread("the local server has folders of its own")
            JsonNode emptyDir,

            ConfigMapSource configMap,
            SecretSource secret) {

        private String content() {
            return configMap != null
                    ? "ConfigMap " + configMap.name()
                    : secret != null ? "Secret " + secret.secretName() : Known.FOLDER;
        }
    }

    /** The ConfigMap whose files it has. */
    public record ConfigMapSource(@Field.Needed String name) {}

    /** The Secret whose values it has. */
    public record SecretSource(@Field.Needed String secretName) {}

    /** How many may be connected at a time, as the database's arguments say it; 151 is the default of MySQL and MariaDB. */
    public int connections() {
        return list(spec.template().spec().containers().get(0).args()).stream()
                .filter(arg -> arg.startsWith(CONNECTIONS))
                .mapToInt(arg -> Integer.parseInt(arg.substring(CONNECTIONS.length())))
                .reduce(151, (before, after) -> after);
    }

    /** All {@code host:port} at which one of {@code services} leads to {@code port} of its pod. */
    List<String> addresses(List<Service> services, int port) {
        List<PodTemplate.Port> ports = spec.template().spec().containers().stream()
                .flatMap(container -> list(container.ports()).stream())
                .toList();
        return services.stream()
                .filter(service -> service.selects(spec.template().metadata().labels()))
                .flatMap(service -> service.spec().ports().stream()
                        .filter(named -> Objects.equals(
                                port,
                                named.targetPort() == null
                                        ? named.port()
                                        : PodTemplate.port(ports, named.targetPort())))
                        .map(service::address))
                .toList();
    }

    /**
     * Looks whether its containers are {@code known}, in this order.
     *
     * @throws io.github.argometer.loadtest.BadInputException for all else, by file and field
     */
    void check(Resource resource, Manifests manifests, List<Known> known) {
        if (!spec.template()
                .metadata()
                .labels()
                .entrySet()
                .containsAll(spec.selector().matchLabels().entrySet())) {
            throw resource.refused("spec.selector.matchLabels", "the pod's labels are others");
        }
        String at = "spec.template.spec.containers";
        List<Container> containers = spec.template().spec().containers();
        if (containers.size() != known.size()) {
            throw resource.refused(
                    at,
                    "the local stand-in knows only pods of %d here, and this has %d"
                            .formatted(known.size(), containers.size()));
        }
        for (int i = 0; i < known.size(); i++) {
            Container container = containers.get(i);
            Known expected = known.get(i);
            String field = at + "." + i;
            expected.checkText(resource, field + ".image", container.image(), expected.image());
            expected.checkText(
                    resource, field + ".command", String.join(" ", list(container.command())), expected.command());
            expected.checkArguments(resource, field + ".args", list(container.args()));
            expected.checkVariables(resource, field + ".env", variables(resource, field + ".env", container));
            expected.checkMounts(resource, field + ".volumeMounts", mounts(resource, field, container), manifests);
        }
    }

    private static Map<String, String> variables(Resource resource, String field, Container container) {
        Map<String, String> variables = new TreeMap<>();
        for (PodTemplate.Variable variable : list(container.env())) {
            String value = variable.valueFrom() == null
                    ? Objects.requireNonNullElse(variable.value(), "")
                    : "Secret %s/%s"
                            .formatted(
                                    variable.valueFrom().secretKeyRef().name(),
                                    variable.valueFrom().secretKeyRef().key());
            if (variables.put(variable.name(), value) != null
                    || (variable.value() != null && variable.valueFrom() != null)) {
                throw resource.refused(field, variable.name() + ": has two values");
            }
        }
        return variables;
    }

    private Map<String, String> mounts(Resource resource, String field, Container container) {
        Map<String, String> volumes = Stream.concat(
                        list(spec.template().spec().volumes()).stream()
                                .map(volume -> Map.entry(volume.name(), volume.content())),
                        list(spec.volumeClaimTemplates()).stream()
                                .map(claim -> Map.entry(
                                        String.valueOf(claim.metadata().name()), Known.FOLDER)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, last) -> last));
        Map<String, String> mounts = new TreeMap<>();
        for (Mount mount : list(container.volumeMounts())) {
            String content = volumes.get(mount.name());
            if (content == null) {
                throw resource.refused(field + ".volumeMounts", "there is no volume " + mount.name());
            }
            mounts.put(mount.mountPath(), mount.subPath() == null ? content : content + "/" + mount.subPath());
        }
        return mounts;
    }

    private static <T> List<T> list(List<T> values) {
        return values == null ? List.of() : values;
    }
}
