package io.github.argometer.loadtest.command;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.clean.CleanUpJobs;
import io.github.argometer.clean.FinishedJobs;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.cluster.Jobs;
import io.github.argometer.loadtest.cluster.Kubernetes;
import io.github.argometer.loadtest.run.CleanUp;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.loadtest.run.Routes;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Deletes every completed recorder Job. */
@Command(name = "clean", description = "Deletes completed recorder Jobs until none is left.")
public final class Clean implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingOptions settings;

    private final Interrupt interrupt;

    /** A command that {@code interrupt} may end early. */
    public Clean(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = settings.configuration(Map.of("clean.enabled", "true"));
        try (KubernetesClient client = Kubernetes.connect();
                Routes routes = Routes.start(configuration, client, new CleanUpJobs())) {
            FinishedJobs jobs = routes.bean("finishedJobs", FinishedJobs.class);
            interrupt.onRequest(jobs::stop);
            Jobs left = new CleanUp(configuration.settings(), client, routes).now();
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "deleted %,d completed Jobs; left are %s%,d that still run and %,d that failed%n",
                            jobs.deleted(),
                            jobs.stopped() ? "%,d that are completed, ".formatted(left.completed()) : "",
                            left.active(),
                            left.failed());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }
}
