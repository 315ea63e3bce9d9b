package io.github.argometer.clean;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.argometer.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.util.concurrent.CamelThreadFactory;

/**
 * Deletes finished recorder Jobs, with their pods, while a run goes on: a pass each period, and one after every so many
 * messages, as the bean {@code sentMessages} of the sender counts them. Some are deleted at once, and the list is read on only
 * when one of these is done, so that neither the API nor the memory gets more than that.
 */
public class CleanUpJobs extends RouteBuilder {

    /** So often it looks whether a pass is due. */
    private static final long LOOK_MS = 250;

    private static final long IDLE_S = 10;

    @Override
    public void configure() {
        Settings settings = Settings.of(getContext());
        if (!settings.flag("clean.enabled")) {
            return;
        }
        RecorderJobs which = RecorderJobs.of(settings);
        long period = settings.integer("clean.period");
        CleanUpPace pace = new CleanUpPace(Duration.ofMillis(period), settings.integer("clean.every"));
        KubernetesClient client =
                getContext().getRegistry().lookupByNameAndType("kubernetesClient", KubernetesClient.class);
        if (client == null) {
            client = new KubernetesClientBuilder().build();
            bindToRegistry("kubernetesClient", client);
        }
        FinishedJobs jobs = new FinishedJobs(
                client,
                which,
                settings.flag("clean.failed"),
                (int) settings.integer("clean.keep"),
                getContext()::isStopping);
        bindToRegistry("finishedJobs", jobs);
        MeterRegistry metrics = getContext().getRegistry().findSingleByType(MeterRegistry.class);
        if (metrics != null) {
            jobs.tell(metrics);
        }

        from("timer:clean?period=" + Math.min(period, LOOK_MS))
                .routeId("clean-timer")
                .description("Starts a clean-up each period, and after every so many messages")
                .filter(exchange -> pace.isDue(System.nanoTime(), sent()))
                .to("direct:clean");

        // Not Camel's kubernetes-job: it lists all at once, and deletes by name, whatever that Job has become.
        SplitDefinition each = from("direct:clean")
                .routeId("clean-jobs")
                .description("Deletes every Job that is finished, a page at a time")
                .errorHandler(noErrorHandler())
                .split(method(jobs, "finished"))
                .streaming()
                .stopOnException();
        int parallel = (int) settings.integer("clean.parallel");
        if (parallel > 1) {
            each.executorService(threads(parallel));
        }
        each.bean(jobs, "delete").end().bean(jobs, "endPass");
    }

    /**
     * They read the list in turns, and who reads it waits while as many Jobs are waiting as there are threads: they must be two or
     * more. If the reader deleted Jobs itself then, as Camel's policies have it, its stack would grow with each.
     */
    private static ExecutorService threads(int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_S,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(threads),
                new CamelThreadFactory("Camel thread ##counter# - #name#", "clean", true),
                CleanUpJobs::await);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static void await(Runnable task, ThreadPoolExecutor pool) {
        try {
            pool.getQueue().put(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(e);
        }
    }

    private long sent() {
        LongSupplier sent = getContext().getRegistry().lookupByNameAndType("sentMessages", LongSupplier.class);
        return sent == null ? 0 : sent.getAsLong();
    }
}
