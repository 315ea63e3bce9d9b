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
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The backlogs of one path, as its buses and SQS tell them. */
final class ClusterBacklogs implements Backlogs {

    /** The longest that AWS may take for an answer; Kubernetes' client has a limit of its own. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final JetStream bus;
    private final List<SqsQueue> queues;
    private final List<SnsTopic> topics;
    private final Optional<AwsTarget> askedAt;
    private final List<SqsQueue> dead = new CopyOnWriteArrayList<>();
    private boolean deadKnown;

    /** Those of {@code path}, whose queues and topics are asked as {@code targets} say. */
    ClusterBacklogs(KubernetesClient client, EventPath path, List<AwsTarget> targets) {
        this.bus = new JetStream(client, path);
        this.queues = targets.stream()
                .filter(target -> target.source().isQueue())
                .map(target -> new SqsQueue(target, PATIENCE))
                .toList();
        this.topics = targets.stream()
                .filter(target -> target.source().isTopic())
                .map(target -> new SnsTopic(target, client, PATIENCE))
                .toList();
        this.askedAt = AwsTarget.ofQueues(targets);
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
        return queues.stream().collect(toMap(SqsQueue::name, SqsQueue::depth, Long::sum));
    }

    /** Where dead letters go is asked once: another place would be another run's. */
    @Override
    public synchronized Map<String, Long> deadLetters() {
        if (!deadKnown) {
            List<AwsName> names = Stream.concat(
                            queues.stream().map(SqsQueue::deadLetterQueue),
                            topics.stream().map(SnsTopic::deadLetterQueue))
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            names.forEach(name -> dead.add(new SqsQueue(askedAt.orElseThrow().at(name), PATIENCE)));
            deadKnown = true;
        }
        return dead.stream().collect(toMap(SqsQueue::name, SqsQueue::depth, Long::sum));
    }

    @Override
    public void close() {
        queues.forEach(SqsQueue::close);
        topics.forEach(SnsTopic::close);
        dead.forEach(SqsQueue::close);
    }
}
