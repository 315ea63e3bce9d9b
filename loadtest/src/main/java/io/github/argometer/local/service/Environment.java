package io.github.argometer.local.service;

import io.github.argometer.local.manifest.Manifests;
import io.github.argometer.local.manifest.PodTemplate;
import java.util.HashMap;
import java.util.Map;

/**
 * A container's environment, with the local database in place of the cluster's.
 *
 * @param manifests have the secrets
 * @param database variables that go over the manifest's
 */
record Environment(Manifests manifests, Map<String, String> database) {

    /** The variables of {@code container}. */
    Map<String, String> of(PodTemplate.Container container) {
        Map<String, String> environment = new HashMap<>();
        for (PodTemplate.Variable variable : container.env()) {
            environment.put(
                    variable.name(),
                    variable.valueFrom() == null
                            ? variable.value()
                            : manifests.secret(variable.valueFrom().secretKeyRef()));
        }
        environment.putAll(database);
        return environment;
    }
}
