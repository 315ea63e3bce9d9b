package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The way of a message through Argo Events, as the objects in the cluster say: found by what they read and listen to, so
 * that a queue or topic that nobody reads is noticed before anything is sent to it.
 *
 * @param sqs the source that reads the queue, or null
 * @param sns the source that the topic calls, or null
 * @param sensors those that listen to one of them
 * @param missing what the cluster lacks to have all of these
 */
record EventPath(Source sqs, Source sns, List<ArgoObject> sensors, List<Missing> missing) {

    /** The path that the objects of {@code cluster.events.namespace} make for {@code sqs.queue} and {@code sns.topic}. */
    static EventPath find(KubernetesClient client, Settings settings) {
        String namespace = settings.text("cluster.events.namespace");
        List<Missing> missing = new ArrayList<>();
        List<ArgoObject> sources = ArgoObject.list(client, ArgoObject.Kind.EventSource, namespace);
        Source sqs = source(sources, settings, "sqs", "sqs.queue", "queue", missing);
        Source sns = source(sources, settings, "sns", "sns.topic", "topicArn", missing);
        List<Source> found =
                Stream.of(sqs, sns).filter(source -> source != null).toList();
        List<ArgoObject> all = ArgoObject.list(client, ArgoObject.Kind.Sensor, namespace);
        List<ArgoObject> sensors = all.stream()
                .filter(sensor -> found.stream().anyMatch(listens(sensor)))
                .toList();
        found.stream()
                .filter(source ->
                        sensors.stream().noneMatch(sensor -> listens(sensor).test(source)))
                .forEach(source -> missing.add(new Missing(
                        "no Sensor in namespace %s listens to EventSource %s".formatted(namespace, source),
                        Mend.APPLY)));
        return new EventPath(sqs, sns, sensors, List.copyOf(missing));
    }

    /** The sources that were found. */
    List<Source> sources() {
        return Stream.of(sqs, sns).filter(source -> source != null).toList();
    }

    private static Predicate<Source> listens(ArgoObject sensor) {
        return source -> Dependency.of(sensor).anyMatch(source::feeds);
    }

    private static Source source(
            List<ArgoObject> eventSources,
            Settings settings,
            String type,
            String key,
            String field,
            List<Missing> missing) {
        String wanted = lastPart(settings.text(key));
        List<Source> entries = eventSources.stream()
                .flatMap(eventSource ->
                        eventSource.map(type).entrySet().stream().map(entry -> entry(eventSource, entry)))
                .toList();
        return entries.stream()
                .filter(entry -> lastPart(entry.text(field)).equals(wanted))
                .findFirst()
                .orElseGet(() -> {
                    missing.add(new Missing(
                            "no EventSource takes events from %s = \"%s\" (type %s is there for %s)"
                                    .formatted(
                                            key,
                                            wanted,
                                            type,
                                            entries.stream()
                                                    .map(entry -> entry.text(field))
                                                    .toList()),
                            Mend.APPLY + ", or set " + key));
                    return null;
                });
    }

    private static Source entry(ArgoObject eventSource, Map.Entry<?, ?> entry) {
        return new Source(
                eventSource,
                String.valueOf(entry.getKey()),
                entry.getValue() instanceof Map<?, ?> spec ? spec : Map.of());
    }

    /** The name in an ARN, or a name as it is. */
    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf(':') + 1);
    }
}
