package io.github.argometer.clean;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Deletes completed Jobs with their pods, each once: a pass asks for those that are complete, and what cannot be deleted is
 * told at its end. Failed Jobs are left for whoever looks into them.
 */
public final class FinishedJobs {

    /** So many are named where many cannot be deleted. */
    private static final int EXAMPLES = 5;

    private final KubernetesClient client;
    private final RecorderJobs jobs;
    private final AtomicLong deleted = new AtomicLong();
    private final Map<String, String> refused = new ConcurrentSkipListMap<>();
    private volatile BooleanSupplier stopped;

    /** Those of {@code jobs}, until {@code stopped}. */
    FinishedJobs(KubernetesClient client, RecorderJobs jobs, BooleanSupplier stopped) {
        this.client = client;
        this.jobs = jobs;
        this.stopped = stopped;
    }

    /** Begins a pass: the names of the Jobs that are complete and have not been asked to go. */
    public Iterator<String> completed() {
        refused.clear();
        Iterator<Job> all = jobs.all(client);
        return new Iterator<>() {
            private String next;

            @Override
            public boolean hasNext() {
                while (next == null && !stopped() && all.hasNext()) {
                    Job job = all.next();
                    if (RecorderJobs.has(job, "Complete") && !RecorderJobs.isBeingDeleted(job)) {
                        next = job.getMetadata().getName();
                    }
                }
                return next != null && !stopped();
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                String name = next;
                next = null;
                return name;
            }
        };
    }

    /**
     * Deletes a Job once its pods are gone. One that is refused does not stop the pass; one without any answer does.
     *
     * @throws KubernetesClientException where there is no answer
     */
    public void delete(String name) {
        try {
            client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(jobs.namespace())
                    .withName(name)
                    .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                    .delete();
            deleted.incrementAndGet();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 0) {
                throw e;
            }
            refused.put(name, reason(e));
        }
    }

    /**
     * Ends a pass.
     *
     * @throws NotDeletedException naming those that were refused
     */
    public void endPass() throws NotDeletedException {
        if (!refused.isEmpty()) {
            String examples = refused.entrySet().stream()
                    .limit(EXAMPLES)
                    .map(job -> String.format(Locale.ROOT, "%s (%s)", job.getKey(), job.getValue()))
                    .collect(Collectors.joining(", "));
            int more = refused.size() - EXAMPLES;
            throw new NotDeletedException(
                    refused.size(), examples + (more > 0 ? String.format(Locale.ROOT, ", and %d more", more) : ""));
        }
    }

    /**
     * Jobs seen off since the start: those that are gone or will be as soon as their pods are, and those that were gone when
     * their turn came.
     */
    public long deleted() {
        return deleted.get();
    }

    /** Ends the pass under way after the request under way, and all later ones at once. */
    public void stop() {
        stopWhen(() -> true);
    }

    /** The same as soon as {@code asked} says so. */
    public void stopWhen(BooleanSupplier asked) {
        BooleanSupplier before = stopped;
        stopped = () -> before.getAsBoolean() || asked.getAsBoolean();
    }

    /** Whether no more is deleted. */
    public boolean stopped() {
        return stopped.getAsBoolean();
    }

    private static String reason(KubernetesClientException e) {
        String message = e.getStatus() == null || e.getStatus().getMessage() == null
                ? e.getMessage()
                : e.getStatus().getMessage();
        return String.format(
                Locale.ROOT, "%d: %s", e.getCode(), message.lines().findFirst().orElse(""));
    }
}
