package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whether the Sensors have subscribed to the JetStream bus. They subscribe from new, so an event that comes before a
 * Sensor's consumer is there never reaches it, although the Sensor's pod may be ready by then. Source: the monitoring
 * port of the bus ({@code /jsz}), through the Kubernetes API.
 */
public final class Consumers {

    private static final String JSZ = "/api/v1/namespaces/%s/pods/%s:8222/proxy/jsz?consumers=true";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final ArgoObject bus;

    public Consumers(KubernetesClient client, ArgoObject bus) {
        this.client = client;
        this.bus = bus;
    }

    /**
     * How far a consumer is, as the replica of the bus that is furthest tells it.
     *
     * @param delivered events that it was given so far, each as often as it was
     * @param undelivered events that wait for it
     * @param pending events that it has not acknowledged, be they delivered or not
     * @param acknowledged the last event in the stream up to which all are
     * @param first the first event that the stream still has
     */
    public record Progress(long delivered, long undelivered, long pending, long acknowledged, long first) {}

    /** The progress of the consumer of {@code dependency}; empty where the bus has none. */
    public Optional<Progress> progress(Dependency dependency) {
        return answers()
                .flatMap(answer -> Consumers.found(answer, dependency.consumer()))
                .max(Comparator.comparingLong(Progress::acknowledged).thenComparing(Progress::pending));
    }

    private static Stream<Progress> found(JsonNode jsz, String consumer) {
        return jsz.findValues("stream_detail").stream()
                .flatMap(streams -> StreamSupport.stream(streams.spliterator(), false))
                .flatMap(stream -> StreamSupport.stream(
                                stream.path("consumer_detail").spliterator(), false)
                        .filter(found -> found.path("name").asText().equals(consumer))
                        .map(found -> new Progress(
                                found.path("delivered").path("consumer_seq").asLong(),
                                found.path("num_pending").asLong(),
                                found.path("num_pending").asLong()
                                        + found.path("num_ack_pending").asLong(),
                                found.path("ack_floor").path("stream_seq").asLong(),
                                stream.path("state").path("first_seq").asLong())));
    }

    /** The consumers that {@code dependencies} need and the bus does not have. */
    public List<Missing> missing(List<Dependency> dependencies) {
        Set<String> there = answers()
                .flatMap(answer -> answer.findValues("consumer_detail").stream())
                .flatMap(consumers -> consumers.findValuesAsText("name").stream())
                .collect(Collectors.toSet());
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

    /** What each pod of the bus says of itself. */
    private Stream<JsonNode> answers() {
        return Pods.alive(
                        client,
                        bus.namespace(),
                        Map.of("eventbus-name", bus.name(), "controller", "eventbus-controller"))
                .map(pod -> client.raw(
                        JSZ.formatted(bus.namespace(), pod.getMetadata().getName())))
                .map(Consumers::parsed);
    }

    private static JsonNode parsed(String answer) {
        try {
            return JSON.readTree(answer == null ? "" : answer);
        } catch (JsonProcessingException e) {
            throw new NotReadyException(
                    "the bus's monitoring port does not answer with JSON: " + Kubernetes.reason(e),
                    "ask it yourself: kubectl get --raw '/api/v1/namespaces/<namespace>/pods/<pod>:8222/proxy/jsz'");
        }
    }
}
