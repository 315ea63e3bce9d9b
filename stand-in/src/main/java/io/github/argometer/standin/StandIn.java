package io.github.argometer.standin;

import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.command.Analyse;
import io.github.argometer.loadtest.command.Argometer;
import io.github.argometer.loadtest.command.Invocation;
import io.github.argometer.loadtest.command.RunOptions;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.loadtest.run.TestRun;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.Manifests;
import io.github.argometer.standin.service.DataFolder;
import io.github.argometer.standin.service.LocalSystem;
import io.github.argometer.standin.service.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The program {@code loadtest} with one command more, which is this: {@code local}, the whole load test on this machine, with a
 * stand-in for Argo Events.
 */
@Command(
        name = "local",
        description = "Runs a load test on this machine only: the shipped manifests, routes and recorders, with a local"
                + " stand-in for Argo Events between them. Its delays are not those of Argo Events.")
public final class StandIn implements Callable<Integer> {

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
            description = "Overlay to act out (default: ${DEFAULT-VALUE}), or what loadtest wire wrote.")
    private Path overlay;

    @Option(
            names = "--kit",
            paramLabel = "DIR",
            defaultValue = "argo-manifests/localstack",
            description =
                    "Overlay that lies under --manifests where those have no Deployment, as with what loadtest wire"
                            + " wrote (default: ${DEFAULT-VALUE}).")
    private Path kit;

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

    private StandIn(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String... args) {
        Argometer.runAndExit(StandIn::commandLine, args);
    }

    /** The program as an object. */
    static CommandLine commandLine(Interrupt interrupt) {
        return Argometer.commandLine(interrupt, new StandIn(interrupt));
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = options.configuration(DEFAULTS);
        RunOptions.Planned planned = servicesOnly ? null : RunOptions.plan(configuration);
        if (planned != null && planned.plan().workers() > 1) {
            throw configuration.settings().invalid("send.workers", "1 with local: there is no cluster for workers");
        }
        int first = port == null ? (servicesOnly ? SERVICES_PORT : 0) : port;
        if (first < 0 || first > Ports.LAST) {
            throw new BadInputException("--port %d: must be 0 to %d".formatted(first, Ports.LAST));
        }
        Manifests given = Manifests.read(overlay);
        boolean whole =
                given.resources().stream().anyMatch(resource -> resource.kind().equals("Deployment"));
        Manifests manifests = whole ? given : Manifests.read(kit, overlay);
        return Ports.attempt(first, ports -> call(manifests, configuration, planned, ports));
    }

    private int call(Manifests manifests, Configuration configuration, RunOptions.Planned planned, Ports ports)
            throws Exception {
        try (DataFolder folder = DataFolder.open(data);
                LocalSystem system = new LocalSystem(
                        manifests,
                        folder,
                        configuration,
                        Optional.ofNullable(planned).map(RunOptions.Planned::plan),
                        ports)) {
            CountDownLatch ended = new CountDownLatch(1); // opens at Ctrl-C, and where the stand-in cannot go on
            interrupt.onRequest(ended::countDown);
            system.mishaps().onFailure(ended::countDown);
            System.err.println("starting the local services and the stand-in for Argo Events");
            Coverage.unenforced(manifests)
                    .forEach(kind -> System.err.println("not held to here, as a cluster would: each " + kind));
            int code;
            if (isStarted(system, ended)) {
                ports.settle();
                code = servicesOnly ? serve(system, ended) : run(system, planned, ended);
            } else {
                System.err.println("ended before anything was sent");
                code = servicesOnly ? ExitCode.OK : ExitCode.NOT_AS_EXPECTED;
            }
            // A stand-in that could not go on is said last, and by its name.
            Optional<String> failure = system.mishaps().failure();
            failure.ifPresent(why -> System.err.println("the local stand-in failed: " + why));
            return failure.isPresent() ? ExitCode.UNFORESEEN : code;
        }
    }

    /** Whether all runs; not if {@code ended} has opened meanwhile, when no server can be started any more. */
    private static boolean isStarted(LocalSystem system, CountDownLatch ended) throws Exception {
        try {
            system.start(ended);
        } catch (Exception e) {
            if (ended.getCount() > 0) {
                throw e;
            }
        }
        return ended.getCount() > 0;
    }

    private int run(LocalSystem system, RunOptions.Planned planned, CountDownLatch ended) throws Exception {
        Path note = planned.folder().resolve("note.txt");
        Files.createDirectories(planned.folder());
        WholeFile.write(note, NOTE + "\n");
        TestRun test = new TestRun(
                planned.configuration(),
                planned.plan(),
                Invocation.of(spec, planned.configuration(), DEFAULTS),
                ended,
                System.err);
        RunFiles files;
        try {
            files = test.run(system);
        } catch (Exception e) {
            if (!Files.exists(planned.folder().resolve("plan.json"))) { // nothing was sent: the name is free
                Files.delete(note);
                Files.delete(planned.folder());
            }
            throw e;
        }
        Files.write(note, system.mishaps().lines(), StandardOpenOption.APPEND);
        return test.exitCode(Analyse.report(spec, files, planned.configuration()));
    }

    private int serve(LocalSystem system, CountDownLatch ended) throws InterruptedException {
        new TreeMap<>(system.variables())
                .forEach((name, value) ->
                        spec.commandLine().getOut().printf("export %s='%s'%n", name, value.replace("'", "'\\''")));
        spec.commandLine().getOut().flush();
        System.err.println("ready; Ctrl-C ends it");
        ended.await();
        system.mishaps().lines().forEach(System.err::println);
        return ExitCode.OK;
    }
}
