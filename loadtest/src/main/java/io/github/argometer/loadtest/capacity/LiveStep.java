package io.github.argometer.loadtest.capacity;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.clean.CleanUpJobs;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.Reason;
import io.github.argometer.loadtest.cluster.argo.JetStream;
import io.github.argometer.loadtest.cluster.aws.SqsQueue;
import io.github.argometer.loadtest.cluster.kubernetes.Jobs;
import io.github.argometer.loadtest.run.Routes;
import io.github.argometer.loadtest.run.RowCounts;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.SendEvents;
import io.github.argometer.send.SendLedger;
import io.github.argometer.send.SendMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** One step of the search while it goes on: sends by the routes of every run, and looks at each hop. */
final class LiveStep implements AutoCloseable {

    private static final long LOOK_MS = 1_000;
    /** With fewer looks a step has no two halves to compare. */
    private static final int FEW = 2;
    /** So long looks may fail one after the other. */
    private static final long UNSEEN_NS = TimeUnit.SECONDS.toNanos(30);

    private final Settings settings;
    private final KubernetesClient client;
    private final JetStream bus;
    private final Channel channel;
    private final Routes routes;
    private final SendPlan plan;
    private final SendLedger ledger;
    private final RowCounts rows;
    /** Why the last look failed; "" where it did not. */
    private String trouble = "";

    /** Starts sending what {@code configuration} plans. */
    LiveStep(Configuration configuration, KubernetesClient client, JetStream bus, Channel channel) throws Exception {
        this.settings = configuration.settings();
        this.client = client;
        this.bus = bus;
        this.channel = channel;
        this.routes = Routes.start(configuration, client, new CleanUpJobs(), new SendEvents());
        this.plan = routes.bean("sendPlan", SendPlan.class);
        this.ledger = routes.bean("sendLedger", SendLedger.class);
        this.rows = new RowCounts(routes.bean("dataSource", DataSource.class), plan.runId());
    }

    /**
     * Looks at every hop each second for so long, and then, or when {@code interrupted} opens, ends sending.
     *
     * @throws UnseenException where too many looks failed for the growth of a backlog to be told
     */
    RateStep hold(double rate, Duration time, CountDownLatch interrupted) throws Exception {
        List<RateStep.Sample> samples = new ArrayList<>();
        int looks = 0;
        long start = System.nanoTime();
        long seen = start;
        while (!interrupted.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
            long elapsed = System.nanoTime() - start;
            long due = Math.min(plan.messages(), Math.round(rate * elapsed / 1e9));
            Optional<RateStep.Sample> sample = look(due, acceptedToCome());
            sample.ifPresent(samples::add);
            looks++;
            seen = sample.isPresent() ? System.nanoTime() : seen;
            if (elapsed >= time.toNanos() || System.nanoTime() - seen >= UNSEEN_NS) {
                break;
            }
        }
        routes.stopSending();
        if (interrupted.getCount() > 0 && (!trouble.isEmpty() || samples.size() < Math.max(FEW, (looks + 1) / 2))) {
            throw new UnseenException(
                    trouble.isEmpty() ? "only %d of %d looks came through".formatted(samples.size(), looks) : trouble);
        }
        return new RateStep(rate, time, (double) plan.expected(channel) / plan.messages(), samples);
    }

    /**
     * Waits until nothing waits anywhere, so that the next step begins as this one did.
     *
     * @return what still waited when that took too long, by hop; empty where nothing did, or when interrupted
     * @throws UnseenException where the last look failed
     */
    Map<Backlog, Long> drain(Duration patience, CountDownLatch interrupted) throws Exception {
        long start = System.nanoTime();
        while (!interrupted.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
            Optional<Map<Backlog, Long>> waiting = look(ended(), leastToCome()).map(RateStep.Sample::waiting);
            boolean over = System.nanoTime() - start >= patience.toNanos();
            if (waiting.isPresent() && (over || waiting.get().isEmpty())) {
                return waiting.get();
            }
            if (over) {
                throw new UnseenException(trouble);
            }
        }
        return Map.of();
    }

    @Override
    public void close() {
        routes.close();
    }

    /** Empty where it fails: whatever is asked may be away for a moment. */
    private Optional<RateStep.Sample> look(long due, long expected) {
        try {
            RateStep.Sample sample = sample(due, expected);
            trouble = rows.trouble();
            return trouble.isEmpty() ? Optional.of(sample) : Optional.empty();
        } catch (KubernetesClientException | SdkException | NotReadyException e) {
            trouble = e instanceof NotReadyException missing
                    ? missing.missing().get(0).what()
                    : Reason.line(e);
            return Optional.empty();
        }
    }

    /** Rows that may come of what was accepted so far, about. */
    private long acceptedToCome() {
        return Math.round((double) ledger.accepted(channel) * plan.expected(channel) / plan.messages());
    }

    /** Rows that come at least, whichever messages were not accepted. */
    private long leastToCome() {
        return Math.max(0, plan.expected(channel) - (plan.messages() - ledger.accepted(channel)));
    }

    private RateStep.Sample sample(long due, long expected) {
        Map<Backlog, Long> backlogs = new EnumMap<>(Backlog.class);
        backlogs.put(Backlog.GENERATOR, Math.max(0, due - ended()));
        if (channel == Channel.SQS) {
            backlogs.put(
                    Backlog.SOURCE,
                    SqsQueue.depth(routes.bean("sqsClient", SqsClient.class), settings.text("sqs.queue-url")));
            backlogs.put(Backlog.JOBS, Jobs.count(client, settings).active());
        }
        backlogs.put(Backlog.SENSOR, bus.messages());
        long recorded = rows.count().getOrDefault(channel.label(), 0L);
        backlogs.put(Backlog.RECORDED, Math.max(0, expected - recorded));
        return new RateStep.Sample(
                backlogs, routes.bean("sendMetrics", SendMetrics.class).recentLateness(channel));
    }

    private long ended() {
        return ledger.accepted(channel) + ledger.failed(channel) + ledger.unknown(channel);
    }

    /** A step could not be looked at, so nothing is known of it. */
    final class UnseenException extends Exception {

        /** For what {@code why} says. */
        UnseenException(String why) {
            super(why);
        }
    }
}
