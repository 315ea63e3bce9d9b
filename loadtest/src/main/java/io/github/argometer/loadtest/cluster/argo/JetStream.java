package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.SendPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * How far the Sensors of a path have got on their JetStream buses: each trigger has a consumer there for each dependency.
 * Source: the monitoring port of the bus ({@code /jsz}), through the Kubernetes API.
 */
public final class JetStream {

    private static final String JSZ = "/api/v1/namespaces/%s/pods/%s:8222/proxy/jsz?consumers=true";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * How far a consumer is, as the replica of the bus that is furthest tells it.
     *
     * @param delivered events that it was given so far, each as often as it was
     * @param undelivered events that wait for it
     * @param pending events that it has not acknowledged, be they delivered or not
     * @param acknowledged the last event in the stream up to which all are
     * @param first the first event that the stream still has
     * @param made when the stream was made: another text is another stream; "" where it is not said. When a consumer was made is of no use,
     *     since a server that starts again takes itself for its maker
     */
    public record Progress(
            long delivered, long undelivered, long pending, long acknowledged, long first, String made) {}

    private static final BinaryOperator<Progress> FURTHER = BinaryOperator.maxBy(
            Comparator.comparingLong(Progress::acknowledged).thenComparing(Progress::pending));

    private final KubernetesClient client;
    private final EventPath path;

    /** The buses of the Sensors that listen to the sources of {@code plan}. */
    public JetStream(KubernetesClient client, Settings settings, SendPlan plan) {
        this(client, EventPath.find(client, settings, plan));
    }

    /** The buses of {@code path}. */
    public JetStream(KubernetesClient client, EventPath path) {
        this.client = client;
        this.path = path;
    }

    /**
     * Messages that are on the bus for a Sensor and not acknowledged by it: those not delivered yet, and those that its
     * triggers have at the moment.
     *
     * @throws NotReadyException where the bus does not tell
     */
    public long messages() {
        return progress().values().stream().mapToLong(Progress::pending).sum();
    }

    /**
     * The progress of the first consumer of each flow, by its label, from one look at each pod of the buses; a flow that has no
     * consumer there is left out.
     */
    public Map<String, Progress> progress() {
        Map<String, Progress> consumers = new HashMap<>();
        buses().map(this::consumers)
                .forEach(found -> found.forEach((name, progress) -> consumers.putIfAbsent(name, progress)));
        Map<String, Progress> progress = new HashMap<>();
        path.ways().forEach(way -> way.consumers().stream()
                .map(consumer -> consumers.get(consumer.name()))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .ifPresent(found -> progress.put(way.label(), found)));
        return progress;
    }

    /**
     * Events that each consumer of the path has not acknowledged, be they delivered or not; one that is not on its bus is left out.
     *
     * @throws NotReadyException where a bus does not tell
     */
    public Map<Consumer, Long> pending() {
        Map<Consumer, Long> pending = new HashMap<>();
        buses().forEach(bus -> {
            Map<String, Progress> there = consumers(bus);
            path.consumers().stream()
                    .filter(wanted -> EventPath.uses(wanted.sensor(), bus) && there.containsKey(wanted.name()))
                    .forEach(wanted ->
                            pending.put(wanted, there.get(wanted.name()).pending()));
        });
        return pending;
    }

    /**
     * How many events have come to the bus for a Sensor from {@code channel}'s source until now; empty where that source has a filter,
     * so that what it let through cannot be told from what it has not handled yet.
     *
     * @throws NotReadyException where the bus does not tell
     */
    public OptionalLong came(Channel channel) {
        EventPath.Way way = path.ways().stream()
                .filter(one ->
                        one.source().channel().equals(channel) && !one.source().has("filter"))
                .findFirst()
                .orElse(null);
        Progress progress = way == null ? null : progress().get(way.label());
        return progress == null ? OptionalLong.empty() : OptionalLong.of(progress.delivered() + progress.undelivered());
    }

    /**
     * The consumers that the path needs and the buses do not have. Sensors subscribe from new, so an event that comes before
     * a Sensor's consumer is there never reaches it, although the Sensor's pod may be ready by then.
     */
    List<Missing> missing() {
        List<Missing> missing = new ArrayList<>();
        buses().forEach(bus -> {
            Map<String, Progress> there = consumers(bus);
            path.consumers().stream()
                    .filter(wanted -> EventPath.uses(wanted.sensor(), bus) && !there.containsKey(wanted.name()))
                    .forEach(wanted -> missing.add(new Missing(
                            "%s has not subscribed to EventSource %s: its consumer %s is not on %s"
                                    .formatted(wanted.sensor(), wanted.heard(), wanted.name(), bus),
                            "kubectl -n %s logs -l sensor-name=%s"
                                    .formatted(bus.namespace(), wanted.sensor().name()))));
        });
        return missing;
    }

    private Stream<ArgoObject> buses() {
        return path.buses().stream().filter(EventPath::isJetStream);
    }

    /** The consumers by name, each as the pod of {@code bus} tells it that knows it to be furthest. */
    private Map<String, Progress> consumers(ArgoObject bus) {
        Map<String, Progress> consumers = new HashMap<>();
        Pods.alive(client, bus.namespace(), Map.of("eventbus-name", bus.name(), "controller", "eventbus-controller"))
                .map(pod -> client.raw(
                        JSZ.formatted(bus.namespace(), pod.getMetadata().getName())))
                .flatMap(answer -> parsed(answer).findValues("stream_detail").stream())
                .forEach(streams -> streams.forEach(stream -> stream.path("consumer_detail")
                        .forEach(consumer ->
                                consumers.merge(consumer.path("name").asText(), progress(stream, consumer), FURTHER))));
        return consumers;
    }

    private static Progress progress(JsonNode stream, JsonNode consumer) {
        long undelivered = consumer.path("num_pending").asLong();
        String made = stream.path("created").asText();
        return new Progress(
                consumer.at("/delivered/consumer_seq").asLong(),
                undelivered,
                undelivered + consumer.path("num_ack_pending").asLong(),
                consumer.at("/ack_floor/stream_seq").asLong(),
                stream.at("/state/first_seq").asLong(),
                made);
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
