package io.github.argometer.local.service;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.local.manifest.Coverage;
import io.github.argometer.local.manifest.Deployment;
import io.github.argometer.local.manifest.Manifests;
import io.github.argometer.local.manifest.PodTemplate;
import io.github.argometer.local.manifest.Resource;
import java.util.List;

/**
 * The HTTP recorder as the manifests have it.
 *
 * @param container what it runs
 * @param address of its Service in the cluster, as {@code host:port}
 */
record Recorder(PodTemplate.Container container, String address) {

    /**
     * The recorder of {@code manifests}.
     *
     * @throws BadInputException where there is not exactly one Deployment with a Service of its name
     */
    static Recorder of(Manifests manifests) {
        List<Resource> deployments = Coverage.acted(manifests).stream()
                .filter(resource -> resource.kind().equals("Deployment"))
                .toList();
        if (deployments.size() != 1) {
            throw new BadInputException(
                    "the manifests have %d Deployments: the local stand-in takes one".formatted(deployments.size()));
        }
        Resource deployment = deployments.get(0);
        PodTemplate.Container container =
                deployment.as(Deployment.class).spec().template().container();
        deployment.read("spec.template.spec.containers.0.image", () -> Programs.of(container.image()));
        Resource service = manifests.resources().stream()
                .filter(resource -> resource.kind().equals("Service")
                        && resource.name().equals(deployment.name())
                        && resource.namespace().equals(deployment.namespace()))
                .findFirst()
                .orElseThrow(() -> deployment.refused("metadata.name", "no Service has this name"));
        return new Recorder(
                container,
                "%s.%s.svc.cluster.local:%d"
                        .formatted(
                                service.name(),
                                service.namespace(),
                                service.tree().at("/spec/ports/0/port").asInt()));
    }
}
