package io.github.argometer.loadtest.command;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.cluster.Cluster;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.loadtest.run.TestRun;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Sends, waits, cleans up, exports, and reports. */
@Command(
        name = "run",
        description = "Runs a load test: waits until all stages are ready, sends, waits for the rows, and reports.")
public final class Run implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    private final Interrupt interrupt;

    /** A command that {@code interrupt} may end early. */
    public Run(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    @Override
    public Integer call() throws Exception {
        RunOptions.Planned planned = RunOptions.plan(options.configuration(Map.of()));
        Cluster.check(planned.configuration());
        interrupt.allow(longest(planned));
        KubernetesClient client = Kubernetes.connect();
        TestRun test = new TestRun(
                planned.configuration(),
                planned.plan(),
                Invocation.of(spec, planned.configuration(), Map.of()),
                interrupt.requested(),
                System.err);
        RunFiles files;
        try (Cluster cluster = Cluster.of(client, planned.configuration())) {
            files = test.run(cluster);
        }
        return test.exitCode(Analyse.report(spec, files, planned.configuration()));
    }

    /** For workers, to read and put back each channel's dead letters, and for the export. */
    private static Duration longest(RunOptions.Planned planned) {
        Settings settings = planned.configuration().settings();
        return Duration.ofSeconds(settings.integer("workers.timeout")
                + 2
                        * settings.integer("run.dead-letters")
                        * planned.plan().channels().size()
                + settings.integer("export.patience"));
    }
}
