package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.argo.EventBus;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An EventBus, EventSource or Sensor as the cluster has it.
 *
 * @param kind its kind
 * @param resource as the API has it, with its status
 */
public record ArgoObject(String kind, Resource resource) {

    private static final Logger LOG = LoggerFactory.getLogger(ArgoObject.class);

    /** All objects of {@code kind} in {@code namespace}. */
    static List<ArgoObject> list(KubernetesClient client, String kind, String namespace) {
        String list = client.raw("/apis/argoproj.io/v1alpha1/namespaces/%s/%s".formatted(namespace, plural(kind)));
        if (list == null) {
            throw new NotReadyException(
                    "the cluster has no %s.argoproj.io: Argo Events is not installed".formatted(plural(kind)),
                    "https://argoproj.github.io/argo-events/installation/");
        }
        List<ArgoObject> objects = new ArrayList<>();
        for (JsonNode object : Serialization.unmarshal(list, JsonNode.class).path("items")) {
            String origin = "%s %s/%s"
                    .formatted(kind, namespace, object.at("/metadata/name").asText());
            objects.add(new ArgoObject(kind, new Resource(origin, (ObjectNode) object)));
        }
        return objects;
    }

    /** Its name. */
    public String name() {
        return resource.name();
    }

    /** Its namespace. */
    public String namespace() {
        return resource.namespace();
    }

    /** Whether it was installed with this kit. */
    public boolean isOurs() {
        return "argometer"
                .equals(resource.tree()
                        .at("/metadata/labels")
                        .path("app.kubernetes.io/part-of")
                        .asText());
    }

    /** The labels by which its pods are found. */
    Map<String, String> podLabels() {
        return Map.of(kind.toLowerCase(Locale.ROOT) + "-name", name());
    }

    /** The value at {@code path}, a JSON pointer below {@code spec}. */
    JsonNode spec(String path) {
        return resource.tree().path("spec").at(path);
    }

    /**
     * {@code node}, which stands below {@code spec} at {@code path}, as a record; what is no object has none of its fields.
     *
     * @throws io.github.argometer.loadtest.BadInputException for a field of another type than Argo Events takes
     */
    <T> T part(JsonNode node, Class<T> type, String... path) {
        return part(node, "spec." + String.join(".", path)).leniently(type);
    }

    /** {@code node}, which stands below {@code spec}, as a record that has all that it says; empty where none can. */
    <T> Optional<T> exactly(JsonNode node, Class<T> type) {
        try {
            return Optional.of(part(node, "spec").as(type));
        } catch (BadInputException e) {
            LOG.debug("{} has more than this program knows: {}", this, e.getMessage());
            return Optional.empty();
        }
    }

    private Resource part(JsonNode node, String at) {
        ObjectNode object = node instanceof ObjectNode own ? own : JsonNodeFactory.instance.objectNode();
        return new Resource(resource.origin(), at, object);
    }

    /** Equal to that of the same object only as long as nobody changes it. */
    Object version() {
        JsonNode metadata = resource.tree().path("metadata");
        return List.of(metadata.path("uid"), metadata.path("generation"), spec(""));
    }

    /** The name of the bus on which it puts events, or from which it takes them. */
    String busName() {
        return EventBus.named(spec("/eventBusName").asText());
    }

    /**
     * The complaint about a field, which no waiting mends.
     *
     * @param field its path below {@code spec}
     * @param what is wrong with it, such as "is missing"
     */
    public NotReadyException wrong(String field, String what) {
        return wrong("%s: spec.%s %s".formatted(resource.origin(), field, what));
    }

    NotReadyException wrong(String what) {
        return new NotReadyException(what, "kubectl -n %s edit %s %s".formatted(namespace(), plural(kind), name()));
    }

    /**
     * What is missing before this object works: its conditions, as the controller sets them, and {@code least} pods.
     *
     * @param pods of the namespace
     */
    List<Missing> missing(List<Pod> pods, int least) {
        List<Missing> missing = new ArrayList<>();
        JsonNode conditions = resource.tree().at("/status/conditions");
        if (conditions.isEmpty()) {
            missing.add(new Missing(
                    this + " has no status yet",
                    "kubectl -n %s logs deploy/controller-manager".formatted(namespace())));
        }
        for (JsonNode condition : conditions) {
            if (!condition.path("status").asText().equals("True")) {
                missing.add(new Missing(
                        "%s: condition %s is %s (%s)"
                                .formatted(
                                        this,
                                        condition.path("type").asText(),
                                        condition.path("status").asText(),
                                        why(condition)),
                        "kubectl -n %s describe %s %s".formatted(namespace(), plural(kind), name())));
            }
        }
        List<Pod> own = pods.stream()
                .filter(pod -> pod.getMetadata().getLabels() != null
                        && pod.getMetadata()
                                .getLabels()
                                .entrySet()
                                .containsAll(podLabels().entrySet()))
                .toList();
        missing.addAll(Pods.missing(own, namespace(), toString(), least));
        return missing;
    }

    /** Reason and message of a condition, as far as the controller gives them. */
    private static String why(JsonNode condition) {
        String why = Stream.of("reason", "message")
                .map(field -> condition.path(field).asText())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(": "));
        return why.isEmpty() ? "the controller does not say why" : why;
    }

    private static String plural(String kind) {
        return kind.toLowerCase(Locale.ROOT) + (kind.equals("EventBus") ? "" : "s");
    }

    @Override
    public String toString() {
        return kind + " " + name();
    }
}
