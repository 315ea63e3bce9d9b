package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.loadtest.command.Argometer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command in a JVM of its own, with the signals' default actions, whatever started the tests. */
public final class ForkedCommand implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;

    private ForkedCommand(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code main} with {@code args}; its output goes into {@code folder}. */
    public static ForkedCommand start(Path folder, List<String> jvmOptions, Class<?> main, String... args)
            throws IOException {
        Path out = Files.createTempFile(folder, "command", ".out");
        Path err = Files.createTempFile(folder, "command", ".err");
        List<String> command = new ArrayList<>(List.of("env", "--default-signal"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("AWS_ACCESS_KEY_ID", "test");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
        return new ForkedCommand(builder.start(), out, err);
    }

    /** The program, talking to the Kubernetes API at {@code cluster}. */
    static ForkedCommand loadtest(Path folder, String cluster, String... args) throws IOException {
        return start(
                folder,
                List.of("-Dkubernetes.master=" + cluster, "-Dkubernetes.auth.tryKubeConfig=false"),
                Argometer.class,
                args);
    }

    /** Sends a signal, such as INT. */
    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Waits for its end, which must come in so many seconds, and returns its exit code. */
    public int waitFor(int seconds) {
        await().atMost(seconds, TimeUnit.SECONDS).until(() -> !process.isAlive());
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    @Override
    public String toString() {
        return out() + err();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        waitFor(10);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
