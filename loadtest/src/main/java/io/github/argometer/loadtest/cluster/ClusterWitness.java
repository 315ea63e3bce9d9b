package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.argo.Consumer;
import io.github.argometer.loadtest.cluster.argo.Counters;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import io.github.argometer.loadtest.cluster.argo.EventPath.Way;
import io.github.argometer.loadtest.cluster.argo.JetStream;
import io.github.argometer.loadtest.cluster.argo.Source;
import io.github.argometer.loadtest.cluster.argo.Verdicts;
import io.github.argometer.loadtest.cluster.aws.AwsTarget;
import io.github.argometer.loadtest.cluster.aws.SqsQueue;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.cluster.kubernetes.JobWitness;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.SendPlan;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Asks queue, sources, bus, sensors and Jobs what they know of a run's messages. Argo Events' counters run since their pods
 * started, so they are taken before and after; where a pod came, went or started again meanwhile, they are not known.
 */
final class ClusterWitness implements Supplier<Evidence> {

    /** One look at a source; null = cannot be asked. */
    private record SourceLook(
            Counters.Count received,
            Counters.Count sent,
            Counters.Count failed,
            Counters.Count notSent,
            Long queued,
            SqsQueue.GivenUp deadLetters) {}

    /** One look at a way; null = cannot be asked. */
    private record Look(
            SourceLook source, Counters.Count triggered, Counters.Count triggerFailed, Counters.Count refused) {}

    private final KubernetesClient client;
    private final Configuration configuration;
    private final Settings settings;
    private final ClusterAccess access;
    private final SendPlan plan;
    private final JobWitness jobs;
    private final EventPath path;
    private final JetStream bus;
    private final Map<String, JetStream.Progress> busBefore;
    private final Map<String, Look> before;
    private final Restarts restarts;
    private final Verdicts verdicts;

    ClusterWitness(KubernetesClient client, Configuration configuration, ClusterAccess access, SendPlan plan) {
        this.client = client;
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.access = access;
        this.plan = plan;
        this.path = EventPath.find(client, settings, plan);
        this.jobs = new JobWitness(client, settings);
        this.bus = new JetStream(client, path);
        // The bus first here, and last when all is over: then nothing that comes meanwhile can be taken for dropped.
        this.busBefore = onBus();
        this.before = looks();
        this.restarts = new Restarts(client, settings, path);
        this.verdicts = new Verdicts(plan);
    }

    @Override
    public Evidence get() {
        Map<String, Look> after = looks();
        Map<String, JetStream.Progress> busAfter = onBus();
        EventPath pathAfter = ifAsked(() -> EventPath.find(client, settings, plan));
        Map<String, ChannelEvidence> flows = new TreeMap<>();
        for (Way way : path.ways()) {
            Look then = before.get(way.label());
            Look now = after.get(way.label());
            JetStream.Progress progress = busAfter.get(way.label());
            ChannelEvidence jobs = way.makesJobs() ? this.jobs.of(way.flow()) : ChannelEvidence.NONE;
            Long sent = more(then.source.sent, now.source.sent);
            Long sourceFailed = more(then.source.failed, now.source.failed);
            Long refused = own(way, more(then.refused, now.refused));
            Long deadLetters = deadLetters(then.source.deadLetters, now.source.deadLetters);
            flows.put(
                    way.label(),
                    new ChannelEvidence(
                            now.source.queued,
                            deadLetters,
                            deadLetters == null
                                            || now.source.deadLetters.queue().isEmpty()
                                    ? null
                                    : now.source.deadLetters.queue(),
                            sent,
                            // A message of a queue that cannot be put on the bus comes back to the source.
                            way.source().isQueue()
                                    ? less(sourceFailed, more(then.source.notSent, now.source.notSent))
                                    : sourceFailed,
                            progress == null ? null : progress.pending(),
                            dropped(busBefore.get(way.label()), progress, sent),
                            // To the Sensor a trigger whose event was refused for good is a success.
                            less(more(then.triggered, now.triggered), refused),
                            sum(more(then.triggerFailed, now.triggerFailed), refused),
                            jobs.jobsActive(),
                            jobs.failedJobs(),
                            more(then.source.received, now.source.received),
                            progress == null ? null : progress.acknowledged(),
                            progress == null ? null : progress.first(),
                            anew(busBefore.get(way.label()), progress),
                            pathAfter == null ? null : verdicts.of(way.flow(), path, pathAfter),
                            way.joins()));
        }
        return new Evidence(Instant.now().toString(), flows, restarts.since());
    }

    /** A source is asked once, whatever the number of its ways. */
    private Map<String, Look> looks() {
        Counters counters = new Counters(client);
        Map<Channel, SourceLook> sources = new HashMap<>();
        path.sources().forEach(source -> sources.put(source.channel(), look(counters, source)));
        Map<String, Look> looks = new HashMap<>();
        path.ways()
                .forEach(way -> looks.put(
                        way.label(),
                        new Look(
                                sources.get(way.source().channel()),
                                ifAsked(() -> triggers(way, trigger -> counters.of(trigger, "action_triggered_total"))),
                                ifAsked(() -> triggers(way, counters::failed)),
                                way.makesJobs() ? Counters.Count.NONE : ifAsked(() -> refused(counters)))));
        return looks;
    }

    private SourceLook look(Counters counters, Source source) {
        boolean queued = source.isQueue();
        try (SqsQueue queue =
                queued ? ifAsked(() -> new SqsQueue(AwsTarget.of(configuration, source, client, access))) : null) {
            return new SourceLook(
                    ifAsked(() -> counters.of(source, Counters.RECEIVED)),
                    ifAsked(() -> counters.of(source, "events_sent_total")),
                    // includes events_sent_failed_total
                    ifAsked(() -> counters.of(source, "events_processing_failed_total")),
                    ifAsked(() -> counters.of(source, "events_sent_failed_total")),
                    queued ? ask(queue, SqsQueue::depth) : Long.valueOf(0),
                    queued ? ask(queue, SqsQueue::deadLetters) : SqsQueue.GivenUp.NONE);
        }
    }

    /** What the HTTP recorder has refused of {@code way}: it counts all triggers together. */
    private Long own(Way way, Long refused) {
        boolean alone = way.makesJobs()
                || path.ways().stream().filter(other -> !other.makesJobs()).count() == 1;
        return alone || refused == null || refused == 0 ? refused : null;
    }

    private Counters.Count refused(Counters counters) {
        return counters.refused(settings.text("cluster.namespace"), settings.text("cluster.recorder.service"));
    }

    private static <T> T ask(SqsQueue queue, Function<SqsQueue, T> question) {
        return queue == null ? null : ifAsked(() -> question.apply(queue));
    }

    private Map<String, JetStream.Progress> onBus() {
        Map<String, JetStream.Progress> progress = ifAsked(bus::progress);
        return progress == null ? Map.of() : progress;
    }

    /** A trigger that hears the source by more than one dependency counts once for all of them. */
    private static Counters.Count triggers(Way way, Function<Consumer, Counters.Count> counter) {
        Map<List<String>, Consumer> triggers = new HashMap<>();
        way.consumers()
                .forEach(consumer -> triggers.put(List.of(consumer.sensor().name(), consumer.trigger()), consumer));
        return triggers.values().stream().map(counter).reduce(Counters.Count.NONE, Counters.Count::plus);
    }

    /** Whether stream or consumer are not those of the start: a consumer that is counts on. */
    private static Boolean anew(JetStream.Progress begin, JetStream.Progress end) {
        return begin == null
                        || end == null
                        || begin.made().isEmpty()
                        || end.made().isEmpty()
                ? null
                : Boolean.valueOf(!begin.made().equals(end.made()) || end.delivered() < begin.delivered());
    }

    /**
     * Events that the stream let go during the run, and the Sensor never had: those before the stream's first that it has not
     * acknowledged, or, once it has gone on behind them, those that came and were not given to it. The second count is too low
     * by as many as were given to it twice.
     */
    private static Long dropped(JetStream.Progress begin, JetStream.Progress end, Long sent) {
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

    /** Only those of the run; a queue that was given another dead-letter queue meanwhile is not known. */
    private static Long deadLetters(SqsQueue.GivenUp before, SqsQueue.GivenUp after) {
        return before == null || after == null || !before.queue().equals(after.queue())
                ? null
                : less(after.messages(), before.messages());
    }

    private static Long more(Counters.Count before, Counters.Count after) {
        return after == null ? null : after.more(before);
    }

    private static Long sum(Long one, Long other) {
        return one == null || other == null ? null : Long.valueOf(one + other);
    }

    /** A count from which more would be taken than it has is not the run's own. */
    private static Long less(Long count, Long less) {
        return count == null || less == null || less > count ? null : Long.valueOf(count - less);
    }

    private static <T> T ifAsked(Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException | SdkException | NotReadyException e) {
            return null;
        }
    }
}
