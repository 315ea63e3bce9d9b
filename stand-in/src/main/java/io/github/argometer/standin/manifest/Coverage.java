package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.argo.EventBus;
import io.github.argometer.loadtest.argo.Resource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which objects of the manifests the stand-in acts out, which it stands in for with something else, and which it refuses. */
public final class Coverage {

    /** Namespace of LocalStack, in whose place are the local queue and topic. */
    private static final String LOCALSTACK = "localstack";

    private static final Set<String> ACTED = Set.of("EventSource", "Sensor", "Deployment");

    private static final Map<String, String> REPLACED = Map.of(
            "EventBus", "queues in memory",
            "StatefulSet", "the embedded database",
            "Service", "addresses of this machine",
            "ConfigMap", "files that are read where they stand",
            "Secret", "values that are read where they stand");

    /** Those of the replaced kinds whose every field is read, or has a reason not to be. */
    private static final Map<String, Class<?>> READ =
            Map.of("EventBus", EventBus.class, "Service", Service.class, "ConfigMap", ConfigMap.class);

    private static final int DATABASE_PORT = 3306;
    private static final int LOCALSTACK_PORT = 4566;

    /** Rights and places in a cluster, of no meaning on one machine; what could hold events back there is not among them. */
    private static final Set<String> MEANINGLESS =
            Set.of("Namespace", "ServiceAccount", "Role", "RoleBinding", "PodDisruptionBudget");

    private Coverage() {}

    /**
     * The objects to act out.
     *
     * @throws io.github.argometer.loadtest.BadInputException for a kind that nothing here stands for, and for a field
     *     that says what its stand-in does not do
     */
    public static List<Resource> acted(Manifests manifests) {
        manifests.resources().forEach(resource -> check(manifests, resource));
        return manifests.resources().stream().filter(Coverage::isActed).toList();
    }

    /** All {@code host:port} at which LocalStack is found in the cluster. */
    public static List<String> localStack(Manifests manifests) {
        return manifests.resources().stream()
                .filter(Coverage::isLocalStack)
                .flatMap(resource -> addresses(manifests, resource, LOCALSTACK_PORT).stream())
                .toList();
    }

    /**
     * A {@code host:port} at which the database, a {@code resource}, is found in the cluster.
     *
     * @throws io.github.argometer.loadtest.BadInputException where no Service leads to it
     */
    public static String database(Manifests manifests, Resource resource) {
        return addresses(manifests, resource, DATABASE_PORT).get(0);
    }

    private static List<String> addresses(Manifests manifests, Resource resource, int port) {
        List<String> found = resource.as(Server.class).addresses(manifests.services(resource.namespace()), port);
        if (found.isEmpty()) {
            throw resource.refused(
                    "spec.template.metadata.labels", "no Service leads from there to port %d".formatted(port));
        }
        return found;
    }

    private static boolean isLocalStack(Resource resource) {
        return resource.kind().equals("Deployment") && resource.namespace().equals(LOCALSTACK);
    }

    private static boolean isActed(Resource resource) {
        return ACTED.contains(resource.kind()) && !isLocalStack(resource);
    }

    private static void check(Manifests manifests, Resource resource) {
        String kind = resource.kind();
        if (!ACTED.contains(kind) && !REPLACED.containsKey(kind) && !MEANINGLESS.contains(kind)) {
            throw resource.refused("kind", "the local stand-in has nothing for a %s".formatted(kind));
        }
        JsonNode replicas = resource.tree().at("/spec/replicas");
        if ((kind.equals("Deployment") || kind.equals("StatefulSet"))
                && !replicas.isMissingNode()
                && !(replicas.isInt() && replicas.asInt() == 1)) {
            throw resource.refused("spec.replicas", "%s: must be 1 here".formatted(replicas));
        }
        if (READ.containsKey(kind)) {
            resource.as(READ.get(kind));
        } else if (kind.equals("StatefulSet")) {
            resource.as(Server.class).check(resource, manifests, Known.DATABASE);
            addresses(manifests, resource, DATABASE_PORT);
        } else if (isLocalStack(resource)) {
            resource.as(Server.class).check(resource, manifests, Known.LOCALSTACK);
            addresses(manifests, resource, LOCALSTACK_PORT);
        } else if (kind.equals("Deployment")) {
            resource.as(Deployment.class).container(resource);
        }
        if ((kind.equals("EventSource") || kind.equals("Sensor"))
                && manifests.find("EventBus", resource.namespace(), "default").isEmpty()) {
            throw resource.refused(
                    "metadata.namespace",
                    "there is no EventBus default in namespace %s".formatted(resource.namespace()));
        }
    }
}
