package io.github.argometer.standin.service;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.recorder.RecorderHttp;
import io.github.argometer.recorder.RecorderJob;
import io.github.argometer.standin.jobs.StandInJobs;
import io.github.argometer.standin.manifest.JobManifest;
import io.github.argometer.standin.manifest.Manifests;
import io.github.argometer.standin.manifest.PodTemplate;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the images of the manifests run, as Java processes of this very build: recorder-http as a server, and recorder-job as
 * a Job's pod. None outlives this object.
 */
final class Programs implements StandInJobs.Pod, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Programs.class);

    /**
     * From util-linux; it becomes the program that it is given, under the same process id, in a session of its own. Ctrl-C does
     * not reach it there: who started it ends it in order.
     */
    static final String OWN_SESSION = "setsid";

    private static final long TRAINING_S = 60;
    private static final long PATIENCE_S = 15;
    private static final String FIELD = "spec.template.spec.containers.0";

    private static final List<String> FAST_START =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m");

    private enum Program {
        HTTP("recorder-http", RecorderHttp.class, List.of()),
        /** It lives for one event: it must start fast, and says all it has to say on stderr. */
        JOB(
                "recorder-job",
                RecorderJob.class,
                List.of(
                        "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                        "-Dslf4j.internal.verbosity=WARN"));

        private final String image;
        private final Class<?> main;
        private final List<String> options;

        Program(String image, Class<?> main, List<String> options) {
            this.image = image;
            this.main = main;
            this.options = options;
        }

        /** The program of {@code image}, such as {@code argometer/recorder-http:0.1.0}. */
        static Program of(String image) {
            String name = image.replaceAll("@.*|:[^/]*$", "");
            return Stream.of(values())
                    .filter(program -> name.endsWith("/" + program.image))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "image \"%s\": the local stand-in knows only recorder-http and recorder-job"
                                    .formatted(image)));
        }
    }

    private final DataFolder folder;
    private final Manifests manifests;
    private final Optional<Database> cluster;
    private final Map<String, String> local;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile List<String> archive = List.of();
    private volatile boolean closed;

    /**
     * @param manifests have the secrets
     * @param cluster the database of the cluster; empty where the user's own is used
     * @param local variables that go over the manifests': those of the user's own database, or of the embedded one's address
     */
    Programs(DataFolder folder, Manifests manifests, Optional<Database> cluster, Map<String, String> local) {
        this.folder = folder;
        this.manifests = manifests;
        this.cluster = cluster;
        this.local = local;
    }

    /**
     * Looks whether this machine has all that {@code container}, the first of {@code resource}, asks for.
     *
     * @throws BadInputException by file and field
     */
    void check(Resource resource, PodTemplate.Container container) {
        resource.read(FIELD + ".image", () -> Program.of(container.image()));
        Map<String, String> own = resource.read(FIELD + ".env", () -> variables(resource.namespace(), container));
        cluster.ifPresent(database -> {
            String address = own.get("DB_HOST") + ":" + own.getOrDefault("DB_PORT", "3306");
            if (!address.equals(database.address())) {
                throw resource.refused(
                        FIELD + ".env",
                        "DB_HOST and DB_PORT make %s: the local stand-in has a database only at %s"
                                .formatted(address, database.address()));
            }
            if (own.containsKey("DB_PARAMETERS")) {
                throw resource.refused(FIELD + ".env", "DB_PARAMETERS: the local stand-in has its own");
            }
        });
    }

    /** As the other {@code check}, for the pod of a Job. */
    void check(Resource job) {
        check(job, job.as(JobManifest.class).container(job));
    }

    private Map<String, String> variables(String namespace, PodTemplate.Container container) {
        Map<String, String> variables = new HashMap<>();
        for (PodTemplate.Variable variable : container.env()) {
            variables.put(
                    variable.name(),
                    variable.valueFrom() != null
                            ? manifests.secret(namespace, variable.valueFrom().secretKeyRef())
                            : variable.value() == null ? "" : variable.value());
        }
        return variables;
    }

    /** Starts recorder-http at {@code port}; it is not ready yet. */
    Process start(Recorder recorder, int port) throws IOException {
        Map<String, String> variables = variables(recorder.deployment().namespace(), recorder.container());
        variables.put("HTTP_HOST", "127.0.0.1");
        variables.put("HTTP_PORT", String.valueOf(port));
        return start(
                Program.of(recorder.container().image()),
                List.of(),
                List.of(),
                variables,
                ProcessBuilder.Redirect.to(log(Program.HTTP)));
    }

    /** What recorder-http says. */
    File recorderLog() {
        return log(Program.HTTP);
    }

    private File log(Program program) {
        return folder.resolve(program.image + ".log").toFile();
    }

    /**
     * Keeps the classes of recorder-job, loaded once, in a file (class data sharing), so that each of its many processes starts
     * in about half the time. The file is made again at each start, since it fits only one Java and one build, with an event that the
     * program refuses; where it cannot be made, processes start without it.
     */
    void train() throws IOException, InterruptedException {
        Path file = folder.resolve("recorder-job.jsa");
        Files.deleteIfExists(file);
        Process training = start(
                Program.JOB,
                List.of("-XX:ArchiveClassesAtExit=" + file),
                List.of("no event"),
                Map.of(),
                ProcessBuilder.Redirect.to(
                        folder.resolve("recorder-job.jsa.log").toFile()));
        if (!training.waitFor(TRAINING_S, TimeUnit.SECONDS)) {
            training.destroyForcibly();
        } else if (Files.exists(file)) {
            archive = List.of("-XX:SharedArchiveFile=" + file);
        }
    }

    @Override
    public int run(JobManifest job) throws InterruptedException {
        PodTemplate.Spec pod = job.spec().template().spec();
        PodTemplate.Container container = pod.containers().get(0);
        int deadline = pod.activeDeadlineSeconds() == null ? Integer.MAX_VALUE : pod.activeDeadlineSeconds();
        Process process = null;
        try {
            process = start(
                    Program.of(container.image()),
                    archive,
                    container.args(),
                    variables(job.metadata().namespace(), container),
                    ProcessBuilder.Redirect.appendTo(log(Program.JOB)));
            if (process.waitFor(deadline, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            LOG.warn("local stand-in: a pod is ended after {} s", deadline);
        } catch (IOException e) {
            LOG.warn("local stand-in: a pod does not start: {}", e.getMessage());
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
        return KILLED;
    }

    /** Starts a process; {@code options} are those of the Java virtual machine, {@code output} takes all that it says. */
    private Process start(
            Program program,
            List<String> options,
            List<String> arguments,
            Map<String, String> variables,
            ProcessBuilder.Redirect output)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                OWN_SESSION,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                folder.mark()));
        command.addAll(FAST_START);
        command.addAll(program.options);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(program), program.main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        builder.environment().putAll(variables);
        builder.environment().putAll(local);
        Process process = builder.start();
        running.add(process);
        process.onExit().thenAccept(running::remove);
        if (closed) {
            process.destroyForcibly();
        }
        return process;
    }

    /**
     * This process's own, with the program's jar first, for its own log settings to be found first; only jars, if the program
     * is in one, since folders would rule out a class archive.
     */
    private static String classPath(Program program) {
        String own;
        try {
            own = Path.of(program.main
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        if (own.contains(File.pathSeparator)) {
            throw new BadInputException("%s: a class path cannot have a folder with %s; move the program elsewhere"
                    .formatted(own, File.pathSeparator));
        }
        return Stream.concat(
                        Stream.of(own),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(path -> path.endsWith(".jar") || !own.endsWith(".jar")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Override
    public void close() {
        closed = true;
        DataFolder.end(running.stream().map(Process::toHandle).toList(), PATIENCE_S);
    }
}
