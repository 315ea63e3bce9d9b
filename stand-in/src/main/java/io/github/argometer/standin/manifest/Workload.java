package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.SecretKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Deployment or StatefulSet: of a program of ours, or of others', in whose place is something of this machine. */
public record Workload(
        @Field.Only("apps/v1") String apiVersion,
        @Field.Only({"StatefulSet", "Deployment"}) String kind,
        @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata,
        @Field.Needed Spec spec) {

    private static final String CONNECTIONS = "--max-connections=";
    private static final String EVERYWHERE = "0.0.0.0";

    /** The pod and its volumes; how pods are replaced is for a cluster. */
    @Field.Unread(value = "no pod is found by a name of its own", fields = "serviceName")
    @Field.Unread(
            value = "no pod is replaced by another",
            fields = {"strategy", "updateStrategy", "revisionHistoryLimit", "minReadySeconds"})
    @Field.Unread(value = "--data says how long rows stay", fields = "persistentVolumeClaimRetentionPolicy")
    public record Spec(
            Integer replicas,
            @Field.Needed Selector selector,
            List<Claim> volumeClaimTemplates,
            @Field.Needed PodTemplate template) {}

    /** Which pods are its own. */
    public record Selector(@Field.Needed Map<String, String> matchLabels) {}

    /** A folder that outlives the pod. */
    @Field.Unread(value = Field.Unread.SIZE, fields = "spec")
    public record Claim(@Field.Needed Metadata metadata) {}

    /**
     * A container that something of this machine stands for; {@code known-pods.yaml} says what its fields mean.
     *
     * @param command with blanks between its words
     * @param volumeMounts what must be where: a folder, or {@code ConfigMap name} or {@code Secret name}, with the file if
     *     it is one
     */
    record Known(
            @Field.Needed String image,
            String command,
            String args,
            @Field.Needed String argsMeant,
            Map<String, String> env,
            List<String> free,
            Map<String, String> volumeMounts) {}

    /**
     * The one container of a program of ours.
     *
     * @throws io.github.argometer.loadtest.BadInputException for what only a cluster could act on, by file and field
     */
    public PodTemplate.Container container(Resource resource) {
        PodTemplate.Container container = spec.template().container(resource, "Always");
        check(resource);
        if (!container.args().isEmpty()) {
            throw resource.refused(PodTemplate.CONTAINERS + ".0.args", "recorder-http takes none");
        }
        if (!spec.volumeClaimTemplates().isEmpty()) {
            throw resource.refused("spec.volumeClaimTemplates", "a Deployment has none");
        }
        container.env().stream()
                .filter(variable -> variable.name().equals("HTTP_HOST") && !EVERYWHERE.equals(variable.value()))
                .findFirst()
                .ifPresent(variable -> {
                    throw resource.refused(
                            PodTemplate.CONTAINERS + ".0.env",
                            "HTTP_HOST=%s: must be %s, for a Service to reach it"
                                    .formatted(Objects.requireNonNullElse(variable.value(), ""), EVERYWHERE));
                });
        return container;
    }

    /** How many may be connected at a time, as the database's arguments say it; 151 is the default of MySQL and MariaDB. */
    public int connections() {
        return spec.template().spec().containers().get(0).args().stream()
                .filter(arg -> arg.startsWith(CONNECTIONS))
                .mapToInt(arg -> Integer.parseInt(arg.substring(CONNECTIONS.length())))
                .reduce(151, (before, after) -> after);
    }

    /** All {@code host:port} at which one of {@code services} leads to {@code port} of its pod. */
    List<String> addresses(List<Service> services, int port) {
        return services.stream()
                .filter(service -> service.selects(spec.template().labels()))
                .flatMap(service -> service.spec().ports().stream()
                        .filter(named -> leads(named, port))
                        .map(service::address))
                .toList();
    }

    /**
     * Looks whether its containers are {@code known}, in this order.
     *
     * @throws io.github.argometer.loadtest.BadInputException for all else, by file and field
     */
    void check(Resource resource, Manifests manifests, List<Known> known) {
        check(resource);
        Set<String> claimed = spec.volumeClaimTemplates().stream()
                .map(claim -> String.valueOf(claim.metadata().name()))
                .collect(Collectors.toSet());
        spec.template().check(resource, "Always", claimed);
        check(
                resource,
                manifests,
                PodTemplate.INIT_CONTAINERS,
                spec.template().spec().initContainers(),
                List.of());
        check(
                resource,
                manifests,
                PodTemplate.CONTAINERS,
                spec.template().spec().containers(),
                known);
    }

    /**
     * Looks whether what runs before its containers is {@code known}, in this order, or is nothing.
     *
     * @throws io.github.argometer.loadtest.BadInputException for all else, by file and field
     */
    void checkInitContainers(Resource resource, Manifests manifests, List<Known> known) {
        List<PodTemplate.Container> containers = spec.template().spec().initContainers();
        if (!containers.isEmpty()) {
            check(resource, manifests, PodTemplate.INIT_CONTAINERS, containers, known);
        }
    }

    private void check(
            Resource resource,
            Manifests manifests,
            String field,
            List<PodTemplate.Container> containers,
            List<Known> known) {
        if (containers.size() != known.size()) {
            throw resource.refused(
                    field,
                    "the local stand-in knows only pods of %d here, and this has %d"
                            .formatted(known.size(), containers.size()));
        }
        for (int i = 0; i < known.size(); i++) {
            check(resource, field + "." + i, containers.get(i), known.get(i), manifests);
        }
    }

    private void check(Resource resource) {
        if (spec.replicas() != null && spec.replicas() != 1) {
            throw resource.refused("spec.replicas", "%d: must be 1 here".formatted(spec.replicas()));
        }
        if (!spec.template()
                .labels()
                .entrySet()
                .containsAll(spec.selector().matchLabels().entrySet())) {
            throw resource.refused("spec.selector.matchLabels", "the pod's labels are others");
        }
        if (spec.template().spec().activeDeadlineSeconds() != null) {
            throw resource.refused(
                    "spec.template.spec.activeDeadlineSeconds", "the pod of a %s has none".formatted(kind));
        }
    }

    private void check(
            Resource resource, String field, PodTemplate.Container container, Known known, Manifests manifests) {
        if (container.lifecycle() != null) {
            throw resource.refused(field + ".lifecycle", "not supported by the local stand-in here");
        }
        String args = container.args().stream()
                .map(arg -> arg.contains(" ") ? "\"%s\"".formatted(arg) : arg)
                .collect(Collectors.joining(" "));
        compare(resource, field + ".image", container.image(), Pattern.quote(known.image()), known.image());
        String command = String.join(" ", container.command());
        String commandMeant = known.command().isEmpty() ? "none" : known.command();
        compare(resource, field + ".command", command, Pattern.quote(known.command()), commandMeant);
        compare(resource, field + ".args", args, known.args(), known.argsMeant());

        Map<String, String> variables = new TreeMap<>();
        container.env().forEach(variable -> variables.put(variable.name(), value(variable)));
        variables.keySet().removeAll(known.free());
        compare(resource, field + ".env", variables, known.env());

        Map<String, String> mounts = new TreeMap<>();
        container.volumeMounts().forEach(mount -> mounts.put(mount.mountPath(), content(mount)));
        compare(resource, field + ".volumeMounts", mounts, known.volumeMounts());
        mounts.values().stream()
                .filter(content -> content.startsWith("ConfigMap "))
                .forEach(content -> checkFiles(resource, field + ".volumeMounts", content, manifests));
    }

    private static void compare(Resource resource, String field, String found, String pattern, String meant) {
        if (!found.matches(pattern)) {
            throw resource.refused(field, "\"%s\": the local stand-in knows only %s here".formatted(found, meant));
        }
    }

    private static void compare(Resource resource, String field, Map<String, String> found, Map<String, String> known) {
        found.keySet().stream()
                .filter(name -> !known.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw resource.refused(field, name + ": not known to the local stand-in here");
                });
        known.forEach((name, value) -> {
            if (!found.containsKey(name)) {
                throw resource.refused(field, "%s: must be %s".formatted(name, value));
            }
            compare(resource, field, name + "=" + found.get(name), Pattern.quote(name + "=" + value), value);
        });
    }

    private static void checkFiles(Resource resource, String field, String content, Manifests manifests) {
        String[] parts = content.split("[ /]");
        Set<String> files =
                manifests.configFiles(resource.namespace(), parts[1]).keySet();
        if (parts[1].equals("mysql-users") && !files.equals(Set.of("users.sql"))) {
            throw resource.refused(
                    field,
                    "%s in namespace %s has the files %s: the local stand-in knows only users.sql here"
                            .formatted(content, resource.namespace(), files));
        }
        if (files.isEmpty() || (parts.length > 2 && !files.contains(parts[2]))) {
            throw resource.refused(
                    field,
                    "%s: no configMapGenerator in namespace %s makes it".formatted(content, resource.namespace()));
        }
    }

    private static String value(PodTemplate.Variable variable) {
        if (variable.valueFrom() == null) {
            return Objects.requireNonNullElse(variable.value(), "");
        }
        SecretKey secret = variable.valueFrom().secretKeyRef();
        return "Secret %s/%s".formatted(secret.name(), secret.key());
    }

    private String content(PodTemplate.Mount mount) {
        String content = spec.template().spec().volumes().stream()
                .filter(volume -> volume.name().equals(mount.name()))
                .map(volume -> volume.configMap() != null
                        ? "ConfigMap " + volume.configMap().name()
                        : volume.secret() != null ? "Secret " + volume.secret().secretName() : "a folder")
                .findFirst()
                .orElse("a folder");
        return mount.subPath() == null ? content : content + "/" + mount.subPath();
    }

    private boolean leads(Service.Port service, int port) {
        JsonNode target = service.targetPort();
        return target == null
                ? service.port() == port
                : spec.template().spec().containers().stream()
                        .map(container -> container.port(target))
                        .anyMatch(Integer.valueOf(port)::equals);
    }
}
