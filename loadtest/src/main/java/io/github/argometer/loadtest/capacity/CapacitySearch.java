package io.github.argometer.loadtest.capacity;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.clean.CleanUpJobs;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.cluster.FailureReason;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.loadtest.cluster.SystemUnderTest;
import io.github.argometer.loadtest.cluster.argo.JetStream;
import io.github.argometer.loadtest.cluster.aws.SqsQueue;
import io.github.argometer.loadtest.cluster.kubernetes.Jobs;
import io.github.argometer.loadtest.run.Routes;
import io.github.argometer.loadtest.run.RowCounts;
import io.github.argometer.plan.Arrival;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.PlanFile;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.SendEvents;
import io.github.argometer.send.SendLedger;
import io.github.argometer.send.SendMetrics;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Looks for the highest rate that each channel sustains: sends faster and faster, each rate for a while and after the last
 * one has drained, until a place on the way no longer keeps up. Of the plan it takes messages, channels and what they must
 * end as; how many and when it says itself. Channels are searched one after the other, since together none could be told from the
 * others by what gives way.
 */
public final class CapacitySearch {

    /** What each step says itself. */
    private static final List<String> ITSELF = List.of(
            "run.id",
            "send.arrival",
            "send.duration",
            "send.messages",
            "send.over-plan",
            "send.rate",
            "send.warmup-messages");

    private static final double MOST_MESSAGES = 1e9;
    private static final long LOOK_MS = 1_000;
    /** With fewer looks a step has no two halves to compare. */
    private static final int FEW = 2;
    /** So long looks may fail one after the other. */
    private static final long UNSEEN_NS = TimeUnit.SECONDS.toNanos(30);

    private final Configuration configuration;
    private final Settings settings;
    private final CountDownLatch interrupted;
    private final PrintStream err;
    private final double first;
    private final double factor;
    private final double most;
    private final Duration hold;
    private final Duration patience;
    /** Whose messages are sent. */
    private final SendPlan whole;

    private WhatWasRun what;
    private Set<Channel> byJobs = Set.of();

    /**
     * A search that {@code interrupted} ends early when it opens.
     *
     * @param what was asked for, which the files of each step keep
     * @param err where progress is told
     * @throws Settings.Invalid for a setting, of any of its steps, that is not good
     */
    public CapacitySearch(Configuration configuration, WhatWasRun what, CountDownLatch interrupted, PrintStream err) {
        this.configuration = configuration;
        this.what = what;
        this.settings = configuration.settings();
        this.interrupted = interrupted;
        this.err = err;
        Stream.concat(ITSELF.stream(), PlanReader.unread("constant", configuration::isChosen).stream())
                .filter(configuration::isChosen)
                .findFirst()
                .ifPresent(key -> {
                    throw settings.invalid(key, "left out with capacity, which plans each of its steps itself");
                });
        PlanFile.keys(settings).stream()
                .filter(configuration::isChosen)
                .findFirst()
                .ifPresent(key -> {
                    throw settings.invalid(
                            key, "left out, since the plan %s names it too".formatted(settings.text("send.plan")));
                });
        this.whole = PlanReader.plan(settings, Clock.systemUTC());
        configuration.checkChannels(whole);
        this.first = settings.number("capacity.first");
        this.factor = settings.number("capacity.factor");
        this.most = settings.number("capacity.most", first, 1_000_000);
        this.patience = Duration.ofSeconds(settings.integer("capacity.drain"));
        // A step's plan has so many messages at most.
        this.hold = Duration.ofSeconds(
                settings.integer("capacity.hold", 4, Math.min(86_400, (long) (MOST_MESSAGES / most))));
        settings.writableFolder("runs.folder");
        PlanReader.batch(settings, whole);
    }

    private SendPlan step(Channel channel, double rate) {
        return whole.only(channel, Math.max(1, Math.round(rate * hold.toSeconds())), new Arrival.Constant(rate))
                .named(PlanReader.newRunId(Clock.systemUTC()));
    }

    /** Searches, one channel after the other, and gives to {@code taker} what came of each as soon as that is known. */
    public void search(SystemUnderTest system, Consumer<ChannelCapacity> taker) throws Exception {
        Map<String, String> reached = new HashMap<>(system.awaitReady(Readiness.of(settings, interrupted, err)));
        reached.put("send.enabled", "true");
        reached.put("clean.enabled", "true");
        what = system.describe(what);
        JetStream bus = new JetStream(system.client(), settings, whole);
        byJobs = system.byJobs().stream().map(Flow::channel).collect(Collectors.toSet());
        for (Channel channel : whole.channels()) {
            if (interrupted.getCount() > 0) {
                taker.accept(search(channel, system, configuration.with(reached), bus));
            }
        }
    }

    private ChannelCapacity search(Channel channel, SystemUnderTest system, Configuration reached, JetStream bus)
            throws Exception {
        List<RateStep> steps = new ArrayList<>();
        Map<Backlog, Long> left = Map.of();
        boolean sustained = true;
        String unseen = "";
        for (double rate = first; sustained && rate <= most && interrupted.getCount() > 0; rate *= factor) {
            try (LiveStep live = start(channel, rate, system, reached, bus)) {
                what.write(Path.of(settings.text("runs.folder"), live.plan.runId()));
                RateStep step = live.hold(rate);
                if (interrupted.getCount() == 0) {
                    break;
                }
                steps.add(step);
                err.println(ChannelCapacity.line(channel, step));
                left = live.drain();
                if (!left.isEmpty()) {
                    err.printf("%s: not drained in %d s%n", channel.label(), patience.toSeconds());
                }
                sustained = step.gaveWay().isEmpty() && left.isEmpty();
            } catch (UnseenException e) {
                sustained = false;
                unseen = e.getMessage();
                err.printf(Locale.ROOT, "%s %,.1f/s: could not be observed: %s%n", channel.label(), rate, unseen);
            }
        }
        if (interrupted.getCount() == 0) {
            err.printf("%s: interrupted; higher rates were not tried%n", channel.label());
        }
        return new ChannelCapacity(channel, steps, left, unseen);
    }

    /**
     * Starts a step.
     *
     * @throws UnseenException where what it begins with could not be asked for a while, as during a step
     */
    private LiveStep start(Channel channel, double rate, SystemUnderTest system, Configuration reached, JetStream bus)
            throws Exception {
        long since = System.nanoTime();
        while (true) {
            try {
                return new LiveStep(reached, system, bus, channel, step(channel, rate));
            } catch (NotReadyException | KubernetesClientException | SdkException e) {
                if (System.nanoTime() - since >= UNSEEN_NS || interrupted.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                    throw new UnseenException(FailureReason.line(e));
                }
            }
        }
    }

    /** A step could not be observed, so nothing is known of it. */
    private static final class UnseenException extends Exception {
        UnseenException(String why) {
            super(why);
        }
    }

    /** One step of the search while it goes on: sends by the routes of every run, and looks at each backlog. */
    private final class LiveStep implements AutoCloseable {

        private final Settings settings;
        private final KubernetesClient client;
        private final JetStream bus;
        private final Channel channel;
        private final Routes routes;
        private final SendPlan plan;
        private final SendLedger ledger;
        private final RowCounts rows;
        private final Optional<SqsQueue> queue;
        private final OptionalLong cameBefore;
        /** Why the last look failed; "" where it did not. */
        private String trouble = "";

        /** Starts sending {@code plan}. */
        LiveStep(Configuration configuration, SystemUnderTest system, JetStream bus, Channel channel, SendPlan plan)
                throws Exception {
            this.settings = configuration.settings();
            this.client = system.client();
            this.bus = bus;
            this.channel = channel;
            this.queue = system.queue(channel);
            this.cameBefore = queue.isPresent() ? OptionalLong.empty() : bus.came(channel);
            this.routes = Routes.start(configuration, client, new CleanUpJobs(), new SendEvents(plan));
            this.plan = plan;
            this.ledger = routes.bean("sendLedger", SendLedger.class);
            this.rows = new RowCounts(routes.bean("dataSource", DataSource.class), plan.runId());
        }

        /**
         * Looks at every backlog each second as long as the rate is held, and then, or when interrupted, ends sending.
         *
         * @throws UnseenException where too many looks failed for the growth of a backlog to be told
         */
        RateStep hold(double rate) throws Exception {
            List<RateStep.Sample> samples = new ArrayList<>();
            double passing = (double) plan.expected(channel) / plan.messages();
            int looks = 0;
            long start = System.nanoTime();
            long seen = start;
            while (!interrupted.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                ledger.check(); // without it nothing is sent, which is not the service's doing
                long elapsed = System.nanoTime() - start;
                long due = Math.min(plan.messages(), Math.round(rate * elapsed / 1e9));
                Optional<RateStep.Sample> sample = look(due, ledger.rows(channel));
                sample.ifPresent(samples::add);
                looks++;
                seen = sample.isPresent() ? System.nanoTime() : seen;
                if (elapsed >= hold.toNanos() || System.nanoTime() - seen >= UNSEEN_NS) {
                    break;
                }
            }
            routes.stopSending();
            ledger.check();
            if (interrupted.getCount() > 0 && (!trouble.isEmpty() || samples.size() < Math.max(FEW, (looks + 1) / 2))) {
                throw new UnseenException(
                        trouble.isEmpty() ? "only %d of %d looks succeeded".formatted(samples.size(), looks) : trouble);
            }
            return new RateStep(rate, hold, passing, samples);
        }

        /**
         * Waits until nothing waits anywhere, so that the next step begins as this one did.
         *
         * @return what still waited when that took too long, by place; empty where nothing did, or when interrupted
         * @throws UnseenException where the last look failed
         */
        Map<Backlog, Long> drain() throws Exception {
            long start = System.nanoTime();
            while (!interrupted.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                // Nothing more is due, and of the rows those of messages that were accepted.
                Optional<Map<Backlog, Long>> waiting =
                        look(ended(), ledger.rows(channel)).map(RateStep.Sample::waiting);
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
            queue.ifPresent(SqsQueue::close);
            routes.close();
        }

        /**
         * Empty where it fails: whatever is asked may be away for a moment.
         *
         * @param due messages that should have been sent by now
         * @param coming rows that should come of what was sent
         */
        private Optional<RateStep.Sample> look(long due, long coming) {
            try {
                RateStep.Sample sample = sample(due, coming);
                trouble = rows.trouble();
                return trouble.isEmpty() ? Optional.of(sample) : Optional.empty();
            } catch (NotReadyException e) {
                trouble = e.missing().get(0).what();
            } catch (KubernetesClientException | SdkException e) {
                trouble = FailureReason.line(e);
            }
            return Optional.empty();
        }

        private RateStep.Sample sample(long due, long coming) {
            Map<Backlog, Long> backlogs = new EnumMap<>(Backlog.class);
            backlogs.put(Backlog.GENERATOR, Math.max(0, due - ended()));
            if (cameBefore.isPresent()) {
                bus.came(channel)
                        .ifPresent(came -> backlogs.put(
                                Backlog.SOURCE,
                                Math.max(0, ledger.accepted(channel) - (came - cameBefore.getAsLong()))));
            }
            queue.ifPresent(there -> backlogs.put(Backlog.SOURCE, there.depth()));
            if (byJobs.contains(channel)) {
                backlogs.put(Backlog.JOBS, Jobs.count(client, settings).active());
            }
            backlogs.put(Backlog.SENSOR, bus.messages());
            long recorded = rows.count().getOrDefault(channel.label(), 0L);
            backlogs.put(Backlog.RECORDED, Math.max(0, coming - recorded));
            return new RateStep.Sample(
                    backlogs, routes.bean("sendMetrics", SendMetrics.class).recentLateness(channel));
        }

        private long ended() {
            return ledger.accepted(channel) + ledger.failed(channel) + ledger.unknown(channel);
        }
    }
}
