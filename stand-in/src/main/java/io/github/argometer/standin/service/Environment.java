package io.github.argometer.standin.service;

import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.standin.manifest.Manifests;
import io.github.argometer.standin.manifest.PodTemplate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A container's environment, with the local database's address in place of the cluster's.
 *
 * @param manifests have the secrets
 * @param cluster the database of the cluster; empty where the user's own is used
 * @param local variables that go over the manifest's: those of the user's own database, or of the embedded one's address
 */
record Environment(Manifests manifests, Optional<Database> cluster, Map<String, String> local) {

    /** The variables of {@code container} in {@code namespace}. */
    Map<String, String> of(String namespace, PodTemplate.Container container) {
        Map<String, String> environment = new HashMap<>(own(namespace, container));
        environment.putAll(local);
        return environment;
    }

    /**
     * Looks whether this machine has all that the first container of {@code pod}, a part of {@code resource}, asks for.
     *
     * @throws io.github.argometer.loadtest.BadInputException by file and field
     */
    void check(Resource resource, PodTemplate.Container container) {
        String field = "spec.template.spec.containers.0";
        resource.read(field + ".image", () -> Programs.of(container.image()));
        Map<String, String> own = resource.read(field + ".env", () -> own(resource.namespace(), container));
        cluster.ifPresent(database -> {
            String address = own.get("DB_HOST") + ":" + own.getOrDefault("DB_PORT", "3306");
            if (!address.equals(database.address())) {
                throw resource.refused(
                        field + ".env",
                        "DB_HOST and DB_PORT make %s: the local stand-in has a database only at %s"
                                .formatted(address, database.address()));
            }
            if (own.containsKey("DB_PARAMETERS")) {
                throw resource.refused(field + ".env", "DB_PARAMETERS: the local stand-in has its own");
            }
        });
    }

    private Map<String, String> own(String namespace, PodTemplate.Container container) {
        Map<String, String> environment = new HashMap<>();
        for (PodTemplate.Variable variable : container.env()) {
            String value = variable.value() == null ? "" : variable.value();
            environment.put(
                    variable.name(),
                    variable.valueFrom() == null
                            ? value
                            : manifests.secret(namespace, variable.valueFrom().secretKeyRef()));
        }
        return environment;
    }
}
