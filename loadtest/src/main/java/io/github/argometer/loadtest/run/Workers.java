package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.api.model.Pod;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.loadtest.cluster.SystemUnderTest;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Share;
import io.github.argometer.send.SteadyClock;
import io.github.argometer.send.Worker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.apache.camel.util.function.ThrowingFunction;
import org.apache.camel.util.function.ThrowingRunnable;

/**
 * Sending by the pods of an indexed Job, each with its share of the plan. All start at the same time; each keeps its ledger
 * until it is in the run's folder here, and ends only then. However the run ends, no pod goes on sending: one that cannot be
 * told so is deleted with the Job.
 */
final class Workers implements Sender {

    private static final int PORT = 8080;
    private static final int LEAD_S = 2;
    private static final int AT_ONCE = 64;
    private static final long APART_MICROS = 1_000_000;
    private static final String INDEX = "batch.kubernetes.io/job-completion-index";

    private final SystemUnderTest system;
    private final WorkerJob job;
    private final Path folder;
    private final Duration patience;
    private final PrintStream err;
    private final String mayStillSend;
    private final Map<Integer, WorkerPod> pods = new TreeMap<>();
    private final ExecutorService threads =
            Executors.newFixedThreadPool(AT_ONCE, new CamelThreadFactory("worker", "worker", true));
    private Clocks.Offset clock;
    private boolean stopped;

    /**
     * The workers of {@code job}, which has been created; their ledgers go into {@code folder}.
     *
     * @param patience how long one may be out of reach before it is given up
     */
    Workers(SystemUnderTest system, WorkerJob job, Path folder, Duration patience, PrintStream err) {
        this.system = system;
        this.job = job;
        this.folder = folder;
        this.patience = patience;
        this.err = err;
        this.mayStillSend = "Job %s may still send; delete it with: kubectl -n %s delete job %s"
                .formatted(job.name(), job.namespace(), job.name());
        Interrupt.undone(mayStillSend);
    }

    /** Waits until all can send. Nothing has been sent by then. */
    void await(Readiness ready) throws Exception {
        ready.await(() -> job.missing(system.client()));
        for (Pod pod : job.pods(system.client())) {
            String name = pod.getMetadata().getName();
            int index = Integer.parseInt(pod.getMetadata().getAnnotations().get(INDEX));
            WorkerPod worker = new WorkerPod(
                    system.reach(job.namespace(), name, PORT),
                    "worker %d (pod %s)".formatted(index, name),
                    folder.resolve(new Share(index, job.workers()).ledger()),
                    patience);
            pods.put(index, worker);
        }
        Optional<String> failure = all(WorkerPod::ready).stream()
                .map(Worker.Progress::failure)
                .filter(text -> !text.isEmpty())
                .findFirst();
        if (failure.isPresent() || pods.size() < job.workers()) {
            throw new NotReadyException(
                    "Job %s has failed before the start: %s".formatted(job.name(), failure.orElse("a pod has gone")),
                    "kubectl -n %s logs --previous -l job-name=%s".formatted(job.namespace(), job.name()));
        }
    }

    /** By the workers' own clocks, since this machine's may be wrong. */
    @Override
    public void start() throws Exception {
        List<Clocks.Offset> clocks = all(WorkerPod::clock);
        LongSummaryStatistics ahead =
                clocks.stream().mapToLong(Clocks.Offset::offsetMicros).summaryStatistics();
        long error = clocks.stream().mapToLong(Clocks.Offset::errorMicros).max().orElse(0);
        long apart = ahead.getMax() - ahead.getMin();
        if (apart > APART_MICROS + 2 * error) {
            err.printf("the workers' clocks are %,d ms apart: each starts by its own%n", apart / 1_000);
        }
        clock = new Clocks.Offset((ahead.getMax() + ahead.getMin()) / 2, apart / 2 + error);
        Instant start = Instant.now().plus(ahead.getMax(), ChronoUnit.MICROS).plusSeconds(LEAD_S);
        all(pod -> pod.start(start));
    }

    @Override
    public Clocks.Offset clock() {
        return clock;
    }

    @Override
    public Map<Channel, Worker.Sent> sent() throws Exception {
        Map<Channel, Worker.Sent> sum = new TreeMap<>();
        for (Worker.Progress progress : all(stopped ? WorkerPod::last : WorkerPod::look)) {
            progress.channels().forEach((channel, sent) -> sum.merge(new Channel(channel), sent, Worker.Sent::plus));
        }
        return sum;
    }

    @Override
    public void collect() throws Exception {
        if (!stopped) { // stopping has fetched them, and the pods are gone
            all(WorkerPod::fetch);
        }
    }

    /** What a worker cannot be asked is told, and written down as missing where its ledger is. */
    @Override
    public void stop() throws Exception {
        if (stopped) {
            return;
        }
        stopped = true;
        boolean ended = false;
        try {
            // All of them first: with many, the last one's turn to be waited for comes late.
            Set<WorkerPod> told = ConcurrentHashMap.newKeySet();
            all(pod -> inOrder(pod, pod::stop) && told.add(pod));
            List<Boolean> ends = all(pod -> told.contains(pod) && inOrder(pod, pod::end));
            ended = pods.size() == job.workers() && !ends.contains(false);
        } finally {
            if (!ended && !job.delete(system.client())) {
                err.println(mayStillSend);
            }
            Interrupt.done(mayStillSend);
        }
    }

    @Override
    public List<SteadyClock.Step> clockSteps() {
        return pods.values().stream().flatMap(pod -> pod.clockSteps().stream()).toList();
    }

    @Override
    public void close() throws Exception {
        try {
            stop();
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean inOrder(WorkerPod pod, ThrowingRunnable<Exception> part) throws Exception {
        try {
            part.run();
            return true;
        } catch (IOException e) {
            err.printf("%s cannot be ended in order: %s%n", pod, e.getMessage());
            if (Files.isDirectory(folder) && !Files.exists(pod.ledger())) {
                Files.writeString(RunFiles.missing(pod.ledger()), "%s: %s%n".formatted(pod, e.getMessage()));
            }
            return false;
        }
    }

    /** What all workers answer, in their order, asked at the same time. */
    private <T> List<T> all(ThrowingFunction<WorkerPod, T, Exception> question) throws Exception {
        List<Callable<T>> questions = new ArrayList<>();
        pods.values().forEach(pod -> questions.add(() -> question.apply(pod)));
        List<T> answers = new ArrayList<>();
        for (Future<T> answer : threads.invokeAll(questions)) {
            try {
                answers.add(answer.get());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
        return answers;
    }
}
