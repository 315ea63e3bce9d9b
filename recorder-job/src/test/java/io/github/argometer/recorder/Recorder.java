package io.github.argometer.recorder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The recorder as a process of its own: from the classes under test, or as the image starts it. */
record Recorder(List<String> command) {

    /** How a process ended: its exit code, stdout and stderr. */
    record Ended(int code, String out, String err) {}

    /** Runs the classes under test on the Java that runs the tests. */
    static Recorder ofClasses() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED"); // which the image's jar says in its manifest
        }
        command.add(RecorderJob.class.getName());
        return new Recorder(command);
    }

    /** Runs what lies in {@code image}, a folder laid out as the image's root, with its start options and {@code more}. */
    static Recorder ofImage(Path image, String... more) {
        List<String> command = new ArrayList<>();
        command.add(image.resolve("opt/java/bin/java").toString());
        command.add("@" + image.resolve("app/java.options"));
        command.addAll(List.of(more));
        command.add("-Djava.library.path=" + image.resolve("app/lib"));
        command.add("-jar");
        command.add(image.resolve("app/recorder-job.jar").toString());
        return new Recorder(command);
    }

    /** The image's cache, and that Java must take it or end with an error. */
    static String[] requiredCache(Path image) {
        return new String[] {"-XX:AOTMode=on", "-XX:AOTCache=" + image.resolve("app/recorder-job.aot")};
    }

    /** Starts a process in {@code environment} and waits for its end. */
    Ended run(Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
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
