package io.github.argometer.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Prometheus' own checks: the environment's PROMTOOL, or the one on the PATH. */
public final class Promtool {

    /** How a call ended, and what it printed. */
    public record Outcome(int code, String text) {}

    private final String program;

    private Promtool(String program) {
        this.program = program;
    }

    /** The one at hand; without any the test is skipped, or fails if the environment says PROMTOOL_REQUIRED=true. */
    public static Promtool atHand() {
        Optional<String> promtool = Stream.concat(
                        Stream.ofNullable(System.getenv("PROMTOOL")),
                        Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                .map(folder -> Path.of(folder, "promtool").toString()))
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst();
        if ("true".equals(System.getenv("PROMTOOL_REQUIRED"))) {
            assertThat(promtool).as("promtool, by PROMTOOL or on the PATH").isPresent();
        }
        assumeTrue(promtool.isPresent(), "no promtool, so this is not tried: set PROMTOOL or the PATH");
        return new Promtool(promtool.get());
    }

    /** Runs it with {@code arguments}. */
    public Outcome run(String... arguments) throws IOException {
        return run("", arguments);
    }

    /** Runs it with {@code arguments}, and {@code input} as its stdin. */
    public Outcome run(String input, String[] arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.onExit().join().exitValue(), text);
    }
}
