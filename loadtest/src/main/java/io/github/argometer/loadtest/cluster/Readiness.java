package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits until nothing is missing, so that no message is sent into the void. */
public final class Readiness {

    /** One look at one part of the system. */
    @FunctionalInterface
    public interface Check {

        /** What is missing now; empty when all is well. */
        List<Missing> missing();
    }

    private static final long PAUSE_MS = 1_000;

    private final long deadline;
    private final CountDownLatch cancelled;
    private final Consumer<Missing> waiting;

    /**
     * @param limit longest wait for all that this object is asked to await, together
     * @param cancelled ends every wait when it opens
     * @param waiting told what is waited for, each time that it changes
     */
    public Readiness(Duration limit, CountDownLatch cancelled, Consumer<Missing> waiting) {
        this.deadline = System.nanoTime() + limit.toNanos();
        this.cancelled = cancelled;
        this.waiting = waiting;
    }

    /**
     * A wait of {@code ready.timeout} at most, which tells {@code err} what it waits for.
     *
     * @throws Settings.Invalid for a time-out outside its range
     */
    public static Readiness of(Settings settings, CountDownLatch cancelled, PrintStream err) {
        return new Readiness(
                Duration.ofSeconds(settings.integer("ready.timeout")),
                cancelled,
                missing -> err.println("waiting: " + missing.what()));
    }

    /**
     * Returns once all of {@code checks} find nothing missing at the same time.
     *
     * @throws NotReadyException with all that is missing, when the time is over or the wait was cancelled
     */
    public void await(Check... checks) throws InterruptedException {
        Missing told = null;
        while (true) {
            List<Missing> missing = look(checks);
            if (missing.isEmpty()) {
                return;
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left > 0 && !missing.get(0).equals(told)) {
                told = missing.get(0);
                waiting.accept(told);
            }
            if (left <= 0 || cancelled.await(Math.min(left, PAUSE_MS), TimeUnit.MILLISECONDS)) {
                throw new NotReadyException(missing);
            }
        }
    }

    private static List<Missing> look(Check... checks) {
        Set<Missing> missing = new LinkedHashSet<>();
        for (Check check : checks) {
            try {
                missing.addAll(check.missing());
            } catch (KubernetesClientException e) {
                missing.add(Kubernetes.failure(e));
            }
        }
        return List.copyOf(missing);
    }
}
