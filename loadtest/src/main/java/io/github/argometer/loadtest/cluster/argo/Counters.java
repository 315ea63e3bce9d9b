package io.github.argometer.loadtest.cluster.argo;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Counters of Argo Events and of the HTTP recorder at one look: the metrics of their pods, through the Kubernetes API. A
 * pod's page is fetched once, and asked for each of its counters; one that is not on the page has counted nothing yet, as those
 * of failures before the first one up to Argo Events 1.9.10.
 */
public final class Counters {

    /** The messages that a source was done with, be it that it put them on the bus, that its filter held them back or that it failed. */
    public static final String RECEIVED = "event_processing_duration_milliseconds_count";

    private static final String METRICS = "/api/v1/namespaces/%s/pods/%s:7777/proxy/metrics";
    private static final String RECORDER = "/api/v1/namespaces/%s/pods/%s:8080/proxy/observe/metrics";

    /** Bad events and too long ones: with status 400 and 413 the Sensor takes its trigger for a success. */
    private static final Pattern REFUSED =
            Pattern.compile("(?m)^argometer_recorder_responses_total\\{code=\"(?:400|413)\"} (\\S+)$");

    private static final Pattern STARTED = Pattern.compile("(?m)^process_start_time_seconds (\\S+)$");

    /**
     * A counter as it stands.
     *
     * @param values by the process that counts: a pod, its container's restarts and the process's start
     */
    public record Count(Map<String, Double> values) {

        /** Nothing is counted. */
        public static final Count NONE = new Count(Map.of());

        /** Both counted together. */
        public Count plus(Count other) {
            Map<String, Double> both = new HashMap<>(values);
            other.values.forEach((process, value) -> both.merge(process, value, Double::sum));
            return new Count(both);
        }

        /**
         * By how much the counter has grown {@code since} then, or null where that cannot be told: a process that ended took its
         * count with it, what one had counted that is new now nobody knows, and none counts backwards.
         */
        public Long more(Count since) {
            if (since == null || !since.values.keySet().equals(values.keySet())) {
                return null;
            }
            boolean back =
                    values.entrySet().stream().anyMatch(value -> value.getValue() < since.values.get(value.getKey()));
            return back ? null : Math.round(sum() - since.sum());
        }

        private double sum() {
            return values.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    private final KubernetesClient client;
    /** By path and labels: the page of each process. */
    private final Map<List<Object>, Map<String, String>> pages = new HashMap<>();

    /** A look that fetches each page when it is first asked for. */
    public Counters(KubernetesClient client) {
        this.client = client;
    }

    /** {@code counter} of all pods of {@code source}, for its one entry. */
    public Count of(Source source, String counter) {
        return count(source.eventSource(), counter, "event_name", source.eventName());
    }

    /** {@code counter} of all pods of the Sensor of {@code consumer}, for its trigger. */
    public Count of(Consumer consumer, String counter) {
        return count(consumer.sensor(), counter, "trigger_name", consumer.trigger());
    }

    /**
     * The events for which the trigger of {@code consumer} failed for good. Only one that is tried again counts its attempts and its
     * failures apart; up to Argo Events 1.9.10 the other counts its failures as failed attempts and nowhere else. Source: {@code
     * triggerActions} and {@code triggerWithRateLimit} in Argo Events' {@code pkg/sensors/listener.go}.
     */
    public Count failed(Consumer consumer) {
        return of(consumer, consumer.atLeastOnce() ? "action_retries_failed_total" : "action_failed_total");
    }

    /** The events that all pods of the HTTP recorder have refused for good, and said so. */
    public Count refused(String namespace, String recorder) {
        return count(RECORDER, namespace, Map.of("app.kubernetes.io/name", recorder), REFUSED);
    }

    private Count count(ArgoObject object, String counter, String label, String value) {
        Pattern line = Pattern.compile(
                "(?m)^argo_events_%s\\{[^}]*%s=\"%s\"[^}]*} (\\S+)$".formatted(counter, label, Pattern.quote(value)));
        return count(METRICS, object.namespace(), object.podLabels(), line);
    }

    private Count count(String path, String namespace, Map<String, String> labels, Pattern line) {
        Map<String, Double> values = new HashMap<>();
        pages.computeIfAbsent(List.of(path, namespace, labels), unused -> fetch(path, namespace, labels))
                .forEach((process, page) -> values.put(
                        process,
                        matches(line, page).mapToDouble(Double::parseDouble).sum()));
        return new Count(values);
    }

    private Map<String, String> fetch(String path, String namespace, Map<String, String> labels) {
        Map<String, String> fetched = new HashMap<>();
        for (Pod pod : Pods.alive(client, namespace, labels).toList()) {
            String name = pod.getMetadata().getName();
            String page = client.raw(path.formatted(namespace, name));
            if (page == null) {
                throw new NotReadyException(
                        "pod %s has no metrics".formatted(name), "kubectl -n %s logs %s".formatted(namespace, name));
            }
            int restarts = Pods.containers(pod)
                    .mapToInt(ContainerStatus::getRestartCount)
                    .sum();
            String started = matches(STARTED, page).findFirst().orElse("");
            fetched.put(String.join("/", name, pod.getMetadata().getUid(), String.valueOf(restarts), started), page);
        }
        if (fetched.isEmpty()) {
            throw new NotReadyException(
                    "no pod with labels %s could be asked for its counters".formatted(labels),
                    "kubectl -n %s get pods".formatted(namespace));
        }
        return fetched;
    }

    private static Stream<String> matches(Pattern line, String page) {
        return line.matcher(page).results().map((MatchResult found) -> found.group(1));
    }
}
