package io.github.argometer.loadtest.wire;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the one who runs load tests must be allowed beside {@code argo-manifests/user}: to find the Services that wired sources read, and
 * to reach their pods.
 */
final class Rights {

    private static final String ROLE = """
            # Messages are sent to Service %2$s through a port-forward.
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: argometer-user-%2$s
              namespace: %1$s
            rules:
              - apiGroups: [""]
                resources: [services]
                resourceNames: [%2$s]
                verbs: [get]
              - apiGroups: [""]
                resources: [pods]
                verbs: [list]
              # By WebSocket: that is a get, and since Kubernetes 1.35 a create too.
              - apiGroups: [""]
                resources: [pods/portforward]
                verbs: [get, create]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: argometer-user-%2$s
              namespace: %1$s
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: Role
              name: argometer-user-%2$s
            subjects:
              - kind: ServiceAccount
                name: argometer-user
                namespace: %3$s
            """;

    private Rights() {}

    /** The file; empty where {@code sources} read no Service, or LocalStack's only, for which the kit has the rights. */
    static Optional<String> of(Collection<WiredSource> sources, WireOptions options) {
        TreeMap<String, Address> services = new TreeMap<>();
        sources.stream().flatMap(source -> source.reads().stream()).forEach(address -> address.namespace()
                .filter(namespace -> !namespace.equals(Policies.LOCALSTACK))
                .ifPresent(namespace -> services.put(namespace + "/" + address.service(), address)));
        return services.isEmpty()
                ? Optional.empty()
                : Optional.of(services.values().stream()
                        .map(address -> ROLE.formatted(
                                address.namespace().orElseThrow(), address.service(), options.recorderNamespace()))
                        .collect(Collectors.joining("---\n")));
    }
}
