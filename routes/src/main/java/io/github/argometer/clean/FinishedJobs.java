package io.github.argometer.clean;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Deletes finished Jobs with their pods, each once: a pass asks for those that are finished, and what cannot be deleted is told
 * at its end. Only completed Jobs count as finished, unless failed ones shall go too: these are left to be looked into.
 */
public final class FinishedJobs {

    /** So many are named where many cannot be deleted. */
    private static final int EXAMPLES = 5;

    /** Of two Jobs, the one that ended first; of those that ended in the same second, the first by name. */
    private static final Comparator<Finished> BY_END =
            Comparator.comparing(Finished::ended).thenComparing(Finished::name);

    private final KubernetesClient client;
    private final RecorderJobs jobs;
    private final boolean failedToo;
    private final int keep;
    private final int parallel;
    private final ExecutorService threads;
    private final Semaphore free;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();
    private final AtomicLong notDeleted = new AtomicLong();
    private final AtomicLong passes = new AtomicLong();
    private final AtomicLong passNanos = new AtomicLong();
    private final Map<String, String> refused = new ConcurrentSkipListMap<>();
    /** Those that the next pass may delete: the API has too much to do, or trouble of its own. */
    private final Map<String, String> failed = new ConcurrentSkipListMap<>();

    private volatile BooleanSupplier stopped;
    private volatile BooleanSupplier late = () -> false;
    private volatile long begun;
    private volatile RuntimeException unanswered;

    /**
     * A Job that is finished.
     *
     * @param name its name
     * @param version its resourceVersion, as it was listed
     * @param ended when, as Kubernetes writes it: UTC, to a second
     */
    record Finished(String name, String version, String ended) {}

    /**
     * Those of {@code jobs}, until {@code stopped}.
     *
     * @param failedToo whether failed ones go too
     * @param keep so many stay, those that ended last
     * @param parallel so many are deleted at once, each by one of {@code threads}
     */
    FinishedJobs(
            KubernetesClient client,
            RecorderJobs jobs,
            boolean failedToo,
            int keep,
            int parallel,
            ExecutorService threads,
            BooleanSupplier stopped) {
        this.client = client;
        this.jobs = jobs;
        this.failedToo = failedToo;
        this.keep = keep;
        this.parallel = parallel;
        this.threads = threads;
        this.free = new Semaphore(parallel);
        this.stopped = stopped;
    }

    /** Begins a pass: the Jobs that are finished, have not been asked to go, and shall. */
    Iterator<Finished> finished() {
        refused.clear();
        failed.clear();
        unanswered = null;
        begun = System.nanoTime();
        Iterator<Job> all = jobs.all(client);
        return new Iterator<>() {
            private final PriorityQueue<Finished> last = new PriorityQueue<>(BY_END);
            private Finished next;

            @Override
            public boolean hasNext() {
                while (next == null && !over() && all.hasNext()) {
                    find(all.next());
                }
                return next != null;
            }

            private void find(Job job) {
                Finished found = asFinished(job);
                if (found != null) {
                    seen.incrementAndGet();
                    last.add(found);
                    next = last.size() > keep ? last.remove() : null;
                }
            }

            @Override
            public Finished next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Finished job = next;
                next = null;
                return job;
            }
        };
    }

    /** Null where it is not. */
    private Finished asFinished(Job job) {
        if (RecorderJobs.isBeingDeleted(job)) {
            return null;
        }
        return RecorderJobs.condition(job, "Complete")
                .or(() -> failedToo ? RecorderJobs.condition(job, "Failed") : Optional.empty())
                .map(condition -> new Finished(
                        job.getMetadata().getName(),
                        job.getMetadata().getResourceVersion(),
                        Objects.requireNonNullElse(condition.getLastTransitionTime(), "")))
                .orElse(null);
    }

    /** Has a Job deleted as soon as a thread is free for it; nothing is, once the pass is over. */
    public void delete(Finished job) throws InterruptedException {
        free.acquire();
        threads.execute(() -> {
            try {
                if (!over()) {
                    request(job);
                }
            } catch (RuntimeException e) {
                unanswered = e;
            } finally {
                free.release();
            }
        });
    }

    /**
     * Deletes a Job, which its pods follow, if it still is as it was listed: one that was given other labels meanwhile, or made
     * anew by the same name, may be another's. A refusal does not end the pass; no answer at all does.
     *
     * @throws KubernetesClientException where there is no answer
     */
    private void request(Finished job) {
        // In the foreground, each would take the garbage collector three requests more.
        DeleteOptions options = new DeleteOptionsBuilder()
                .withPropagationPolicy("Background")
                .withNewPreconditions()
                .withResourceVersion(job.version())
                .endPreconditions()
                .build();
        try {
            client.raw(
                    String.format(Locale.ROOT, "/apis/batch/v1/namespaces/%s/jobs/%s", jobs.namespace(), job.name()),
                    "DELETE",
                    options);
            deleted.incrementAndGet();
        } catch (KubernetesClientException e) {
            if (e.getCode() <= 0) {
                throw e;
            }
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                deleted.incrementAndGet();
            } else {
                notDeleted.incrementAndGet();
                (isForGood(e) ? refused : failed).put(job.name(), reason(e));
            }
        }
    }

    /**
     * Ends a pass once all of it are answered.
     *
     * @throws NotDeletedException naming those that were refused
     * @throws KubernetesClientException where one had no answer
     */
    public void endPass() throws NotDeletedException, InterruptedException {
        free.acquire(parallel);
        free.release(parallel);
        passNanos.addAndGet(System.nanoTime() - begun);
        passes.incrementAndGet();
        RuntimeException none = unanswered;
        if (none != null) {
            throw none;
        }
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
     * Jobs seen off since the start: those that are gone or will be as soon as no finalizer holds them, and those that were
     * gone when their turn came.
     */
    public long deleted() {
        return deleted.get();
    }

    /** Tells {@code metrics} of Jobs found, deleted and not deleted, and of the passes and their time. */
    void tell(MeterRegistry metrics) {
        counter(metrics, "clean.seen", "Finished Jobs that passes of clean-up found, each as often as one did", seen);
        counter(metrics, "jobs.deleted", "Finished recorder Jobs that were deleted", deleted);
        counter(metrics, "clean.refused", "Deletions that the Kubernetes API refused or failed to do", notDeleted);
        FunctionTimer.builder("argometer.clean.pass", this, jobs -> passes.get(), jobs -> passNanos.get(), NANOSECONDS)
                .description("Passes of clean-up that came to their end, and their time")
                .register(metrics);
    }

    private static void counter(MeterRegistry metrics, String name, String description, AtomicLong count) {
        FunctionCounter.builder("argometer." + name, count, AtomicLong::get)
                .description(description)
                .register(metrics);
    }

    /** Ends the pass under way after the requests under way, and all later ones at once. */
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
        return unanswered != null || stopped() || late.getAsBoolean();
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
