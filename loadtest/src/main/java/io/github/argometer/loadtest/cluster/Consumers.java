package io.github.argometer.loadtest.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the Sensors have subscribed to the JetStream bus. They subscribe from new, so an event that comes before a
 * Sensor's consumer is there never reaches it, although the Sensor's pod may be ready by then. Source: the monitoring
 * port of the bus ({@code /jsz}), through the Kubernetes API.
 */
final class Consumers {

    private static final String JSZ = "/api/v1/namespaces/%s/pods/%s:8222/proxy/jsz?consumers=true";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final ArgoObject bus;

    Consumers(KubernetesClient client, ArgoObject bus) {
        this.client = client;
        this.bus = bus;
    }

    /** The consumers that {@code dependencies} need and the bus does not have. */
    List<Missing> missing(List<Dependency> dependencies) {
        Set<String> there = new HashSet<>();
        List<Pod> pods = client.pods()
                .inNamespace(bus.namespace())
                .withLabels(Map.of("eventbus-name", bus.name(), "controller", "eventbus-controller"))
                .list()
                .getItems();
        for (Pod pod : pods) {
            String answer =
                    client.raw(JSZ.formatted(bus.namespace(), pod.getMetadata().getName()));
            there.addAll(names(answer));
        }
        return dependencies.stream()
                .filter(dependency -> !there.contains(dependency.consumer()))
                .map(dependency -> new Missing(
                        "Sensor %s has not subscribed to EventSource %s/%s: its consumer %s is not on %s"
                                .formatted(
                                        dependency.sensor(),
                                        dependency.eventSource(),
                                        dependency.event(),
                                        dependency.consumer(),
                                        bus),
                        "kubectl -n %s logs -l sensor-name=%s".formatted(bus.namespace(), dependency.sensor())))
                .toList();
    }

    private static List<String> names(String answer) {
        try {
            JsonNode jsz = JSON.readTree(answer == null ? "" : answer);
            return jsz.findValues("consumer_detail").stream()
                    .flatMap(consumers -> consumers.findValuesAsText("name").stream())
                    .toList();
        } catch (JsonProcessingException e) {
            throw new NotReadyException(
                    "the bus's monitoring port does not answer with JSON: " + Kubernetes.reason(e),
                    "ask it yourself: kubectl get --raw '/api/v1/namespaces/<namespace>/pods/<pod>:8222/proxy/jsz'");
        }
    }
}
