package io.github.argometer.clean;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Deletes completed Jobs with their pods, each once: a pass asks for those that are complete, and what cannot be deleted is
 * told at its end. Failed Jobs are left to be looked into.
 */
public final class FinishedJobs {

    /** So many are named where many cannot be deleted. */
    private static final int EXAMPLES = 5;

    private final KubernetesClient client;
    private final RecorderJobs jobs;
    private final AtomicLong deleted = new AtomicLong();
    private final Map<String, String> refused = new ConcurrentSkipListMap<>();
    /** Those that the next pass may delete: the API has too much to do, or trouble of its own. */
    private final Map<String, String> failed = new ConcurrentSkipListMap<>();

    private volatile BooleanSupplier stopped;
    private volatile BooleanSupplier late = () -> false;

    /** Those of {@code jobs}, until {@code stopped}. */
    FinishedJobs(KubernetesClient client, RecorderJobs jobs, BooleanSupplier stopped) {
        this.client = client;
        this.jobs = jobs;
        this.stopped = stopped;
    }

    /** Begins a pass: the names of the Jobs that are complete and have not been asked to go. */
    public Iterator<String> completed() {
        refused.clear();
        failed.clear();
        Iterator<Job> all = jobs.all(client);
        return new Iterator<>() {
            private String next;

            @Override
            public boolean hasNext() {
                while (next == null && !over() && all.hasNext()) {
                    Job job = all.next();
                    if (RecorderJobs.has(job, "Complete") && !RecorderJobs.isBeingDeleted(job)) {
                        next = job.getMetadata().getName();
                    }
                }
                return next != null && !over();
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
            (isForGood(e) ? refused : failed).put(name, reason(e));
        }
    }

    /**
     * Ends a pass.
     *
     * @throws NotDeletedException naming those that were refused
     */
    public void endPass() throws NotDeletedException {
        if (!refused.isEmpty() || !failed.isEmpty()) {
            Map<String, String> which = new TreeMap<>(failed);
            which.putAll(refused);
            String examples = which.entrySet().stream()
                    .limit(EXAMPLES)
                    .map(job -> String.format(Locale.ROOT, "%s (%s)", job.getKey(), job.getValue()))
                    .collect(Collectors.joining(", "));
            int more = which.size() - EXAMPLES;
            throw new NotDeletedException(
                    which.size(),
                    refused.size(),
                    examples + (more > 0 ? String.format(Locale.ROOT, ", and %d more", more) : ""));
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

    /** Ends a pass under way, and each later one at once, as soon as {@code over} says that there is no more time for it. */
    public void deadline(BooleanSupplier over) {
        late = over;
    }

    private boolean over() {
        return stopped() || late.getAsBoolean();
    }

    /** Whether no more is deleted. */
    public boolean stopped() {
        return stopped.getAsBoolean();
    }

    /** Whether asking again soon would be answered alike. */
    private static boolean isForGood(KubernetesClientException e) {
        return e.getCode() < 500 && e.getCode() != 429 && e.getCode() != 409;
    }

    private static String reason(KubernetesClientException e) {
        String message = e.getStatus() == null || e.getStatus().getMessage() == null
                ? e.getMessage()
                : e.getStatus().getMessage();
        return String.format(
                Locale.ROOT, "%d: %s", e.getCode(), message.lines().findFirst().orElse(""));
    }
}
