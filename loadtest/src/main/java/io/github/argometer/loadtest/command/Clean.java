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

/** Deletes recorder Jobs that are finished. */
@Command(
        name = "clean",
        description = "Deletes recorder Jobs that are completed, or failed too, with their pods until none is left.")
public final class Clean implements Callable<Integer> {

    @Mixin
    private final SettingOptions settings = new SettingOptions(
            SettingOptions.flag("--failed", "clean.failed", "Failed Jobs go too"),
            SettingOptions.option("--keep", "N", "clean.keep", "So many stay, those that ended last, 0 by default"));

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
                            "%sdeleted %s; left: %,d completed, %,d still running, %,d failed, %,d still being deleted%n",
                            jobs.stopped() ? "interrupted: " : "",
                            Counted.of(jobs.deleted(), "finished Job", "finished Jobs"),
                            left.completed(),
                            left.active(),
                            left.failed(),
                            left.deleting());
            List<Missing> undone = jobs.stopped() ? List.of() : cleanUp.undone(left);
            if (!undone.isEmpty()) {
                throw new NotReadyException(undone);
            }
            return ExitCode.OK;
        }
    }
}
