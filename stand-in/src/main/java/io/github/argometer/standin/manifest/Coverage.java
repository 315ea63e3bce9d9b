package io.github.argometer.standin.manifest;

import io.github.argometer.loadtest.argo.EventBus;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.Sensor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which objects of the manifests the stand-in acts out, which it stands in for with something else, and which it refuses. */
public final class Coverage {

    /** Namespace of LocalStack, in whose place are the local queue and topic. */
    private static final String LOCALSTACK = "argometer-localstack";

    private static final Set<String> ACTED = Set.of("EventSource", "Sensor", "Deployment");

    /** Rights and places in a cluster, of no meaning on one machine. */
    private static final Set<String> MEANINGLESS =
            Set.of("Namespace", "ServiceAccount", "Role", "RoleBinding", "PodDisruptionBudget");

    /** What could hold events back in a cluster, and does not here. */
    private static final Set<String> UNENFORCED = Set.of("NetworkPolicy", "ResourceQuota");

    /** At which the database listens. */
    public static final int DATABASE_PORT = 3306;

    private static final int LOCALSTACK_PORT = 4566;

    /** The pods in whose place is something of this machine. */
    record KnownPods(List<Workload.Known> database, List<Workload.Known> migration, List<Workload.Known> localStack) {

        private static final KnownPods ALL =
                Manifests.resource("known-pods.yaml").as(KnownPods.class);
    }

    /** A ConfigMap for others to fill; one with files is made by a generator. */
    record ConfigMap(
            @Field.Only("v1") String apiVersion,
            @Field.Only("ConfigMap") String kind,

            @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata) {}

    private Coverage() {}

    /**
     * The objects to act out.
     *
     * @throws io.github.argometer.loadtest.BadInputException for a kind that nothing here stands for, and for a field
     *     that says what its stand-in does not do
     */
    public static List<Resource> acted(Manifests manifests) {
        manifests.resources().forEach(resource -> check(manifests, resource));
        return manifests.resources().stream()
                .filter(resource -> ACTED.contains(resource.kind()) && !isLocalStack(resource))
                .toList();
    }

    /** All {@code host:port} at which LocalStack is found in the cluster. */
    public static List<String> localStack(Manifests manifests) {
        return manifests.resources().stream()
                .filter(Coverage::isLocalStack)
                .flatMap(resource -> addresses(manifests, resource, LOCALSTACK_PORT).stream())
                .toList();
    }

    /**
     * All {@code host:port} at which {@code port} of a Deployment's or StatefulSet's pods is found in the cluster.
     *
     * @throws io.github.argometer.loadtest.BadInputException where no Service leads to it
     */
    public static List<String> addresses(Manifests manifests, Resource resource, int port) {
        List<String> found = resource.as(Workload.class).addresses(manifests.services(resource.namespace()), port);
        if (found.isEmpty()) {
            throw resource.refused(
                    "spec.template.metadata.labels", "no Service leads from there to port %d".formatted(port));
        }
        return found;
    }

    private static boolean isLocalStack(Resource resource) {
        return resource.kind().equals("Deployment") && resource.namespace().equals(LOCALSTACK);
    }

    /** The kinds of objects in {@code manifests} that could hold events back in a cluster, and do not here. */
    public static Set<String> unenforced(Manifests manifests) {
        return manifests.resources().stream()
                .map(Resource::kind)
                .filter(UNENFORCED::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Here a namespace's sources and Sensors share the one bus. */
    private static void checkAlone(Manifests manifests, Resource bus) {
        boolean others = manifests.resources().stream()
                .anyMatch(other -> !other.id().equals(bus.id())
                        && other.kind().equals(bus.kind())
                        && other.namespace().equals(bus.namespace()));
        if (others) {
            throw bus.refused(
                    "metadata.name", "the local stand-in has one EventBus a namespace, and the overlay has more");
        }
    }

    private static void checkBus(Manifests manifests, Resource resource, String name) {
        if (manifests.find("EventBus", resource.namespace(), name).isEmpty()) {
            throw resource.refused(
                    "spec.eventBusName",
                    "there is no EventBus %s in namespace %s".formatted(name, resource.namespace()));
        }
    }

    private static void check(Manifests manifests, Resource resource) {
        switch (resource.kind()) {
            case "EventBus" -> {
                resource.as(EventBus.class); // here queues in memory
                checkAlone(manifests, resource);
            }
            case "Service" -> resource.as(Service.class); // here addresses of this machine
            case "ConfigMap" -> resource.as(ConfigMap.class);
            case "Secret" -> Manifests.values(resource);
            case "StatefulSet" -> {
                resource.as(Workload.class).check(resource, manifests, KnownPods.ALL.database());
                addresses(manifests, resource, DATABASE_PORT);
            }
            case "Deployment" -> {
                Workload deployment = resource.as(Workload.class);
                if (isLocalStack(resource)) {
                    deployment.check(resource, manifests, KnownPods.ALL.localStack());
                    addresses(manifests, resource, LOCALSTACK_PORT);
                } else {
                    deployment.checkInitContainers(resource, manifests, KnownPods.ALL.migration());
                    deployment.container(resource);
                }
            }
            case "EventSource" ->
                checkBus(
                        manifests,
                        resource,
                        resource.as(EventSource.class).spec().eventBusName());
            case "Sensor" ->
                checkBus(manifests, resource, resource.as(Sensor.class).spec().eventBusName());
            default -> {
                if (!MEANINGLESS.contains(resource.kind()) && !UNENFORCED.contains(resource.kind())) {
                    throw resource.refused(
                            "kind", "the local stand-in has nothing for a %s".formatted(resource.kind()));
                }
            }
        }
    }
}
