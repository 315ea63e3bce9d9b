package io.github.argometer.loadtest.end;

import static io.github.argometer.loadtest.end.Shell.kubectl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Somebody else in the namespace of Argo Events: an EventBus of the name that Argo Events' own guide gives it, and a webhook whose
 * events a Sensor logs.
 */
final class Neighbour {

    private static final String OBJECTS = """
            apiVersion: argoproj.io/v1alpha1
            kind: EventBus
            metadata:
              name: default
              namespace: argo-events
            spec:
              jetstream:
                version: latest
                replicas: 1
                streamConfig: |
                  replicas: 1
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: EventSource
            metadata:
              name: neighbour
              namespace: argo-events
            spec:
              webhook:
                doorbell:
                  endpoint: /doorbell
                  port: "12001"
                  method: POST
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Sensor
            metadata:
              name: neighbour
              namespace: argo-events
            spec:
              dependencies:
                - name: doorbell
                  eventSourceName: neighbour
                  eventName: doorbell
              triggers:
                - template:
                    name: log
                    log: {}
            """;

    private final Path file;
    private String asMade;

    private Neighbour(Path file) {
        this.file = file;
    }

    /** Moves in, and waits until an event of its own arrives. */
    static Neighbour movesIn(Path folder) throws IOException {
        Files.createDirectories(folder);
        Neighbour neighbour = new Neighbour(folder.resolve("neighbour.yaml"));
        Files.writeString(neighbour.file, OBJECTS);
        kubectl("apply", "-f", neighbour.file.toString());
        neighbour.rings("before");
        neighbour.asMade = neighbour.objects();
        return neighbour;
    }

    /** Nothing of its has changed, and its events arrive. */
    void livesOn(String ring) {
        assertThat(objects()).isEqualTo(asMade);
        rings(ring);
    }

    /** Moves out. */
    void movesOut() {
        kubectl("delete", "-f", file.toString(), "--ignore-not-found", "--timeout=300s");
    }

    /** Its objects with their states, but for their versions. */
    private String objects() {
        return kubectl("get", "-f", file.toString(), "-o", "yaml").replaceAll("(?m)^ *resourceVersion: .*$", "");
    }

    private void rings(String ring) {
        await("event of somebody else, " + ring)
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(3))
                .ignoreExceptions()
                .until(() -> {
                    post("{\"ring\": \"%s\"}".formatted(ring));
                    return kubectl("-n", "argo-events", "logs", "-l", "sensor-name=neighbour", "--tail=-1")
                            .contains(ring);
                });
    }

    private static void post(String body) throws IOException, InterruptedException {
        try (KubernetesClient kubernetes = new KubernetesClientBuilder().build()) {
            Pod pod = kubernetes
                    .pods()
                    .inNamespace("argo-events")
                    .withLabel("eventsource-name", "neighbour")
                    .list()
                    .getItems()
                    .get(0);
            try (LocalPortForward webhook = kubernetes.pods().resource(pod).portForward(12001)) {
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(
                                                "http://127.0.0.1:%d/doorbell".formatted(webhook.getLocalPort())))
                                        .timeout(Duration.ofSeconds(10))
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding());
            }
        }
    }
}
