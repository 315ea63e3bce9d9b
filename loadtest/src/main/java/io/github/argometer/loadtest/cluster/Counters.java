package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Argo Events' own counters: the metrics of the pods of a source or sensor, through the Kubernetes API. */
final class Counters {

    private static final String METRICS = "/api/v1/namespaces/%s/pods/%s:7777/proxy/metrics";

    private final KubernetesClient client;

    Counters(KubernetesClient client) {
        this.client = client;
    }

    /** The sum of {@code counter} over all pods of {@code source}, for its one entry. */
    double of(Source source, String counter) {
        ArgoObject object = source.eventSource();
        return sum(object, "eventsource-name", counter, "event_name", source.eventName());
    }

    /** The sum of {@code counter} over all pods of the Sensor of {@code dependency}, for its trigger. */
    double of(ArgoObject sensor, Dependency dependency, String counter) {
        return sum(sensor, "sensor-name", counter, "trigger_name", dependency.trigger());
    }

    private double sum(ArgoObject object, String podLabel, String counter, String label, String value) {
        Pattern line = Pattern.compile(
                "(?m)^argo_events_%s\\{[^}]*%s=\"%s\"[^}]*} (\\S+)$".formatted(counter, label, Pattern.quote(value)));
        double sum = 0;
        for (Pod pod : Pods.alive(client, object.namespace(), Map.of(podLabel, object.name()))
                .toList()) {
            String metrics = client.raw(
                    METRICS.formatted(object.namespace(), pod.getMetadata().getName()));
            sum += line.matcher(metrics == null ? "" : metrics)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .mapToDouble(Double::parseDouble)
                    .sum();
        }
        return sum;
    }
}
