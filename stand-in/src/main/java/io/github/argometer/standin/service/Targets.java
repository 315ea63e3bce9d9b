package io.github.argometer.standin.service;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.Manifests;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the EventSources listen to, and the keys with which they ask for it.
 *
 * @param manifests have the keys
 */
record Targets(
        Manifests manifests,
        List<Entry<EventSource.Sqs>> queues,
        List<Entry<EventSource.Sns>> topics,
        List<Entry<EventSource.WebhookCalls>> webhooks) {

    /** Of servers that nobody asks for theirs. */
    private static final String ANY_REGION = "us-east-1";

    /**
     * An entry of an EventSource.
     *
     * @param event its name there
     */
    record Entry<T>(Resource source, String event, T spec) {

        /** As plans write it. */
        String name() {
            return source.name() + "/" + event;
        }

        boolean is(String namespace, String name) {
            return source.namespace().equals(namespace) && name().equals(name);
        }

        private static <T> List<Entry<T>> of(Resource source, Map<String, T> entries) {
            return entries.entrySet().stream()
                    .map(entry -> new Entry<>(source, entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    /**
     * Where the local servers are.
     *
     * @param webhooks of all webhooks
     */
    record Servers(URI queues, URI topics, URI webhooks) {}

    /**
     * The targets of {@code manifests}.
     *
     * @throws BadInputException where queues of one name are in several regions, which here would be one queue
     */
    static Targets of(Manifests manifests) {
        Targets targets = new Targets(manifests, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Resource resource : Coverage.acted(manifests)) {
            if (resource.kind().equals("EventSource")) {
                EventSource.Spec spec = resource.as(EventSource.class).spec();
                targets.queues.addAll(Entry.of(resource, spec.sqs()));
                targets.topics.addAll(Entry.of(resource, spec.sns()));
                targets.webhooks.addAll(Entry.of(resource, spec.webhook()));
            }
        }
        Map<String, String> regions = new HashMap<>();
        for (Entry<EventSource.Sqs> queue : targets.queues) {
            String region = queue.spec().region();
            String before = regions.putIfAbsent(queue.spec().queue(), region);
            if (before != null && !before.equals(region)) {
                throw queue.source()
                        .refused(
                                "spec.sqs.%s.region".formatted(queue.event()),
                                "\"%s\": another EventSource has queue %s in %s, and the local stand-in has one of a name"
                                        .formatted(region, queue.spec().queue(), before));
            }
        }
        return targets;
    }

    /**
     * Looks whether it is plain where the shipped channels lead.
     *
     * @throws BadInputException where there are not exactly one queue and one topic
     */
    void checkShipped() {
        if (queues.size() != 1 || topics.size() != 1) {
            throw new BadInputException(
                    "the manifests have %d queues and %d topics: the local stand-in takes one of each, unless --plan has channels of its own"
                            .formatted(queues.size(), topics.size()));
        }
    }

    /** The region of the queues' server. */
    String queueRegion() {
        return queues.isEmpty() ? ANY_REGION : queues.get(0).spec().region();
    }

    /** The region of the topics' server. */
    String topicRegion() {
        return topics.isEmpty() ? ANY_REGION : topics.get(0).spec().region();
    }

    /** The settings with which the sending routes reach the only queue and topic at {@code servers}. */
    Map<String, String> shipped(Servers servers) {
        EventSource.Sqs queue = queues.get(0).spec();
        EventSource.Sns topic = topics.get(0).spec();
        Map<String, String> settings = new HashMap<>();
        settings.put("sqs.region", queue.region());
        settings.put("sns.region", topic.region());
        settings.put("sqs.endpoint", servers.queues().toString());
        settings.put("sns.endpoint", servers.topics().toString());
        settings.put("sqs.queue", queue.queue());
        settings.put("sns.topic", topic.topicArn());
        for (String service : new String[] {"sqs.", "sns."}) {
            settings.put(service + "access-key", accessKey());
            settings.put(service + "secret-key", secretKey());
        }
        return settings;
    }

    /** The id of the key with which the first queue is asked for. */
    String accessKey() {
        return manifests.key(
                queues.get(0).source().namespace(), queues.get(0).spec().accessKey());
    }

    /** The key with which the first queue is asked for. */
    String secretKey() {
        return manifests.key(
                queues.get(0).source().namespace(), queues.get(0).spec().secretKey());
    }

    /** The names of all entries in {@code namespace}. */
    List<String> names(String namespace) {
        return Stream.of(queues, topics, webhooks)
                .flatMap(List::stream)
                .filter(entry -> entry.source().namespace().equals(namespace))
                .map(Entry::name)
                .sorted()
                .toList();
    }

    /**
     * The settings with which messages of a channel of one's own reach the entry {@code name} of {@code namespace} at {@code servers}.
     *
     * @param prefix of the channel's settings, with a dot at its end
     */
    Map<String, String> own(String prefix, String namespace, String name, Servers servers) {
        Optional<Entry<EventSource.WebhookCalls>> webhook = find(webhooks, namespace, name);
        if (webhook.isPresent()) {
            return Map.of(
                    prefix + "endpoint",
                    servers.webhooks() + webhook.get().spec().endpoint());
        }
        Optional<Entry<EventSource.Sqs>> queue = find(queues, namespace, name);
        return queue.isPresent()
                ? aws(prefix, "sqs", namespace, queue.get().spec(), servers.queues())
                : aws(
                        prefix,
                        "sns",
                        namespace,
                        find(topics, namespace, name).orElseThrow().spec(),
                        servers.topics());
    }

    private Map<String, String> aws(String prefix, String type, String namespace, EventSource.Aws target, URI server) {
        return Map.of(
                prefix + "endpoint", "aws2-%s:%s".formatted(type, target.target()),
                prefix + "region", target.region(),
                prefix + "owner", "",
                prefix + "url", server.toString(),
                prefix + "access-key", manifests.key(namespace, target.accessKey()),
                prefix + "secret-key", manifests.key(namespace, target.secretKey()));
    }

    private static <T> Optional<Entry<T>> find(List<Entry<T>> entries, String namespace, String name) {
        return entries.stream().filter(entry -> entry.is(namespace, name)).findFirst();
    }
}
