package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Counters of Argo Events and of the HTTP recorder: the metrics of their pods, through the Kubernetes API. */
final class Counters {

    private static final String METRICS = "/api/v1/namespaces/%s/pods/%s:7777/proxy/metrics";
    private static final String RECORDER = "/api/v1/namespaces/%s/pods/%s:8080/proxy/observe/metrics";

    /** Bad events and too long ones: with status 400 and 413 the Sensor takes its trigger for a success. */
    private static final Pattern REFUSED =
            Pattern.compile("(?m)^argometer_events_refused_total\\{status=\"(?:400|413)\"} (\\S+)$");

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

    /** The events that all pods of the HTTP recorder have refused for good, and said so. */
    double refused(String namespace, String recorder) {
        return sum(RECORDER, namespace, Map.of("app.kubernetes.io/name", recorder), REFUSED);
    }

    private double sum(ArgoObject object, String podLabel, String counter, String label, String value) {
        Pattern line = Pattern.compile(
                "(?m)^argo_events_%s\\{[^}]*%s=\"%s\"[^}]*} (\\S+)$".formatted(counter, label, Pattern.quote(value)));
        return sum(METRICS, object.namespace(), Map.of(podLabel, object.name()), line);
    }

    private double sum(String path, String namespace, Map<String, String> labels, Pattern line) {
        double sum = 0;
        for (Pod pod : Pods.alive(client, namespace, labels).toList()) {
            String metrics =
                    client.raw(path.formatted(namespace, pod.getMetadata().getName()));
            sum += line.matcher(metrics == null ? "" : metrics)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .mapToDouble(Double::parseDouble)
                    .sum();
        }
        return sum;
    }
}
