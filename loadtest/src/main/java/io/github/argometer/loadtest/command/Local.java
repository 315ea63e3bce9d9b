package io.github.argometer.loadtest.command;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.RunFiles;
import io.github.argometer.loadtest.cluster.NotReadyException;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.loadtest.run.LoadTest;
import io.github.argometer.local.manifest.Manifests;
import io.github.argometer.local.service.DataFolder;
import io.github.argometer.local.service.LocalServices;
import io.github.argometer.local.service.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole load test on this machine, with a stand-in for Argo Events. */
@Command(
        name = "local",
        description =
                "Runs a load test on this machine alone: the shipped manifests, routes and recorders, with a local"
                        + " stand-in for Argo Events between them. Its delays are not those of Argo Events.")
public final class Local implements Callable<Integer> {

    /** A line on every report of such a run. */
    private static final String NOTE = "Delays are those of the local stand-in, not of Argo Events.";

    /** Enough for every kind of message, and soon over. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "send.messages",
            "120",
            "send.delay.max",
            "100",
            "run.poll",
            "250",
            "clean.period",
            "1000",
            "management.enabled",
            "false");

    private static final int SERVICES_PORT = 9320;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--manifests",
            paramLabel = "DIR",
            defaultValue = "argo-manifests/localstack",
            description = "Overlay to act out (default: ${DEFAULT-VALUE}).")
    private Path overlay;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "local-data",
            description = "Folder of the embedded database and of the recorders' logs (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "First of five ports for the local servers, 0 for any free ones (default: 0, and 9320 with"
                    + " --services-only).")
    private Integer port;

    @Option(
            names = "--services-only",
            description = "Starts everything but the sender, prints the environment that reaches it, and waits for"
                    + " Ctrl-C.")
    private boolean servicesOnly;

    private final Interrupt interrupt;

    /** A command that {@code interrupt} may end early. */
    public Local(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = options.configuration(DEFAULTS);
        RunOptions.Planned planned = servicesOnly ? null : RunOptions.plan(configuration);
        int first = port == null ? (servicesOnly ? SERVICES_PORT : 0) : port;
        if (first < 0 || first > Ports.LAST) {
            throw new BadInputException("--port %d: allowed is 0 to %d".formatted(first, Ports.LAST));
        }
        Manifests manifests = Manifests.read(overlay);
        try (LocalServices services =
                LocalServices.of(manifests, DataFolder.open(data), configuration, new Ports(first))) {
            System.err.println("starting the local services and the stand-in for Argo Events");
            services.start();
            return servicesOnly ? serve(services) : run(services, planned);
        } catch (IOException | UncheckedIOException e) {
            throw new NotReadyException(
                    "a file cannot be read or written: " + e.getMessage(),
                    "look at the space and the rights of --data %s and --runs".formatted(data));
        }
    }

    private int run(LocalServices services, RunOptions.Planned planned) throws Exception {
        Files.createDirectories(planned.folder());
        Files.writeString(planned.folder().resolve("note.txt"), NOTE + "\n");
        LoadTest test = new LoadTest(planned.configuration(), planned.plan(), interrupt.requested(), System.err);
        RunFiles files = test.run(services);
        return test.exitCode(Reporting.report(spec, files, planned.configuration()));
    }

    private int serve(LocalServices services) throws InterruptedException {
        new TreeMap<>(services.variables())
                .forEach((name, value) -> spec.commandLine().getOut().printf("export %s=%s%n", name, value));
        spec.commandLine().getOut().flush();
        System.err.println("ready; Ctrl-C ends it");
        interrupt.requested().await();
        return ExitCode.OK;
    }
}
