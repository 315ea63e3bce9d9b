package io.github.argometer.loadtest.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.plan.Channel;
import io.github.argometer.send.Worker;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a terminal the bars' library takes the signals; they are taken back, so that Ctrl-C still leads to a report. */
class ProgressIT {

    @TempDir
    private Path folder;

    @Test
    void ctrlCLeadsToAReportOnATerminalToo() throws Exception {
        Path out = folder.resolve("out");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                        "env",
                        "--default-signal",
                        "script",
                        "-qec",
                        java + " '" + Barred.class.getName() + "'",
                        "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .directory(folder.toFile());
        builder.environment().put("CLASSPATH", classPath());
        Process terminal = builder.start();
        try {
            await().atMost(60, SECONDS).until(() -> Files.exists(folder.resolve("pid")) || !terminal.isAlive());
            new ProcessBuilder("kill", "-INT", Files.readString(folder.resolve("pid")))
                    .inheritIO()
                    .start()
                    .waitFor();

            assertThat(terminal.waitFor(30, SECONDS)).isTrue();
            assertThat(Files.readString(out)).contains("sqs sent").contains("a report");
            assertThat(terminal.exitValue()).isEqualTo(1);
        } finally {
            terminal.destroyForcibly();
        }
    }

    /** That of this process, from any folder. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A command with bars that has a report to make. */
    static final class Barred {

        private Barred() {}

        public static void main(String... args) {
            Interrupt interrupt = new Interrupt();
            interrupt.runAndExit(() -> show(interrupt), (thrown, where) -> 70);
        }

        private static int show(Interrupt interrupt) {
            try (Progress bars = new Progress.Bars()) {
                Worker.Sent sent = new Worker.Sent(10, 1, 0, 0, 0, 0, 1_000_000);
                Snapshot.State state = new Snapshot.State(10, sent, 1, 10, 1, 1);
                bars.show(new Snapshot(Map.of(Channel.SQS, state), 0, ""));
                Path pid = Files.writeString(
                        Path.of("pid.part"),
                        String.valueOf(ProcessHandle.current().pid()));
                Files.move(pid, Path.of("pid"));
                interrupt.requested().await();
                System.out.println("a report");
                return 1;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
