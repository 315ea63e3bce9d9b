package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.argometer.loadtest.command.Argometer;
import io.github.argometer.loadtest.command.ErrorHandlers;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.loadtest.run.Routes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is thrown, and wherever: one line, exit code 70, and soon. */
class ErrorsIT {

    private static final int SOON_S = 30;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"main", "thread", "route"})
    void anErrorEndsTheProcessThoughThreadsAndHooksHang(String where) throws Exception {
        try (ForkedCommand erring = ForkedCommand.start(folder, List.of(), Erring.class, where)) {
            assertThat(erring.waitFor(SOON_S)).as(erring::toString).isEqualTo(70);
            assertThat(erring.err().lines().filter(line -> line.startsWith("unforeseen")))
                    .singleElement()
                    .asString()
                    .matches(
                            "unforeseen( in thread .*)?: java.lang.NoClassDefFoundError: none/Such \\(--debug shows where\\)");
        }
    }

    @Test
    void tooLittleMemoryIsOneLine() throws Exception {
        try (ForkedCommand erring = ForkedCommand.start(folder, List.of("-Xmx32m"), Erring.class, "memory")) {
            assertThat(erring.waitFor(SOON_S)).as(erring::toString).isEqualTo(70);
            assertThat(erring.err())
                    .isEqualTo("unforeseen: java.lang.OutOfMemoryError: Java heap space (--debug shows where)\n");
        }
    }

    @Test
    void duckdbIsLookedForBeforeAnythingIsAskedOrMade() throws Exception {
        try (TestJobs cluster = new TestJobs(0, 0);
                ForkedCommand run = ForkedCommand.start(
                        folder,
                        List.of("-Djava.io.tmpdir=" + folder.resolve("none"), "-Dkubernetes.master=" + cluster.url()),
                        Argometer.class,
                        "run",
                        "--runs=" + folder.resolve("runs"))) {
            assertThat(run.waitFor(SOON_S)).as(run::toString).isEqualTo(70);
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .contains("DuckDB, which makes the reports, cannot be loaded with java.io.tmpdir = \"%s\": "
                            .formatted(folder.resolve("none")));
            assertThat(cluster.requests()).isZero();
            assertThat(folder.resolve("runs")).isEmptyDirectory();
        }
    }

    /** A program with an Error somewhere, a thread that never ends and a shutdown hook that never ends. */
    static final class Erring {

        private Erring() {}

        public static void main(String... args) {
            CountDownLatch never = new CountDownLatch(1);
            Thread hanging = new Thread(() -> hang(never));
            hanging.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> hang(never)));
            new Interrupt()
                    .runAndExit(
                            () -> err(args[0], never),
                            (thrown, where) ->
                                    ErrorHandlers.unforeseen(thrown, where, new PrintWriter(System.err, true), false));
        }

        private static int err(String where, CountDownLatch never) {
            switch (where) {
                case "thread" -> new Thread(Erring::err).start();
                case "route" -> route();
                case "memory" -> fill();
                default -> err();
            }
            hang(never);
            return ExitCode.OK;
        }

        private static void err() {
            throw new NoClassDefFoundError("none/Such");
        }

        private static void fill() {
            List<long[]> all = new ArrayList<>();
            while (true) {
                all.add(new long[100_000]);
            }
        }

        private static void route() {
            try {
                Routes.start(
                        Configuration.of(Map.of(), name -> null),
                        new KubernetesClientBuilder().build(),
                        new RouteBuilder() {
                            @Override
                            public void configure() {
                                from("timer:once?repeatCount=1&delay=0").process(exchange -> err());
                            }
                        });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private static void hang(CountDownLatch never) {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
