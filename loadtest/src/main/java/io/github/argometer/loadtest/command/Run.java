package io.github.argometer.loadtest.command;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.RunFiles;
import io.github.argometer.loadtest.cluster.Cluster;
import io.github.argometer.loadtest.cluster.Kubernetes;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.loadtest.run.LoadTest;
import io.github.argometer.send.SendPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends, waits, cleans up, exports, and reports. */
@Command(
        name = "run",
        description = "Runs a load test: waits until all stages are ready, sends, waits for the rows, and reports.")
public final class Run implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingOptions settings;

    @Option(names = "--messages", paramLabel = "N", description = "Messages to each channel (send.messages).")
    private String messages;

    @Option(names = "--seed", paramLabel = "S", description = "Repeats the plan of this seed (send.seed).")
    private String seed;

    @Option(
            names = "--min-delay",
            paramLabel = "MS",
            description = "Shortest delay between two messages (send.delay.min).")
    private String minDelay;

    @Option(
            names = "--max-delay",
            paramLabel = "MS",
            description = "Longest delay between two messages (send.delay.max).")
    private String maxDelay;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            description = "Longest wait for the last row after the last message, in seconds (run.timeout).")
    private String timeout;

    private final Interrupt interrupt;

    /** A command that {@code interrupt} may end early. */
    public Run(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> options = new HashMap<>();
        options.put("send.messages", messages);
        options.put("send.seed", seed);
        options.put("send.delay.min", minDelay);
        options.put("send.delay.max", maxDelay);
        options.put("run.timeout", timeout);
        Configuration configuration = settings.configuration(options);
        Settings checked = configuration.settings();
        boolean failOnDuplicates = checked.flag("report.fail-on-duplicates");
        checked.integer("run.timeout", 1, 86_400);
        checked.integer("run.poll", 100, 60_000);
        checked.integer("clean.timeout", 0, 3_600);
        SendPlan plan = SendPlan.of(checked, Clock.systemUTC());
        checkFolder(Path.of(checked.text("runs.folder")), plan.runId());

        // The drawn id and seed become settings, so that the routes make the same plan.
        Configuration planned =
                configuration.with(Map.of("run.id", plan.runId(), "send.seed", String.valueOf(plan.seed())));
        KubernetesClient client = Kubernetes.connect();
        RunFiles files;
        try (Cluster cluster = Cluster.of(client, planned)) {
            files = new LoadTest(planned, plan, interrupt.requested(), System.err).run(cluster);
        }
        int code = Reporting.report(spec, files, failOnDuplicates);
        return interrupt.requested().getCount() == 0 ? ExitCode.NOT_AS_EXPECTED : code;
    }

    private static void checkFolder(Path runs, String runId) {
        try {
            if (!Files.isWritable(Files.createDirectories(runs))) {
                throw new BadInputException("setting runs.folder = \"%s\": not writable".formatted(runs));
            }
        } catch (IOException e) {
            throw new BadInputException("setting runs.folder = \"%s\": cannot be made: %s".formatted(runs, e), e);
        }
        if (Files.exists(runs.resolve(runId))) {
            throw new BadInputException(
                    "setting run.id = \"%s\": allowed is a run that %s does not hold yet".formatted(runId, runs));
        }
    }
}
