package io.github.argometer.standin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code loadtest local} in a process of its own, with all that it starts. */
final class LocalProcess implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;
    private final Set<ProcessHandle> seen = new HashSet<>();

    private LocalProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it with its data and runs in {@code folder}. */
    static LocalProcess start(Path folder, String... options) throws IOException {
        return start(folder, Map.of(), options);
    }

    /** Starts it with more variables in its environment. */
    static LocalProcess start(Path folder, Map<String, String> environment, String... options) throws IOException {
        return start(
                folder,
                environment,
                List.of("-cp", System.getProperty("java.class.path"), StandIn.class.getName()),
                options);
    }

    /** Starts the packaged program, which lies in {@code folder}, with the manifests that lie there too. */
    static LocalProcess startPackaged(Path folder, String... options) throws IOException {
        return start(
                folder, Map.of(), List.of("-jar", folder.resolve("stand-in.jar").toString()), options);
    }

    private static LocalProcess start(
            Path folder, Map<String, String> environment, List<String> program, String... options) throws IOException {
        Path out = Files.createTempFile(folder, "local", ".out");
        Path err = Files.createTempFile(folder, "local", ".err");
        List<String> command = new ArrayList<>(List.of(
                "setsid", // leads a process group of its own, as a terminal's foreground job does
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(program);
        command.add("local");
        Map<String, String> defaults = Map.of(
                "--manifests", "../argo-manifests/localstack",
                "--runs", folder.resolve("runs").toString(),
                "--data", folder.resolve("data").toString());
        defaults.forEach((option, value) -> {
            if (!List.of(options).contains(option)) {
                command.addAll(List.of(option, value));
            }
        });
        command.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new LocalProcess(builder.start(), out, err);
    }

    /** Waits for its end, and returns its exit code. */
    int waitFor(int seconds) {
        await().atMost(seconds, SECONDS).until(() -> {
            process.descendants().forEach(seen::add);
            return !process.isAlive();
        });
        return process.exitValue();
    }

    /** Waits until stderr has {@code text}. */
    void awaitError(String text) {
        await().atMost(300, SECONDS).until(() -> {
            process.descendants().forEach(seen::add);
            return err().contains(text) || !process.isAlive();
        });
    }

    /** As Ctrl-C does, to the whole process group; SIGINT may be ignored in the background, SIGTERM has the same handler. */
    void interrupt() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-TERM", "--", "-" + process.pid())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    /** As the kernel does when memory is short: it ends nothing in order. */
    void kill() {
        process.destroyForcibly();
    }

    /** The variables that {@code --services-only} prints, as a shell takes them, once it is ready. */
    Map<String, String> environment() {
        awaitError("ready; Ctrl-C ends it");
        try {
            Path set = Files.createTempFile(out.getParent(), "local", ".set");
            Process shell = new ProcessBuilder("sh", "-c", ". " + "\"$0\" && env -0", out.toString())
                    .redirectOutput(set.toFile())
                    .start();
            assertThat(shell.onExit().join().exitValue()).isZero();
            Set<String> names = out().lines()
                    .map(line -> line.replaceFirst("^export ", "").replaceFirst("=.*", ""))
                    .collect(Collectors.toSet());
            return Stream.of(read(set).split("\0"))
                    .map(variable -> variable.split("=", 2))
                    .filter(parts -> names.contains(parts[0]))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It and all processes that it has started, as far as they live. */
    List<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    /** Processes that it had started, and that live on. */
    List<ProcessHandle> children() {
        return seen.stream().filter(ProcessHandle::isAlive).toList();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /** All that it has said. */
    String contents() {
        return out() + err();
    }

    @Override
    public void close() {
        process.destroy();
        waitFor(120);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
