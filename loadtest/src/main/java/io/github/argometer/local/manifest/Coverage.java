package io.github.argometer.local.manifest;

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

    /** Rights and places in a cluster, of no meaning on one machine. */
    private static final Set<String> MEANINGLESS = Set.of(
            "Namespace",
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "ResourceQuota",
            "LimitRange");

    private Coverage() {}

    /**
     * The objects to act out.
     *
     * @throws io.github.argometer.loadtest.BadInputException for a kind that nothing here stands for
     */
    public static List<Resource> acted(Manifests manifests) {
        return manifests.resources().stream().filter(Coverage::isActed).toList();
    }

    private static boolean isActed(Resource resource) {
        String kind = resource.kind();
        if (resource.namespace().equals(LOCALSTACK) || MEANINGLESS.contains(kind) || REPLACED.containsKey(kind)) {
            return false;
        }
        if (!ACTED.contains(kind)) {
            throw resource.refused("kind", "the local stand-in has nothing for a %s".formatted(kind));
        }
        return true;
    }
}
