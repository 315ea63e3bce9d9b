package io.github.argometer.loadtest.cluster.argo;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.send.AwsName;
import io.github.argometer.send.AwsService;
import io.github.argometer.send.Channel;
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
public record EventPath(Source sqs, Source sns, List<ArgoObject> sensors, List<Missing> missing) {

    /** The path that the objects of {@code cluster.events.namespace} make for {@code sqs.queue} and {@code sns.topic}. */
    public static EventPath find(KubernetesClient client, Settings settings) {
        String namespace = settings.text("cluster.events.namespace");
        List<Missing> missing = new ArrayList<>();
        List<ArgoObject> sources = ArgoObject.list(client, ArgoObject.Kind.EventSource, namespace);
        Source sqs = source(sources, settings, Channel.SQS, missing);
        Source sns = source(sources, settings, Channel.SNS, missing);
        List<Source> found =
                Stream.of(sqs, sns).filter(source -> source != null).toList();
        List<ArgoObject> all = ArgoObject.list(client, ArgoObject.Kind.Sensor, namespace);
        List<ArgoObject> sensors = all.stream()
                .filter(sensor -> found.stream().anyMatch(listens(sensor)))
                .toList();
        sensors.forEach(sensor -> Dependency.of(sensor)
                .filter(dependency -> found.stream().anyMatch(source -> source.feeds(dependency)))
                .forEach(dependency -> dependency.check(sensor)));
        found.stream()
                .filter(source ->
                        sensors.stream().noneMatch(sensor -> listens(sensor).test(source)))
                .forEach(source -> missing.add(new Missing(
                        "no Sensor in namespace %s listens to EventSource %s".formatted(namespace, source),
                        Kubernetes.APPLY)));
        return new EventPath(sqs, sns, sensors, List.copyOf(missing));
    }

    /**
     * The same, once all of it is there.
     *
     * @throws NotReadyException with what is missing
     */
    public static EventPath complete(KubernetesClient client, Settings settings) {
        EventPath path = find(client, settings);
        if (!path.missing.isEmpty()) {
            throw new NotReadyException(path.missing);
        }
        return path;
    }

    /** The sources that were found. */
    public List<Source> sources() {
        return Stream.of(sqs, sns).filter(source -> source != null).toList();
    }

    private static Predicate<Source> listens(ArgoObject sensor) {
        return source -> Dependency.of(sensor).anyMatch(source::feeds);
    }

    private static Source source(
            List<ArgoObject> eventSources, Settings settings, Channel channel, List<Missing> missing) {
        String type = channel.label();
        String key = channel == Channel.SQS ? "sqs.queue" : "sns.topic";
        AwsName named = AwsService.of(settings, channel).name();
        String region = settings.text(type + ".region");
        AwsName wanted = region.isEmpty() ? named : new AwsName(region, named.account(), named.name());
        List<Source> entries = eventSources.stream()
                .flatMap(eventSource ->
                        eventSource.map(type).entrySet().stream().map(entry -> entry(eventSource, channel, entry)))
                .toList();
        List<Source> found = entries.stream()
                .filter(entry -> entry.name().filter(wanted::mayBe).isPresent())
                .toList();
        if (found.isEmpty()) {
            missing.add(new Missing(
                    "no EventSource takes events from %s (type %s is there for %s)"
                            .formatted(
                                    text(key, wanted),
                                    type,
                                    entries.stream()
                                            .map(entry -> entry.text(wanted))
                                            .toList()),
                    Kubernetes.APPLY + ", or set " + key));
            return null;
        }
        if (found.stream().map(Source::place).distinct().count() > 1) {
            throw new NotReadyException(
                    "EventSources %s read queues or topics of the same name, %s, in more than one place"
                            .formatted(found, text(key, wanted)),
                    "name one by its ARN: " + SettingFiles.variable(key));
        }
        return found.get(0);
    }

    private static String text(String key, AwsName name) {
        return "%s = \"%s\"%s%s"
                .formatted(
                        key,
                        name.name(),
                        name.region().isEmpty() ? "" : ", region " + name.region(),
                        name.account().isEmpty() ? "" : ", account " + name.account());
    }

    private static Source entry(ArgoObject eventSource, Channel channel, Map.Entry<?, ?> entry) {
        return new Source(
                eventSource,
                channel,
                String.valueOf(entry.getKey()),
                entry.getValue() instanceof Map<?, ?> spec ? spec : Map.of());
    }
}
