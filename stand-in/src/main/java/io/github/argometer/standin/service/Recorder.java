package io.github.argometer.standin.service;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.Manifests;
import io.github.argometer.standin.manifest.PodTemplate;
import io.github.argometer.standin.manifest.Workload;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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

    private static final long PATIENCE_S = 60;

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
        PodTemplate.Container container = resource.as(Workload.class).container(resource);
        checkProbes(resource, container);
        return new Recorder(
                resource,
                container,
                Coverage.addresses(manifests, resource, port(container)).get(0));
    }

    /**
     * Waits until all probes have been answered well at {@code port}, or {@code ended} opens.
     *
     * @param process that runs it, with all that it says in {@code log}
     * @throws NotReadyException where it ends, or has not answered after a minute
     */
    void awaitReady(Process process, int port, File log, CountDownLatch ended) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        HttpClient client = HttpClient.newHttpClient();
        for (PodTemplate.Probe probe : container.probes()) {
            String path = probe.httpGet().path();
            while (!isAnswered(client, URI.create("http://127.0.0.1:%d%s".formatted(port, path)))) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new NotReadyException(
                            "recorder-http is not ready: its probe %s is not answered".formatted(path),
                            "its log says why: " + log);
                }
                if (ended.await(100, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
    }

    private static boolean isAnswered(HttpClient client, URI probe) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(probe).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 400;
        } catch (IOException e) {
            return false; // not listening yet
        }
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
