package io.github.argometer.standin.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.standin.manifest.JobManifest;
import io.github.argometer.standin.mishap.Mishaps;
import java.time.Duration;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stand-in for Kubernetes' Job controller: runs each Job's pods one after the other, so many Jobs at once, until one
 * succeeds, the policy says that none will, or the limit is reached.
 */
public final class StandInJobs implements AutoCloseable {

    /** As Kubernetes' Job controller: before the second pod; doubled for each after that. */
    public static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Logger LOG = LoggerFactory.getLogger(StandInJobs.class);

    /** Runs a Job's pod, of one container. */
    public interface Pod {

        /** What a killed container ends with. */
        int KILLED = 137;

        /**
         * Runs it to its end, or to its deadline.
         *
         * @return the program's exit code
         */
        int run(JobManifest job) throws InterruptedException;
    }

    private final Pod pods;
    private final Duration firstPause;
    private final Mishaps mishaps;
    private final ScheduledExecutorService threads;
    private final NavigableMap<String, StandInJob> jobs = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /**
     * @param pods runs one pod
     * @param atOnce pods that run side by side
     * @param firstPause before the second pod of a Job
     * @param mishaps hear of Jobs that fail
     */
    public StandInJobs(Pod pods, int atOnce, Duration firstPause, Mishaps mishaps) {
        this.pods = pods;
        this.firstPause = firstPause;
        this.mishaps = mishaps;
        this.threads = Executors.newScheduledThreadPool(atOnce);
    }

    /**
     * Makes a Job; it runs later.
     *
     * @throws IllegalStateException once this is closed, and where a Job of its name is there
     */
    public void create(ObjectNode tree) {
        Resource resource = new Resource("the Job", tree);
        JobManifest manifest = resource.as(JobManifest.class);
        manifest.container(resource);
        String name = manifest.metadata().name() != null
                ? manifest.metadata().name()
                : String.format(Locale.ROOT, "%s%08d", manifest.metadata().generateName(), numbers.incrementAndGet());
        if (!NAME.matcher(name).matches()) {
            throw new IllegalStateException("the API server refuses the name \"%s\"".formatted(name));
        }
        StandInJob job = new StandInJob(name, resource.namespace(), manifest);
        if (jobs.putIfAbsent(key(job.namespace(), name), job) != null) {
            throw new IllegalStateException(
                    "a Job %s is there already in namespace %s".formatted(name, job.namespace()));
        }
        schedule(job, Duration.ZERO);
    }

    /** Jobs by namespace and name. */
    NavigableMap<String, StandInJob> all() {
        return jobs;
    }

    /** Forgets a Job. */
    boolean delete(String namespace, String name) {
        return jobs.remove(key(namespace, name)) != null;
    }

    /** Where a Job stands among all; those of a namespace stand together, by name. */
    static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private void schedule(StandInJob job, Duration pause) {
        try {
            threads.schedule(
                    mishaps.thread("Job " + job.name(), () -> run(job)), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("closed", e);
        }
    }

    private void run(StandInJob job) throws InterruptedException {
        int code = run(job.manifest());
        Optional<Duration> pause = job.ended(code, firstPause);
        if (threads.isShutdown()) {
            return;
        }
        pause.ifPresent(until -> schedule(job, until));
        if (job.state() == StandInJob.State.FAILED) {
            mishaps.lost("its Job", "%s failed for good with exit code %d".formatted(job.name(), code));
        }
        Integer kept = job.manifest().spec().ttlSecondsAfterFinished();
        if (pause.isEmpty() && kept != null) {
            threads.schedule(() -> delete(job.namespace(), job.name()), kept, TimeUnit.SECONDS);
        }
    }

    /** A pod that the program cannot be started for has failed like one that ended badly. */
    private int run(JobManifest job) throws InterruptedException {
        try {
            return pods.run(job);
        } catch (RuntimeException e) {
            LOG.warn("local stand-in: a pod does not start", e);
            return Pod.KILLED;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
