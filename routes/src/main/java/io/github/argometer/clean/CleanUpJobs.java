package io.github.argometer.clean;

import static org.apache.camel.component.kubernetes.KubernetesConstants.KUBERNETES_JOB_NAME;
import static org.apache.camel.component.kubernetes.KubernetesConstants.KUBERNETES_NAMESPACE_NAME;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.argometer.Settings;
import org.apache.camel.builder.RouteBuilder;

/** Deletes completed recorder Jobs, with their pods, while a run goes on: one pass each period. */
public class CleanUpJobs extends RouteBuilder {

    @Override
    public void configure() {
        Settings settings = Settings.of(getContext());
        if (!settings.flag("clean.enabled")) {
            return;
        }
        settings.integer("clean.period", 100, 3_600_000);
        KubernetesClient client =
                getContext().getRegistry().lookupByNameAndType("kubernetesClient", KubernetesClient.class);
        if (client == null) {
            client = new KubernetesClientBuilder().build();
            bindToRegistry("kubernetesClient", client);
        }
        FinishedJobs jobs = new FinishedJobs(
                client,
                settings.text("clean.namespace"),
                settings.text("clean.selector"),
                settings.integer("clean.page", 1, 500));
        bindToRegistry("finishedJobs", jobs);

        from("timer:clean?period={{clean.period}}")
                .routeId("clean-timer")
                .description("Starts a clean-up each period")
                .to("direct:clean");

        from("direct:clean")
                .routeId("clean-jobs")
                .description("Deletes every Job that is complete, a page at a time")
                .split(method(jobs, "completed"))
                .streaming()
                .stopOnException()
                .setHeader(KUBERNETES_NAMESPACE_NAME, constant("{{clean.namespace}}"))
                .setHeader(KUBERNETES_JOB_NAME, body())
                .to("kubernetes-job:local?kubernetesClient=#kubernetesClient&operation=deleteJob")
                .bean(jobs, "countDeleted");
    }
}
