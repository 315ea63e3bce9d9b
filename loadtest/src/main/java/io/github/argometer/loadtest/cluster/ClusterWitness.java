package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.argo.Consumers;
import io.github.argometer.loadtest.cluster.argo.Counters;
import io.github.argometer.loadtest.cluster.argo.Dependency;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import io.github.argometer.loadtest.cluster.argo.JetStream;
import io.github.argometer.loadtest.cluster.argo.Source;
import io.github.argometer.loadtest.cluster.aws.AwsClients;
import io.github.argometer.loadtest.cluster.aws.AwsTarget;
import io.github.argometer.loadtest.cluster.aws.DeadLetters;
import io.github.argometer.loadtest.cluster.aws.SqsQueue;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.cluster.kubernetes.FailedJobs;
import io.github.argometer.loadtest.evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Asks queue, sources, bus, sensors and Jobs what they know of a run's messages. Argo Events' counters run since their pods
 * started, so they are taken before and after; where a pod came, went or started again meanwhile, they are not known.
 */
final class ClusterWitness implements Supplier<Evidence> {

    /** Counters of one channel, as they stand; null = cannot be asked. */
    private record Counts(
            Counters.Count sent,
            Counters.Count sourceFailed,
            Counters.Count triggered,
            Counters.Count triggerFailed,
            Counters.Count refused,
            DeadLetters deadLetters) {}

    private final KubernetesClient client;
    private final Configuration configuration;
    private final Settings settings;
    private final ClusterAccess reach;
    private final Set<String> jobsBefore;
    private final EventPath path;
    private final JetStream bus;
    private final Map<String, Consumers.Progress> busBefore;
    private final Map<String, Counts> before;
    private final Restarts restarts;

    ClusterWitness(KubernetesClient client, Configuration configuration, ClusterAccess reach) {
        this.client = client;
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.reach = reach;
        this.path = EventPath.find(client, settings);
        this.jobsBefore = JobWitness.before(client, settings);
        this.bus = new JetStream(client, settings, path);
        // The bus first here, and last when all is over: then nothing that comes meanwhile can be taken for dropped.
        this.busBefore = onBus();
        this.before = counts();
        this.restarts = Restarts.now(client, settings);
    }

    @Override
    public Evidence get() {
        Map<String, Counts> after = counts();
        Map<String, Consumers.Progress> busAfter = onBus();
        FailedJobs jobs = jobsBefore == null ? null : ifAsked(() -> FailedJobs.of(jobsBefore, client, settings));
        Map<String, ChannelEvidence> channels = new TreeMap<>();
        sources().forEach((channel, source) -> {
            Counts now = after.get(channel);
            Function<Function<Counts, Counters.Count>, Long> more = counter ->
                    counter.apply(now) == null ? null : counter.apply(now).more(counter.apply(before.get(channel)));
            Long sent = more.apply(Counts::sent);
            Long refused = more.apply(Counts::refused);
            Consumers.Progress bus = busAfter.get(channel);
            Long deadLetters = deadLetters(before.get(channel).deadLetters, now.deadLetters);
            boolean hasJobs = jobs != null && channel.equals("sqs");
            channels.put(
                    channel,
                    new ChannelEvidence(
                            channel.equals("sqs") ? ifAsked(() -> ask(SqsQueue::depth)) : Long.valueOf(0),
                            deadLetters,
                            deadLetters == null || now.deadLetters.queue().isEmpty() ? null : now.deadLetters.queue(),
                            sent,
                            more.apply(Counts::sourceFailed),
                            bus == null ? null : bus.pending(),
                            dropped(busBefore.get(channel), bus, sent),
                            // To the Sensor a trigger whose event was refused for good is a success.
                            less(more.apply(Counts::triggered), refused),
                            sum(more.apply(Counts::triggerFailed), refused),
                            hasJobs ? jobs.active() : null,
                            hasJobs ? jobs.failed() : List.of()));
        });
        return new Evidence(Instant.now().toString(), channels, restarts.since(client, settings));
    }

    private Map<String, Source> sources() {
        Map<String, Source> sources = new TreeMap<>();
        Optional.ofNullable(path.sqs()).ifPresent(source -> sources.put("sqs", source));
        Optional.ofNullable(path.sns()).ifPresent(source -> sources.put("sns", source));
        return sources;
    }

    private Map<String, Counts> counts() {
        Counters counters = new Counters(client);
        Map<String, Counts> counts = new TreeMap<>();
        sources()
                .forEach((channel, source) -> counts.put(
                        channel,
                        new Counts(
                                ifAsked(() -> counters.of(source, "events_sent_total")),
                                // includes events_sent_failed_total
                                ifAsked(() -> counters.of(source, "events_processing_failed_total")),
                                ifAsked(() -> triggers(counters, source, "action_triggered_total")),
                                ifAsked(() -> triggers(counters, source, "action_retries_failed_total")),
                                channel.equals("sns") ? ifAsked(() -> refused(counters)) : Counters.Count.NONE,
                                channel.equals("sqs") ? ifAsked(() -> ask(DeadLetters::of)) : DeadLetters.NONE)));
        return counts;
    }

    private Map<String, Consumers.Progress> onBus() {
        Map<String, Consumers.Progress> progress = new TreeMap<>();
        sources()
                .forEach((channel, source) ->
                        progress.put(channel, ifAsked(() -> bus.progress(source).orElse(null))));
        return progress;
    }

    private Counters.Count refused(Counters counters) {
        return counters.refused(settings.text("cluster.test.namespace"), settings.text("cluster.recorder.service"));
    }

    private Counters.Count triggers(Counters counters, Source source, String counter) {
        return path.sensors().stream()
                .flatMap(sensor -> Dependency.of(sensor)
                        .filter(source::feeds)
                        .map(dependency -> counters.of(sensor, dependency, counter)))
                .reduce(Counters.Count.NONE, Counters.Count::plus);
    }

    /**
     * Events that the stream let go during the run, and the Sensor never had: those before the stream's first that it has not
     * acknowledged, or, once it has gone on behind them, those that came and were not given to it. The second count is too low
     * by as many as were given to it twice.
     */
    private static Long dropped(Consumers.Progress begin, Consumers.Progress end, Long sent) {
        if (begin == null || end == null) {
            return null;
        }
        long given = end.delivered() - begin.delivered();
        if (given < 0 || end.first() < begin.first()) {
            return null; // another consumer, or another stream
        }
        long behind = end.first() == begin.first() ? 0 : Math.max(0, end.first() - 1 - end.acknowledged());
        if (sent == null) {
            return behind > 0 ? behind : null;
        }
        return Math.max(behind, begin.undelivered() + sent - given - end.undelivered());
    }

    private <T> T ask(BiFunction<SqsClient, String, T> question) {
        AwsTarget queue = AwsTarget.of(configuration, path.sqs(), client, reach);
        try (SqsClient sqs = AwsClients.sqs(queue)) {
            return question.apply(sqs, queue.name().urlAt(sqs));
        }
    }

    /** Those of the run alone; a queue that was given another dead-letter queue meanwhile is not known. */
    private static Long deadLetters(DeadLetters before, DeadLetters after) {
        return before == null
                        || after == null
                        || !before.queue().equals(after.queue())
                        || after.messages() < before.messages()
                ? null
                : Long.valueOf(after.messages() - before.messages());
    }

    private static Long sum(Long one, Long other) {
        return one == null || other == null ? null : Long.valueOf(one + other);
    }

    /** More that were refused than were triggered are not the run's own. */
    private static Long less(Long count, Long refused) {
        return count == null || refused == null || refused > count ? null : Long.valueOf(count - refused);
    }

    private static <T> T ifAsked(Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException | SdkException | NotReadyException e) {
            return null;
        }
    }
}
