package io.github.argometer.standin.service;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.recorder.RecorderHttp;
import io.github.argometer.recorder.RecorderJob;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the images of the manifests run, as Java programs of this very build. */
enum Programs {
    HTTP("recorder-http", RecorderHttp.class, List.of()),
    /** It lives for one event: it must start fast, and says all it has to say on stderr. */
    JOB(
            "recorder-job",
            RecorderJob.class,
            List.of(
                    "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                    "-Dslf4j.internal.verbosity=WARN"));

    private static final List<String> FAST_START =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m");

    private final String image;
    private final Class<?> main;
    private final List<String> options;

    Programs(String image, Class<?> main, List<String> options) {
        this.image = image;
        this.main = main;
        this.options = options;
    }

    /**
     * The program of {@code image}, such as {@code argometer/recorder-http:0.1.0}.
     *
     * @throws IllegalArgumentException where it is none of ours
     */
    static Programs of(String image) {
        String name = image.replaceAll("@.*|:[^/]*$", "");
        for (Programs program : values()) {
            if (name.endsWith("/" + program.image)) {
                return program;
            }
        }
        throw new IllegalArgumentException(
                "image \"%s\": the local stand-in knows only recorder-http and recorder-job".formatted(image));
    }

    /**
     * A process of it that is not started yet.
     *
     * @param more options of the Java virtual machine
     */
    ProcessBuilder process(List<String> more, List<String> arguments, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder();
        List<String> command = builder.command();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FAST_START);
        command.addAll(options);
        command.addAll(more);
        command.addAll(List.of("-cp", classPath()));
        command.add(main.getName());
        command.addAll(arguments);
        builder.environment().putAll(environment);
        return builder;
    }

    /** This process's own; only jars, if the program is in one, since folders would rule out a {@link ClassArchive}. */
    private String classPath() {
        String own = ownJar();
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

    /** First on the class path, for its own log settings to be found first. */
    private String ownJar() {
        try {
            return Path.of(main.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
