package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.clean.CleanUpJobs;
import io.github.argometer.export.ExportRecords;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.Reason;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunLimits;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.loadtest.cluster.SystemUnderTest;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.plan.RunFolder;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.SendEvents;
import io.github.argometer.send.SteadyClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One load test from the first look at the cluster to the exported rows. */
public final class TestRun {

    private static final Logger LOG = LoggerFactory.getLogger(TestRun.class);

    private static final List<String> FOR_WORKERS = List.of(
            "send.in-flight", "send.timeout", "send.retries", "send.retry-delay", "send.batch", "send.batch.linger");

    private final Configuration configuration;
    private final Settings settings;
    private final SendPlan plan;
    private final WhatWasRun what;
    private final CountDownLatch interrupted;
    private final PrintStream err;
    private boolean cutShort;

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
    }

    /**
     * Runs the test. Where it ends early for an error, that is told on {@code err} and in every report of it, and the rest is
     * done as in any other run.
     *
     * @return the files that tell what came of it
     * @throws io.github.argometer.loadtest.cluster.NotReadyException where the cluster is not ready in time
     */
    public RunFiles run(SystemUnderTest system) throws Exception {
        Watch watch = watch();
        Duration patience = Duration.ofSeconds(settings.integer("workers.timeout"));
        Readiness ready = Readiness.of(settings, interrupted, err);
        Map<String, String> run = new HashMap<>(system.awaitReady(ready));
        run.put("clean.enabled", "true");
        Path folder = Path.of(settings.text("runs.folder"), plan.runId());
        Supplier<Evidence> witness = system.witness(settings);
        WhatWasRun described = system.describe(what);
        err.printf("run %s: %s%n", plan.runId(), plan.text());
        boolean workers = plan.workers() > 1;
        run.put("send.enabled", String.valueOf(!workers));
        List<RouteBuilder> stages = new ArrayList<>(List.of(new ExportRecords(), new CleanUpJobs()));
        if (!workers) {
            stages.add(new SendEvents());
        }
        Routes routes = Routes.start(configuration.with(run), system.client(), stages.toArray(RouteBuilder[]::new));
        try {
            Sender sender = workers ? workers(system, folder, ready, patience) : new Sender.InProcess(routes);
            try {
                RunFiles files = new RunFiles(folder);
                attempt(files, () -> described.write(folder));
                attempt(files, () -> follow(routes, sender, watch, files));
                attempt(files, sender::stop);
                attempt(files, () -> noteClockSteps(sender, files));
                attempt(files, () -> finishJobs(routes, system));
                // Before the export, which needs the database: without that, the evidence would be lost.
                attempt(files, () -> witness.get().write(files.cluster()));
                routes.export(plan.runId(), folder);
                return files;
            } finally {
                close(sender::close);
            }
        } finally {
            close(routes::close);
        }
    }

    /** The exit code of a run whose report comes to {@code verdict}. */
    public int exitCode(int verdict) {
        if (cutShort) {
            return ExitCode.UNFORESEEN;
        }
        return interrupted.getCount() == 0 ? ExitCode.NOT_AS_EXPECTED : verdict;
    }

    private void follow(Routes routes, Sender sender, Watch watch, RunFiles files) throws Exception {
        new RunLimits(timeout().toSeconds()).write(files.limits());
        sender.start();
        measureClocks(routes, sender, files);
        err.print(routes.metrics().isEmpty() ? "" : "metrics: %s%n".formatted(routes.metrics()));
        try (Progress progress = Progress.on(err)) {
            watch.until(new LiveRun(routes, sender, plan, files), progress);
        }
    }

    /** A part of the run. */
    @FunctionalInterface
    private interface Part {
        void run() throws Exception;
    }

    /** Where {@code part} fails, that is told, and the next is done all the same. */
    private void attempt(RunFiles files, Part part) {
        try {
            part.run();
        } catch (Exception e) {
            cutShort(files, e);
        }
    }

    private void cutShort(RunFiles files, Exception e) {
        cutShort = true;
        String line = "This run did not end in order: %s%n".formatted(Reason.line(e));
        err.print(line);
        LOG.debug("This run did not end in order", e);
        try {
            files.addNote(line);
        } catch (IOException unwritten) {
            err.println("the report cannot say so: " + Reason.line(unwritten));
        }
    }

    /** What cannot be closed is told, and no reason to lose what was done. */
    private void close(Part closing) {
        try {
            closing.run();
        } catch (Exception e) {
            err.println("warning: the run's connections cannot be closed: " + Reason.line(e));
        }
    }

    private Sender workers(SystemUnderTest system, Path folder, Readiness ready, Duration patience) throws Exception {
        Map<String, String> environment = new HashMap<>(system.forWorkers());
        for (String key : FOR_WORKERS) {
            environment.put(SettingFiles.variable(key), settings.text(key));
        }
        environment.put(SettingFiles.variable("send.silence"), String.valueOf(silence()));
        Instant created = Clock.systemUTC().instant();
        WorkerJob job = WorkerJob.create(
                system.client(),
                settings.text("cluster.test.namespace"),
                settings.text("workers.job"),
                plan,
                RunFolder.json(plan, created),
                environment);
        Workers workers = new Workers(system, job, folder, patience, err);
        try {
            workers.await(ready);
            new RunFolder(folder.getParent()).open(plan, created);
            return workers;
        } catch (Exception e) {
            close(workers::close);
            throw e;
        }
    }

    /** In seconds: a worker that goes on unheard is given up here before it gives up itself. */
    private long silence() {
        long chosen = settings.integer("send.silence");
        long between = settings.integer("workers.timeout") + settings.integer("run.poll") / 1_000 + 1;
        return chosen == 0 ? 0 : Math.max(chosen, between);
    }

    /** Clocks that cannot be measured are told, and no reason to end the run. */
    private void measureClocks(Routes routes, Sender sender, RunFiles files) throws IOException {
        try {
            Clocks.measure(routes.bean("dataSource", DataSource.class))
                    .seenBy(sender.clock())
                    .write(files.clocks());
        } catch (SQLException e) {
            err.println("the database's clock cannot be measured: " + e.getMessage());
        }
    }

    private static void noteClockSteps(Sender sender, RunFiles files) throws IOException {
        List<SteadyClock.Step> steps = sender.clockSteps();
        if (!steps.isEmpty()) {
            Clocks.read(files.clocks()).with(steps).write(files.clocks());
        }
    }

    private Duration timeout() {
        return Duration.ofSeconds(settings.integer("run.timeout"));
    }

    private Watch watch() {
        return new Watch(
                Duration.ofMillis(settings.integer("run.poll")),
                timeout(),
                Duration.ofSeconds(settings.integer("run.settle")),
                plan.arrival().longestPause(),
                interrupted);
    }

    /** A failing clean-up is told, and no reason to lose the run's result. */
    private void finishJobs(Routes routes, SystemUnderTest system) throws Exception {
        try {
            new CleanUp(settings, system.client(), routes).finish(interrupted, err);
        } catch (KubernetesClientException e) {
            err.println("clean-up failed, Jobs may be left (loadtest clean deletes them): " + Reason.line(e));
        }
    }
}
