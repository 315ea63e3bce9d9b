package io.github.argometer.standin.service;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.Manifests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The queue and topic that the EventSources name, and the keys with which they ask for them.
 *
 * @param namespace of the queue's EventSource, in which its keys are
 */
record Targets(String namespace, EventSource.Sqs queue, EventSource.Sns topic, Manifests manifests) {

    /**
     * The targets of {@code manifests}.
     *
     * @throws BadInputException where they are not exactly one queue and one topic
     */
    static Targets of(Manifests manifests) {
        List<EventSource.Sqs> queues = new ArrayList<>();
        List<EventSource.Sns> topics = new ArrayList<>();
        List<String> namespaces = new ArrayList<>();
        Coverage.acted(manifests).stream()
                .filter(resource -> resource.kind().equals("EventSource"))
                .forEach(resource -> {
                    EventSource.Spec spec = resource.as(EventSource.class).spec();
                    spec.sqs().values().forEach(queue -> {
                        queues.add(queue);
                        namespaces.add(resource.namespace());
                    });
                    topics.addAll(spec.sns().values());
                });
        if (queues.size() != 1 || topics.size() != 1) {
            throw new BadInputException(
                    "the manifests have %d queues and %d topics: the local stand-in takes one of each"
                            .formatted(queues.size(), topics.size()));
        }
        return new Targets(namespaces.get(0), queues.get(0), topics.get(0), manifests);
    }

    /** The settings with which the sending routes reach them at the local {@code queues} and {@code topics}. */
    Map<String, String> settings(String queues, String topics) {
        Map<String, String> settings = new HashMap<>();
        settings.put("sqs.region", queue.region());
        settings.put("sns.region", topic.region());
        settings.put("sqs.endpoint", queues);
        settings.put("sns.endpoint", topics);
        settings.put("sqs.queue", queue.queue());
        settings.put("sns.topic", topic.topicArn());
        for (String service : new String[] {"sqs.", "sns."}) {
            settings.put(service + "access-key", accessKey());
            settings.put(service + "secret-key", secretKey());
        }
        return settings;
    }

    /** The key's id with which the queue is asked for. */
    String accessKey() {
        return manifests.key(namespace, queue.accessKey());
    }

    /** The key with which the queue is asked for. */
    String secretKey() {
        return manifests.key(namespace, queue.secretKey());
    }
}
