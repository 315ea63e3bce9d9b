package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.clean.CleanUpJobs;
import io.github.argometer.export.ExportRecords;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.analyse.Clocks;
import io.github.argometer.loadtest.analyse.RunFiles;
import io.github.argometer.loadtest.analyse.RunLimits;
import io.github.argometer.loadtest.cluster.AwaitReady;
import io.github.argometer.loadtest.cluster.SystemUnderTest;
import io.github.argometer.loadtest.evidence.Witness;
import io.github.argometer.send.RunFolder;
import io.github.argometer.send.SendEvents;
import io.github.argometer.send.SendPlan;
import io.github.argometer.send.SteadyClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.apache.camel.builder.RouteBuilder;

/** One load test from the first look at the cluster to the exported rows. */
public final class LoadTest {

    private static final List<String> FOR_WORKERS = List.of(
            "sqs.queue",
            "send.in-flight",
            "send.timeout",
            "send.retries",
            "send.retry-delay",
            "send.batch",
            "send.batch.linger");

    private final Configuration configuration;
    private final Settings settings;
    private final SendPlan plan;
    private final CountDownLatch interrupted;
    private final PrintStream err;

    /**
     * @param configuration with a {@code run.id} and a {@code send.seed}
     * @param plan made from it
     * @param interrupted ends the test early when it opens
     * @param err where progress is told
     */
    public LoadTest(Configuration configuration, SendPlan plan, CountDownLatch interrupted, PrintStream err) {
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.plan = plan;
        this.interrupted = interrupted;
        this.err = err;
    }

    /**
     * Runs the test.
     *
     * @return the files that tell what came of it
     * @throws io.github.argometer.loadtest.cluster.NotReadyException where the cluster is not ready in time
     */
    public RunFiles run(SystemUnderTest system) throws Exception {
        AwaitReady ready = AwaitReady.of(settings, interrupted, err);
        Map<String, String> run = new HashMap<>(system.awaitReady(ready));
        run.put("clean.enabled", "true");
        Path folder = Path.of(settings.text("runs.folder"), plan.runId());
        Witness witness = system.witness(settings);
        err.printf("run %s: %s%n", plan.runId(), plan.text());
        boolean workers = plan.workers() > 1;
        run.put("send.enabled", String.valueOf(!workers));
        List<RouteBuilder> stages = new ArrayList<>(List.of(new ExportRecords(), new CleanUpJobs()));
        if (workers) {
            new RunFolder(folder.getParent()).open(plan, Clock.systemUTC().instant());
        } else {
            stages.add(new SendEvents());
        }

        try (Routes routes =
                        Routes.start(configuration.with(run), system.client(), stages.toArray(RouteBuilder[]::new));
                Sender sender = workers ? workers(system, folder, ready) : new OwnSender(routes)) {
            RunFiles files = new RunFiles(folder);
            new RunLimits(timeout().toSeconds()).write(files.limits());
            measureClocks(routes, workers, files);
            err.print(routes.metrics().isEmpty() ? "" : "metrics: %s%n".formatted(routes.metrics()));
            try (Progress progress = Progress.on(err)) {
                watch().until(new LiveRun(routes, sender, plan, files), progress);
            }
            sender.stop();
            noteClockSteps(sender, files);
            finishJobs(routes, system);
            routes.export(plan.runId(), folder);
            witness.testify().write(files.cluster());
            return files;
        }
    }

    private Sender workers(SystemUnderTest system, Path folder, AwaitReady ready) throws Exception {
        Map<String, String> environment = new HashMap<>(system.forWorkers());
        for (String key : FOR_WORKERS) {
            environment.put(SettingFiles.variable(key), settings.text(key));
        }
        WorkerJob job = WorkerJob.create(
                system.client(),
                settings.text("cluster.test.namespace"),
                settings.text("workers.job"),
                plan,
                Files.readString(folder.resolve("plan.json")),
                environment);
        Workers workers = new Workers(system.client(), job, folder);
        try {
            workers.start(ready);
            return workers;
        } catch (Exception e) {
            job.delete(system.client());
            throw e;
        }
    }

    /** Clocks that cannot be measured are told, and no reason to end the run. */
    private void measureClocks(Routes routes, boolean workers, RunFiles files) throws IOException {
        Clock generator = workers ? Clock.systemUTC() : routes.bean("clock", SteadyClock.class);
        try {
            Clocks.measure(routes.bean("dataSource", DataSource.class), generator)
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
            err.println("clean-up failed, Jobs may be left (loadtest clean deletes them): " + e.getMessage());
        }
    }
}
