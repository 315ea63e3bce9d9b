package io.github.argometer.local.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.local.manifest.JobManifest;
import io.github.argometer.local.manifest.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stand-in for Kubernetes' Job controller: runs each Job's pods one after the other, so many Jobs at once, until one
 * succeeds, the policy says that none will, or the limit is reached.
 */
public final class StandInJobs implements AutoCloseable {

    /** As Kubernetes' Job controller: before the second pod; doubled for each after that. */
    public static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(StandInJobs.class);

    private final Pod pods;
    private final Duration firstPause;
    private final ScheduledExecutorService threads;
    private final NavigableMap<String, StandInJob> jobs = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /**
     * @param pods runs one pod
     * @param atOnce pods that run side by side
     * @param firstPause before the second pod of a Job
     */
    public StandInJobs(Pod pods, int atOnce, Duration firstPause) {
        this.pods = pods;
        this.firstPause = firstPause;
        this.threads = Executors.newScheduledThreadPool(atOnce);
    }

    /**
     * Makes a Job; it runs later.
     *
     * @throws IllegalStateException once this is closed
     */
    public void create(ObjectNode resource) {
        JobManifest manifest = new Resource(Path.of("the Job"), resource).as(JobManifest.class);
        String name = manifest.metadata().name() != null
                ? manifest.metadata().name()
                : String.format(Locale.ROOT, "%s%08d", manifest.metadata().generateName(), numbers.incrementAndGet());
        StandInJob job = new StandInJob(name, manifest);
        if (jobs.putIfAbsent(name, job) != null) {
            throw new IllegalStateException("a Job " + name + " is there already");
        }
        schedule(job, Duration.ZERO);
    }

    /** Jobs by name. */
    NavigableMap<String, StandInJob> all() {
        return jobs;
    }

    /** Forgets a Job. */
    boolean delete(String name) {
        return jobs.remove(name) != null;
    }

    private void schedule(StandInJob job, Duration pause) {
        try {
            threads.schedule(() -> run(job), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("closed", e);
        }
    }

    private void run(StandInJob job) {
        try {
            int code = pods.run(job.manifest().spec().template());
            job.ended(code, firstPause).ifPresent(pause -> schedule(job, pause));
            if (job.state() == StandInJob.State.FAILED) {
                LOG.warn("local stand-in, {}: failed for good with exit code {}", job.name(), code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (IllegalStateException e) {
            LOG.debug("local stand-in, {}: not tried again", job.name(), e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
