package io.github.argometer.standin.manifest;

import io.github.argometer.loadtest.argo.EventBus;
import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;
import io.github.argometer.loadtest.argo.Resource;
import java.util.List;
import java.util.Set;

/** Which objects of the manifests the stand-in acts out, which it stands in for with something else, and which it refuses. */
public final class Coverage {

    /** Namespace of LocalStack, in whose place are the local queue and topic. */
    private static final String LOCALSTACK = "localstack";

    private static final Set<String> ACTED = Set.of("EventSource", "Sensor", "Deployment");

    /** Rights and places in a cluster, of no meaning on one machine; what could hold events back there is not among them. */
    private static final Set<String> MEANINGLESS =
            Set.of("Namespace", "ServiceAccount", "Role", "RoleBinding", "PodDisruptionBudget");

    /** At which the database listens. */
    public static final int DATABASE_PORT = 3306;

    private static final int LOCALSTACK_PORT = 4566;

    /** The pods in whose place is something of this machine. */
    record KnownPods(List<Workload.Known> database, List<Workload.Known> localStack) {

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

    private static void check(Manifests manifests, Resource resource) {
        switch (resource.kind()) {
            case "EventBus" -> resource.as(EventBus.class); // here queues in memory
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
                    deployment.container(resource);
                }
            }
            case "EventSource", "Sensor" -> {
                if (manifests.find("EventBus", resource.namespace(), "default").isEmpty()) {
                    throw resource.refused(
                            "metadata.namespace",
                            "there is no EventBus default in namespace %s".formatted(resource.namespace()));
                }
            }
            default -> {
                if (!MEANINGLESS.contains(resource.kind())) {
                    throw resource.refused(
                            "kind", "the local stand-in has nothing for a %s".formatted(resource.kind()));
                }
            }
        }
    }
}
