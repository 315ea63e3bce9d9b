package io.github.argometer.standin.service;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.Deployment;
import io.github.argometer.standin.manifest.Manifests;
import io.github.argometer.standin.manifest.PodTemplate;
import io.github.argometer.standin.manifest.Service;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The HTTP recorder as the manifests have it.
 *
 * @param deployment where it stands
 * @param container what it runs
 * @param address of its Service in the cluster, as {@code host:port}
 */
record Recorder(Resource deployment, PodTemplate.Container container, String address) {

    /** recorder-http's own default. */
    private static final int PORT = 8080;

    /**
     * The recorder of {@code manifests}.
     *
     * @throws BadInputException where there is not exactly one Deployment, or no Service leads to its port
     */
    static Recorder of(Manifests manifests) {
        List<Resource> deployments = Coverage.acted(manifests).stream()
                .filter(resource -> resource.kind().equals("Deployment"))
                .toList();
        if (deployments.size() != 1) {
            throw new BadInputException(
                    "the manifests have %d Deployments: the local stand-in takes one".formatted(deployments.size()));
        }
        Resource resource = deployments.get(0);
        Deployment deployment = resource.as(Deployment.class);
        PodTemplate.Container container = deployment.container(resource);
        checkProbes(resource, container);
        Map<String, String> labels = deployment.spec().template().labels();
        return manifests.services(resource.namespace()).stream()
                .filter(service -> service.selects(labels))
                .flatMap(service -> service.spec().ports().stream()
                        .filter(port -> isMeant(container, port))
                        .map(service::address))
                .findFirst()
                .map(address -> new Recorder(resource, container, address))
                .orElseThrow(() -> resource.refused(
                        "spec.template.metadata.labels",
                        "no Service leads from there to port %d of the container".formatted(port(container))));
    }

    /** The path of each probe. */
    List<String> probes() {
        return container.probes().stream()
                .map(probe -> probe.httpGet().path())
                .distinct()
                .toList();
    }

    private static void checkProbes(Resource resource, PodTemplate.Container container) {
        for (PodTemplate.Probe probe : container.probes()) {
            if (!Objects.equals(container.port(probe.httpGet().port()), port(container))
                    || !probe.httpGet().path().startsWith("/")) {
                throw resource.refused(
                        "spec.template.spec.containers.0",
                        "a probe asks for %s at port %s, and the program listens at %d"
                                .formatted(
                                        probe.httpGet().path(),
                                        probe.httpGet().port().asText(),
                                        port(container)));
            }
        }
    }

    private static boolean isMeant(PodTemplate.Container container, Service.Port port) {
        Integer target = port.targetPort() == null ? port.port() : container.port(port.targetPort());
        return Objects.equals(target, port(container));
    }

    /** Where the program would listen in the cluster. */
    private static int port(PodTemplate.Container container) {
        return container.env().stream()
                .filter(variable -> variable.name().equals("HTTP_PORT"))
                .map(variable -> String.valueOf(variable.value()))
                .filter(value -> value.matches("[0-9]{1,5}"))
                .map(Integer::valueOf)
                .findFirst()
                .orElse(PORT);
    }
}
