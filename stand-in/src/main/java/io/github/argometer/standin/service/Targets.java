package io.github.argometer.standin.service;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.Manifests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The queue and topic that the EventSources name, and the keys with which they ask for them.
 *
 * @param accessKey the key's id with which the queue is asked for
 * @param secretKey the key with which the queue is asked for
 */
record Targets(EventSource.Sqs queue, EventSource.Sns topic, String accessKey, String secretKey) {

    /**
     * The targets of {@code manifests}.
     *
     * @throws BadInputException where they are not exactly one queue and one topic
     */
    static Targets of(Manifests manifests) {
        List<EventSource.Sqs> queues = new ArrayList<>();
        List<EventSource.Sns> topics = new ArrayList<>();
        String namespace = null;
        for (Resource resource : Coverage.acted(manifests)) {
            if (resource.kind().equals("EventSource")) {
                EventSource.Spec spec = resource.as(EventSource.class).spec();
                queues.addAll(spec.sqs().values());
                topics.addAll(spec.sns().values());
                namespace = spec.sqs().isEmpty() ? namespace : resource.namespace();
            }
        }
        if (queues.size() != 1 || topics.size() != 1) {
            throw new BadInputException(
                    "the manifests have %d queues and %d topics: the local stand-in takes one of each"
                            .formatted(queues.size(), topics.size()));
        }
        EventSource.Sqs queue = queues.get(0);
        return new Targets(
                queue,
                topics.get(0),
                manifests.key(namespace, queue.accessKey()),
                manifests.key(namespace, queue.secretKey()));
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
            settings.put(service + "access-key", accessKey);
            settings.put(service + "secret-key", secretKey);
        }
        return settings;
    }
}
