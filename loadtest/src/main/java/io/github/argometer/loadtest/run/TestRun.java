package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import io.github.argometer.clean.CleanUpJobs;
import io.github.argometer.clean.FinishedJobs;
import io.github.argometer.export.ExportRecords;
import io.github.argometer.export.Selection;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunLimits;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.bus.BusEvents;
import io.github.argometer.loadtest.cluster.FailureReason;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.loadtest.cluster.SystemUnderTest;
import io.github.argometer.loadtest.cluster.kubernetes.Jobs;
import io.github.argometer.loadtest.evidence.BusState;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.RunFolder;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.SendEvents;
import io.github.argometer.send.SteadyClock;
import io.github.argometer.send.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.util.function.ThrowingRunnable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** One load test from the first look at the cluster to the exported rows. */
public final class TestRun {

    private static final Logger LOG = LoggerFactory.getLogger(TestRun.class);

    private static final List<String> FOR_WORKERS = List.of(
            "send.in-flight", "send.timeout", "send.retries", "send.retry-delay", "send.batch", "send.batch.linger");

    private static final Duration LOOK_FOR_WAITING = Duration.ofSeconds(5);

    private final Configuration configuration;
    private final Settings settings;
    private final SendPlan plan;
    private final WhatWasRun what;
    private final CountDownLatch interrupted;
    private final PrintStream err;
    private final Path folder;
    private final Optional<AbortOnFail> abort;
    private RunFiles files;
    private Optional<RunMetrics> metrics = Optional.empty();
    private boolean cutShort;
    private boolean aborted;

    /**
     * @param configuration with a {@code run.id} and a {@code send.seed}
     * @param plan made from it
     * @param what was asked for, which the run's files keep
     * @param interrupted ends the test early when it opens
     * @param err where progress is told
     */
    public TestRun(
            Configuration configuration, SendPlan plan, WhatWasRun what, CountDownLatch interrupted, PrintStream err) {
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.plan = plan;
        this.what = what;
        this.interrupted = interrupted;
        this.err = err;
        this.folder = Path.of(settings.text("runs.folder"), plan.runId());
        this.abort = AbortOnFail.of(settings, plan);
    }

    /**
     * Runs the test. Where an error ends it early, {@code err} and every report of it say so, and the rest is done as in any
     * other run.
     *
     * @return the files that tell what came of it
     * @throws NotReadyException where the cluster is not ready in time
     */
    public RunFiles run(SystemUnderTest system) throws Exception {
        Readiness ready = Readiness.of(settings, interrupted, err);
        Map<String, String> run = new HashMap<>(system.awaitReady(ready));
        run.put("clean.enabled", "true");
        run.put("clean.failed", "false");
        Supplier<Evidence> witness = system.witness(settings);
        Optional<BusEvents> bus = bus(system);
        WhatWasRun described = system.describe(what);
        err.printf("run %s: %s%n", plan.runId(), plan.text());
        WaitingPods waiting = new WaitingPods(system.client(), settings, LOOK_FOR_WAITING, err);
        boolean workers = plan.workers() > 1;
        run.put("send.enabled", String.valueOf(!workers));
        run.put("send.await-start", "true");
        Configuration all = Routes.serving(configuration.with(run));
        Routes routes = workers
                ? Routes.start(all, system.client(), new ExportRecords(), new CleanUpJobs())
                : Routes.start(all, system.client(), new ExportRecords(), new CleanUpJobs(), new SendEvents(plan));
        try {
            Sender sender = workers ? workers(system, ready) : new Sender.InProcess(routes);
            try {
                files = new RunFiles(folder);
                metrics = routes.registry().map(this::metrics);
                metrics.ifPresent(shown -> show(shown, system));
                attempt(() -> described.write(folder));
                attempt(() -> waiting.follow(plan, system.byJobs()));
                bus.ifPresent(events -> attempt(() -> events.follow(files)));
                attempt(() -> follow(routes, sender));
                attempt(sender::stop);
                attempt(() -> noteClockSteps(sender));
                attempt(() -> finishJobs(routes, system));
                // Before the export, which needs the database: without that, the evidence would be lost.
                attempt(() -> witness.get().with(waiting.found()).write(files.cluster()));
                bus.ifPresent(events -> attempt(() -> end(events)));
                attempt(() -> system.deadLetters(plan.runId(), files.deadLetters())
                        .forEach(missing -> err.println("not all dead letters are known: " + missing)));
                routes.export(plan.runId(), folder, Selection.ALL, true);
                return files;
            } finally {
                close(sender::close);
            }
        } finally {
            waiting.close();
            metrics.ifPresent(shown -> close(shown::close));
            close(routes::close);
        }
    }

    /** Where the bus stands; one that cannot be read is told, and no reason to run nothing. */
    private Optional<BusEvents> bus(SystemUnderTest system) throws InterruptedException {
        try {
            return system.bus();
        } catch (NotReadyException e) {
            err.println("no bus.csv in this run: " + e.getMessage());
            return Optional.empty();
        }
    }

    private RunMetrics metrics(MeterRegistry registry) {
        String version = what.versions().getOrDefault("argometer", "");
        return new RunMetrics(registry, plan, version, seconds("run.metrics.period"));
    }

    /** Where the way of the events cannot be found, that is told, and the rest is shown. */
    private void show(RunMetrics shown, SystemUnderTest system) {
        shown.jobs(() -> Jobs.count(system.client(), settings));
        try {
            system.backlogs().ifPresent(shown::backlogs);
        } catch (NotReadyException | KubernetesClientException | SdkException e) {
            err.println("bus, queue and dead letters are not among the metrics: " + FailureReason.line(e));
        }
    }

    private void end(BusEvents events) throws Exception {
        try {
            BusState state = events.end();
            state.write(files.busState());
            if (state.gone() > 0) {
                err.printf("bus.csv lacks %,d events, which the bus did not keep%n", state.gone());
            }
        } catch (NotReadyException e) {
            err.println("no bus.csv in this run: " + e.getMessage());
        }
    }

    /** The exit code of a run whose report comes to {@code verdict}. */
    public int exitCode(int verdict) {
        if (cutShort) {
            return ExitCode.UNFORESEEN;
        }
        return aborted || interrupted.getCount() == 0 ? ExitCode.NOT_AS_EXPECTED : verdict;
    }

    private void follow(Routes routes, Sender sender) throws Exception {
        Duration patience = seconds("run.timeout");
        new RunLimits(patience.toSeconds()).write(files.limits());
        sender.start();
        measureClocks(routes, sender);
        err.print(routes.metrics().isEmpty() ? "" : "metrics: %s%n".formatted(routes.metrics()));
        Watch watch = new Watch(
                Duration.ofMillis(settings.integer("run.poll")),
                patience,
                seconds("run.settle"),
                plan.arrival().longestPause(),
                interrupted);
        try (Progress progress = Progress.on(err)) {
            watch.until(new Live(routes, sender), progress);
        }
    }

    /** Where {@code part} fails, that is told, and the next is done all the same. */
    private void attempt(ThrowingRunnable<Exception> part) {
        try {
            part.run();
        } catch (Exception e) {
            cutShort = true;
            String line = "This run was cut short: %s%n".formatted(FailureReason.line(e));
            err.print(line);
            LOG.debug("This run was cut short", e);
            try {
                files.addNote(line);
            } catch (IOException unwritten) {
                err.println("the report cannot say so: " + FailureReason.line(unwritten));
            }
        }
    }

    /** What cannot be closed is told, and no reason to lose what was done. */
    private void close(ThrowingRunnable<Exception> closing) {
        try {
            closing.run();
        } catch (Exception e) {
            err.println("warning: the run's connections cannot be closed: " + FailureReason.line(e));
        }
    }

    private Sender workers(SystemUnderTest system, Readiness ready) throws Exception {
        Map<String, String> environment = new HashMap<>();
        ofOwnChannels().forEach(key -> environment.put(SettingFiles.variable(key), settings.asWritten(key)));
        environment.putAll(system.forWorkers());
        FOR_WORKERS.forEach(key -> environment.put(SettingFiles.variable(key), settings.text(key)));
        environment.put(SettingFiles.variable("send.silence"), String.valueOf(silence()));
        Instant created = Clock.systemUTC().instant();
        WorkerJob job = WorkerJob.create(
                system.client(),
                settings.text("workers.namespace"),
                settings.text("workers.template"),
                plan,
                RunFolder.json(plan, created),
                environment);
        Workers workers = new Workers(system, job, folder, seconds("workers.timeout"), err);
        try {
            workers.await(ready);
            new RunFolder(folder.getParent()).open(plan, created);
            return workers;
        } catch (Exception e) {
            close(workers::close);
            throw e;
        }
    }

    private Stream<String> ofOwnChannels() {
        return plan.isShipped()
                ? Stream.empty()
                : plan.channels().stream()
                        .flatMap(channel -> SettingRanges.OF_A_CHANNEL.keySet().stream()
                                .map(what -> "channel.%s.%s".formatted(channel, what)))
                        .filter(key -> !settings.asWritten(key).isEmpty());
    }

    /** In seconds: a worker that goes on unheard is given up here before it gives up itself. */
    private long silence() {
        long chosen = settings.integer("send.silence");
        long between = settings.integer("workers.timeout") + settings.integer("run.poll") / 1_000 + 1;
        return chosen == 0 ? 0 : Math.max(chosen, between);
    }

    /** Clocks that cannot be measured are told, and no reason to end the run. */
    private void measureClocks(Routes routes, Sender sender) throws IOException {
        try {
            Clocks.measure(routes.bean("dataSource", DataSource.class))
                    .seenBy(sender.clock())
                    .write(files.clocks());
        } catch (SQLException e) {
            err.println("the database's clock cannot be measured: " + e.getMessage());
        }
    }

    private void noteClockSteps(Sender sender) throws IOException {
        List<SteadyClock.Step> steps = sender.clockSteps();
        if (!steps.isEmpty()) {
            Clocks.read(files.clocks()).with(steps).write(files.clocks());
        }
    }

    /** A failing clean-up is told, and no reason to lose the run's result. */
    private void finishJobs(Routes routes, SystemUnderTest system) throws Exception {
        try {
            new CleanUp(settings, system.client(), routes).finish(interrupted, err);
        } catch (KubernetesClientException e) {
            err.printf(
                    "clean-up failed (%s); delete the Jobs that are left with: loadtest clean%n",
                    FailureReason.line(e));
        }
    }

    private Duration seconds(String key) {
        return Duration.ofSeconds(settings.integer(key));
    }

    /** The run while it goes on: what the send ledger counts, what the database has, what was cleaned up. */
    private final class Live implements Watch.RunState {
        private final Routes routes;
        private final Sender sender;
        private final FinishedJobs jobs;
        private final RowCounts rowCounts;
        private final Map<Channel, Long> ended = new TreeMap<>();
        private long lookedAt = System.nanoTime();
        private volatile long accepted;

        Live(Routes routes, Sender sender) {
            this.routes = routes;
            this.sender = sender;
            this.jobs = routes.bean("finishedJobs", FinishedJobs.class);
            routes.bind("sentMessages", (LongSupplier) () -> accepted);
            this.rowCounts = new RowCounts(routes.bean("dataSource", DataSource.class), plan.runId());
        }

        @Override
        public Snapshot look() throws Exception {
            Map<String, Long> rows = rowCounts.count();
            long asked = System.nanoTime();
            Map<Channel, Worker.Sent> all = sender.sent();
            double seconds = (System.nanoTime() - lookedAt) / 1e9;
            lookedAt = System.nanoTime();
            Map<Channel, Snapshot.State> channels = new TreeMap<>();
            for (Channel channel : plan.channels()) {
                Worker.Sent sent = all.getOrDefault(channel, Worker.Sent.NONE);
                Long before = ended.put(channel, sent.ended());
                double rate = before == null ? 0 : (sent.ended() - before) / seconds;
                long recorded = rows.getOrDefault(channel.label(), 0L);
                channels.put(
                        channel,
                        new Snapshot.State(
                                plan.messages(), sent, rate, plan.expected(channel), recorded, plan.rows(channel)));
            }
            accepted =
                    all.values().stream().mapToLong(Worker.Sent::accepted).max().orElse(0);
            Snapshot now = new Snapshot(channels, jobs.deleted(), rowCounts.trouble());
            metrics.ifPresent(shown -> shown.seen(now));
            Optional<String> broken = aborted ? Optional.empty() : abort.flatMap(limits -> limits.look(now, asked));
            if (broken.isPresent()) {
                end(broken.get());
            }
            return now;
        }

        private void end(String why) throws Exception {
            aborted = true;
            err.print(why);
            files.addNote(why);
            sender.stop();
        }

        @Override
        public boolean stopped() {
            return aborted;
        }

        @Override
        public boolean allArrived() throws Exception {
            sender.collect();
            try {
                routes.exportNow(plan.runId(), folder);
            } catch (NotReadyException e) {
                LOG.info("Trying again soon: {}", e.getMessage());
                return false;
            }
            return Analysis.of(files).channels().stream()
                    .allMatch(result -> result.counts().lost() + result.counts().undecided() == 0);
        }
    }
}
