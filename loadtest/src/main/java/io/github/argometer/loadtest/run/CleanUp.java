package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.clean.FinishedJobs;
import io.github.argometer.clean.NotDeletedException;
import io.github.argometer.loadtest.Counted;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.Jobs;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/** Deletes finished Jobs until none is left that shall go, or the time for it is over. */
public final class CleanUp {

    private static final long PAUSE_MS = 500;

    private final Settings settings;
    private final KubernetesClient client;
    private final Routes routes;
    private final FinishedJobs jobs;
    private final Duration patience;
    private final boolean failedToo;
    private final long keep;
    private Optional<NotDeletedException> refused = Optional.empty();

    /** Clean-up by the started {@code routes}, which takes {@code clean.timeout} at most. */
    public CleanUp(Settings settings, KubernetesClient client, Routes routes) {
        this.settings = settings;
        this.client = client;
        this.routes = routes;
        this.jobs = routes.bean("finishedJobs", FinishedJobs.class);
        this.patience = Duration.ofSeconds(settings.integer("clean.timeout"));
        this.failedToo = settings.flag("clean.failed");
        this.keep = settings.integer("clean.keep");
    }

    /**
     * Deletes what is finished now, and waits until it is gone; Jobs that are still running stay.
     *
     * @return what is left
     */
    public Jobs now() throws Exception {
        return until(left -> 0);
    }

    /** What {@link #now()} could not do with what is {@code left}. */
    public List<Missing> undone(Jobs left) {
        String namespace = settings.text("clean.namespace");
        List<Missing> undone = new ArrayList<>();
        refused.ifPresent(e -> undone.add(new Missing(
                e.getMessage(),
                (e.refused() > 0
                                ? "grant this user what the message names, or look at: "
                                : "look at the API, and clean up again: ")
                        + "kubectl -n %s get jobs".formatted(namespace))));
        if (left.deleting() > 0) {
            undone.add(new Missing(
                    "%s still there after %d s (clean.timeout): %s"
                            .formatted(
                                    Counted.of(left.deleting(), "deleted Job is", "deleted Jobs are"),
                                    patience.toSeconds(),
                                    String.join(", ", left.held())),
                    "see which finalizers hold them: kubectl -n %s get job %s -o yaml"
                            .formatted(namespace, left.held().get(0))));
        }
        if (going(left) > refused.map(NotDeletedException::jobs).orElse(0L)) {
            undone.add(new Missing(
                    "%s left after %d s (clean.timeout)".formatted(finished(left), patience.toSeconds()),
                    "clean up again when no run is going on, or set clean.timeout higher"));
        }
        return undone;
    }

    /** Waits for the Jobs that are still running too, and tells what is left; an interrupt ends it after the request under way. */
    void finish(CountDownLatch interrupted, PrintStream err) throws Exception {
        jobs.stopWhen(() -> interrupted.getCount() == 0);
        Jobs left = until(Jobs::active);
        if (jobs.stopped()) {
            err.printf("clean-up was interrupted; %s left, delete with: loadtest clean%n", finished(left));
        } else {
            undone(left).forEach(err::println);
        }
        if (left.active() > 0) {
            err.printf(
                    "%s still running; once completed, delete with: loadtest clean%n",
                    Counted.of(left.active(), "Job is", "Jobs are"));
        }
        if (left.failed() > 0) {
            err.printf(
                    "%s and left for a look: kubectl -n %s logs -l %s; delete with: loadtest clean --failed%n",
                    Counted.of(left.failed(), "Job has failed", "Jobs have failed"),
                    settings.text("clean.namespace"),
                    settings.text("clean.selector"));
        }
    }

    /** How many of those that are {@code left} are finished and shall go. */
    private long going(Jobs left) {
        return Math.max(0, left.completed() + (failedToo ? left.failed() : 0) - keep);
    }

    private String finished(Jobs left) {
        return Counted.of(going(left), "finished Job is", "finished Jobs are");
    }

    /** Passes until no Job is left that could be deleted, or is gone soon, or is one of {@code others}. */
    private Jobs until(ToLongFunction<Jobs> others) throws Exception {
        long start = System.nanoTime();
        BooleanSupplier late = () -> System.nanoTime() - start >= patience.toNanos();
        jobs.deadline(() -> !patience.isZero() && late.getAsBoolean()); // without any time, one pass
        pass();
        while (true) {
            long looked = System.nanoTime();
            Jobs left = Jobs.count(client, settings);
            long took = System.nanoTime() - looked;
            long refusals = refused.map(NotDeletedException::refused).orElse(0L);
            boolean done = going(left) <= refusals && left.deleting() + others.applyAsLong(left) == 0;
            if (done || late.getAsBoolean() || !pause(took)) {
                return left;
            }
            if (!late.getAsBoolean()) {
                pass(); // a later one would forget what this one was refused
            }
        }
    }

    private void pass() throws Exception {
        try {
            routes.clean();
            refused = Optional.empty();
        } catch (NotDeletedException e) {
            refused = Optional.of(e);
        }
    }

    /**
     * Twice as long as the last look {@code took}, in nanoseconds, or longer: those who delete need the API too.
     *
     * @return false where it was interrupted
     */
    private boolean pause(long took) throws InterruptedException {
        long end = System.nanoTime() + Math.max(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS), 2 * took);
        while (!jobs.stopped() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return !jobs.stopped();
    }
}
