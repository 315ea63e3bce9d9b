package io.github.argometer.recorder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The recorder as a process of its own in {@code folder}: from the classes under test, or as the image starts it. */
record Recorder(Path folder, List<String> command) {

    /** How a process ended: its exit code, stdout and stderr. */
    record Ended(int code, String out, String err) {}

    /** Runs the classes under test on the Java that runs the tests. */
    static Recorder ofClasses() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED"); // as in java.options
        }
        command.add(RecorderJob.class.getName());
        return new Recorder(Path.of("").toAbsolutePath(), command);
    }

    /**
     * Runs what lies in {@code image}, a folder laid out as the image's root, with its start options and {@code more}. The
     * jar's path is relative, as in the image: the cache keeps the one it was trained with and looks there at each class.
     */
    static Recorder ofImage(Path image, String... more) {
        List<String> command = new ArrayList<>();
        command.add(image.resolve("opt/java/bin/java").toAbsolutePath().toString());
        command.add("@app/java.options");
        command.addAll(List.of(more));
        command.add("-Djava.library.path=app/lib");
        command.addAll(List.of("-cp", "app/recorder-job.jar", RecorderJob.class.getName()));
        return new Recorder(image, command);
    }

    /** The image's cache, and that Java must take it or end with an error. */
    static String[] requiredCache() {
        return new String[] {"-XX:AOTMode=on", "-XX:AOTCache=app/recorder-job.aot"};
    }

    /** Starts a process in {@code environment} and waits for its end. */
    Ended run(Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().putAll(environment);
        try {
            Path err = Files.createTempFile("recorder-job", ".err");
            Process process = builder.redirectError(err.toFile()).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Ended ended = new Ended(process.waitFor(), out, Files.readString(err));
            Files.delete(err);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
