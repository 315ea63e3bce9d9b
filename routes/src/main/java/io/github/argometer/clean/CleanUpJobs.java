package io.github.argometer.clean;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.argometer.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.camel.builder.RouteBuilder;

/**
 * Deletes finished recorder Jobs, with their pods, while a run goes on: a pass each period, and one after every so many
 * messages, as the bean {@code sentMessages} of the sender counts them. Some are deleted at once, and the list is read on only
 * when one of these is done, so that neither the API nor the memory gets more than that.
 */
public class CleanUpJobs extends RouteBuilder {

    /** So often it looks whether a pass is due. */
    private static final long LOOK_MS = 250;

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
                (int) settings.integer("clean.parallel"),
                getContext().getExecutorServiceManager().newCachedThreadPool(this, "clean"),
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
        from("direct:clean")
                .routeId("clean-jobs")
                .description("Deletes every Job that is finished, a page at a time")
                .errorHandler(noErrorHandler())
                .split(method(jobs, "finished"))
                .streaming()
                .stopOnException()
                .bean(jobs, "delete")
                .end()
                .bean(jobs, "endPass");
    }

    private long sent() {
        LongSupplier sent = getContext().getRegistry().lookupByNameAndType("sentMessages", LongSupplier.class);
        return sent == null ? 0 : sent.getAsLong();
    }
}
