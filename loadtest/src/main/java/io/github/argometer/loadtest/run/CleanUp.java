package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.clean.FinishedJobs;
import io.github.argometer.loadtest.cluster.Jobs;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Deletes completed Jobs until none is left. */
public final class CleanUp {

    private static final long PAUSE_MS = 500;

    private final Settings settings;
    private final KubernetesClient client;
    private final Routes routes;

    /** Clean-up by the started {@code routes}. */
    public CleanUp(Settings settings, KubernetesClient client, Routes routes) {
        this.settings = settings;
        this.client = client;
        this.routes = routes;
    }

    /** Deletes what is completed now; Jobs that still run are left alone. */
    public Jobs now() throws Exception {
        Jobs jobs;
        do {
            routes.clean();
            jobs = Jobs.count(client, settings);
        } while (jobs.completed() > 0
                && !routes.bean("finishedJobs", FinishedJobs.class).stopped());
        return jobs;
    }

    /** Waits for the Jobs that still run too, for {@code clean.timeout} at most, and tells what is left. */
    void finish(CountDownLatch interrupted, PrintStream err) throws Exception {
        long patience = TimeUnit.SECONDS.toNanos(settings.integer("clean.timeout", 0, 3_600));
        long start = System.nanoTime();
        Jobs left = now();
        while (left.active() > 0 && System.nanoTime() - start < patience) {
            if (interrupted.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                break;
            }
            left = now();
        }
        if (left.active() > 0) {
            err.printf("%,d Jobs still run; when they have ended, delete them with: loadtest clean%n", left.active());
        }
        if (left.failed() > 0) {
            err.printf(
                    "%,d Jobs have failed and are left to look into: kubectl -n %s logs -l %s%n",
                    left.failed(), settings.text("clean.namespace"), settings.text("clean.selector"));
        }
    }
}
