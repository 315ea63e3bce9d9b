package io.github.argometer.loadtest.cluster;

import static java.util.stream.Collectors.toMap;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import io.github.argometer.loadtest.cluster.argo.JetStream;
import io.github.argometer.loadtest.cluster.aws.AwsTarget;
import io.github.argometer.loadtest.cluster.aws.SnsTopic;
import io.github.argometer.loadtest.cluster.aws.SqsQueue;
import io.github.argometer.send.aws.AwsName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The backlogs of one path, as its bus and SQS tell them. */
final class ClusterBacklogs implements Backlogs {

    /** The longest that AWS may take for an answer; Kubernetes' client has a limit of its own. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AwsTarget queueAt;
    private final JetStream bus;
    private final SqsQueue queue;
    private final SnsTopic topic;
    private final List<SqsQueue> dead = new CopyOnWriteArrayList<>();
    private boolean deadKnown;

    /** Those of {@code path}, whose source of the queue is asked as {@code queueAt} says, and that of the topic as {@code topicAt}. */
    ClusterBacklogs(KubernetesClient client, EventPath path, AwsTarget queueAt, AwsTarget topicAt) {
        this.queueAt = queueAt;
        this.bus = new JetStream(client, path);
        this.queue = new SqsQueue(queueAt, PATIENCE);
        this.topic = new SnsTopic(topicAt, client, PATIENCE);
    }

    @Override
    public Map<Trigger, Long> onBus() {
        Map<Trigger, Long> pending = new HashMap<>();
        bus.pending()
                .forEach((consumer, events) ->
                        pending.merge(new Trigger(consumer.sensor().name(), consumer.trigger()), events, Long::sum));
        return pending;
    }

    @Override
    public Map<String, Long> queued() {
        return Map.of(queue.name(), queue.depth());
    }

    /** Where dead letters go is asked once: another place would be another run's. */
    @Override
    public synchronized Map<String, Long> deadLetters() {
        if (!deadKnown) {
            List<AwsName> names = Stream.of(queue.deadLetterQueue(), topic.deadLetterQueue())
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            names.forEach(name -> dead.add(new SqsQueue(queueAt.at(name), PATIENCE)));
            deadKnown = true;
        }
        return dead.stream().collect(toMap(SqsQueue::name, SqsQueue::depth, Long::sum));
    }

    @Override
    public void close() {
        queue.close();
        topic.close();
        dead.forEach(SqsQueue::close);
    }
}
