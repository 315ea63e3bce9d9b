package io.github.argometer.loadtest.command;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.clean.CleanUpJobs;
import io.github.argometer.clean.FinishedJobs;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.Counted;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.Jobs;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.run.CleanUp;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.loadtest.run.Routes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Deletes every completed recorder Job. */
@Command(name = "clean", description = "Deletes completed recorder Jobs until none is left.")
public final class Clean implements Callable<Integer> {

    @Mixin
    private final SettingOptions settings = new SettingOptions();

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
            CleanUp cleanUp = new CleanUp(configuration.settings(), client, routes);
            Jobs left = cleanUp.now();
            settings.out()
                    .printf(
                            Locale.ROOT,
                            "%sdeleted %s; left: %,d completed, %,d still running, %,d failed%n",
                            jobs.stopped() ? "interrupted: " : "",
                            Counted.of(jobs.deleted(), "completed Job", "completed Jobs"),
                            left.completed() + left.deleting(),
                            left.active(),
                            left.failed());
            List<Missing> undone = jobs.stopped() ? List.of() : cleanUp.undone(left);
            if (!undone.isEmpty()) {
                throw new NotReadyException(undone);
            }
            return ExitCode.OK;
        }
    }
}
