package io.github.argometer.loadtest.cluster.argo;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An EventBus, EventSource or Sensor.
 *
 * @param kind its kind
 * @param resource as the API has it
 */
public record ArgoObject(Kind kind, GenericKubernetesResource resource) {

    /** The kinds of Argo Events and their plural names in the API. */
    public enum Kind {
        EventBus("eventbus", "eventbus-name"),
        EventSource("eventsources", "eventsource-name"),
        Sensor("sensors", "sensor-name");

        private final String plural;
        private final String podLabel;

        Kind(String plural, String podLabel) {
            this.plural = plural;
            this.podLabel = podLabel;
        }

        /** Where the API has them. */
        public ResourceDefinitionContext api() {
            return new ResourceDefinitionContext.Builder()
                    .withGroup("argoproj.io")
                    .withVersion("v1alpha1")
                    .withKind(name())
                    .withPlural(plural)
                    .withNamespaced(true)
                    .build();
        }
    }

    /** All objects of {@code kind} in {@code namespace}. */
    public static List<ArgoObject> list(KubernetesClient client, Kind kind, String namespace) {
        try {
            return client.genericKubernetesResources(kind.api()).inNamespace(namespace).list().getItems().stream()
                    .map(resource -> new ArgoObject(kind, resource))
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new NotReadyException(
                        "the cluster knows no %s.argoproj.io: Argo Events is not installed".formatted(kind.plural),
                        "https://argoproj.github.io/argo-events/installation/");
            }
            throw e;
        }
    }

    public String name() {
        return resource.getMetadata().getName();
    }

    public String namespace() {
        return resource.getMetadata().getNamespace();
    }

    /** The map at {@code path} below {@code spec}; empty where there is none. */
    public Map<?, ?> map(String... path) {
        return spec(path) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The list at {@code path} below {@code spec}; empty where there is none. */
    public List<?> list(String... path) {
        return spec(path) instanceof List<?> list ? list : List.of();
    }

    /** The value at {@code path} below {@code spec}, or null. */
    public Object spec(String... path) {
        Object value = resource.get("spec");
        for (String step : path) {
            value = value instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return value;
    }

    /**
     * The complaint about a field, which no waiting mends.
     *
     * @param path of the field below {@code spec}
     * @param what is wrong with it, such as "is missing"
     */
    public NotReadyException wrong(String path, String what) {
        return new NotReadyException(
                "%s %s/%s: spec.%s %s".formatted(kind, namespace(), name(), path, what),
                "kubectl -n %s edit %s %s".formatted(namespace(), kind.plural, name()));
    }

    /** What is missing before this object works: its conditions, as the controller sets them, and {@code least} pods. */
    public List<Missing> missing(KubernetesClient client, int least) {
        List<Missing> missing = new ArrayList<>();
        List<?> conditions = resource.get("status", "conditions") instanceof List<?> list ? list : List.of();
        if (conditions.isEmpty()) {
            missing.add(new Missing(
                    this + " has no status yet",
                    "kubectl -n %s logs deploy/controller-manager".formatted(namespace())));
        }
        for (Object condition : conditions) {
            Map<?, ?> fields = condition instanceof Map<?, ?> map ? map : Map.of();
            if (!"True".equals(fields.get("status"))) {
                missing.add(new Missing(
                        "%s: condition %s is %s (%s)"
                                .formatted(this, fields.get("type"), fields.get("status"), fields.get("message")),
                        "kubectl -n %s describe %s %s".formatted(namespace(), kind.plural, name())));
            }
        }
        missing.addAll(Pods.missing(client, namespace(), Map.of(kind.podLabel, name()), toString(), least));
        return missing;
    }

    @Override
    public String toString() {
        return kind + " " + name();
    }
}
