package io.github.argometer.loadtest;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestSqs;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.command.Argometer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C and SIGTERM, as every command takes them. */
class SignalsIT {

    private static final int SOON_S = 10;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void cleanStopsBeforeItsNextJobAndSaysWhatItDid(String signal, int code) throws Exception {
        try (TestJobs jobs = new TestJobs(300, 500);
                ForkedCommand clean = ForkedCommand.loadtest(folder, jobs.url(), "clean")) {
            await().atMost(60, SECONDS).until(() -> jobs.deletes() >= 20 || !clean.isAlive());

            clean.signal(signal);
            int atTheSignal = jobs.deletes();

            assertThat(clean.waitFor(SOON_S)).as(clean::toString).isEqualTo(code);
            assertThat(jobs.deletes()).isBetween(atTheSignal, atTheSignal + 2 * 8);
            assertThat(jobs.mostAtOnce()).isBetween(2, 8);
            assertThat(clean.out())
                    .endsWith(
                            "deleted %d finished Jobs; left: %d completed, 0 still running, 0 failed, 0 still being deleted\n"
                                    .formatted(jobs.deletes(), jobs.left()));
        }
    }

    @Test
    void aSecondSignalEndsACommandThatHangsAtOnce() throws Exception {
        try (TestJobs jobs = new TestJobs(3, 60_000);
                ForkedCommand clean = ForkedCommand.loadtest(folder, jobs.url(), "clean")) {
            await().atMost(60, SECONDS).until(() -> jobs.deletes() == 3 || !clean.isAlive());

            clean.signal("INT");
            await().atMost(SOON_S, SECONDS).until(() -> clean.err().contains("a second signal ends at once"));
            assertThat(clean.isAlive()).isTrue();
            clean.signal("TERM");

            assertThat(clean.waitFor(SOON_S)).isEqualTo(143);
            assertThat(jobs.deletes()).isEqualTo(3);
        }
    }

    @Test
    void sendSendsNothingMore() throws Exception {
        int port = freePort();
        try (TestSqs sqs = TestSqs.start();
                ForkedCommand send = ForkedCommand.loadtest(
                        folder,
                        "http://127.0.0.1:1",
                        "send",
                        "--runs=" + folder,
                        "-Drun.id=r",
                        "-Dsend.channels=sqs",
                        "-Dsend.arrival=constant",
                        "-Dsend.rate=100",
                        "-Dsend.in-flight=1", // what is behind is not caught up at once
                        "-Dsend.messages=100000",
                        "-Dhttp.port=" + port,
                        "-Daws.endpoint.override=true",
                        "-Daws.endpoint.url=" + sqs.url())) {
            await().atMost(60, SECONDS)
                    .ignoreExceptions()
                    .until(() ->
                            !send.isAlive() || post(port, "start", Instant.now().toString()) == 204);
            await().atMost(60, SECONDS).until(() -> sqs.messages() > 20 || !send.isAlive());

            send.signal("TERM");
            long atTheSignal = sqs.messages();

            assertThat(send.waitFor(SOON_S)).as(send::toString).isEqualTo(143);
            assertThat(sqs.messages()).isBetween(atTheSignal, atTheSignal + 200);
            assertThat(send.err())
                    .contains("\"accepted\":" + sqs.messages())
                    .contains(folder.resolve("r/sent.csv").toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void analyseAndCompareEndAtOnce(String signal, int code) throws Exception {
        Path run = Files.createDirectory(folder.resolve("run"));
        Path other = Files.createDirectory(folder.resolve("other"));
        mkfifo(run.resolve("plan.json"));
        for (List<String> args :
                List.of(List.of("analyse", run.toString()), List.of("compare", run.toString(), other.toString()))) {
            try (ForkedCommand command =
                            ForkedCommand.loadtest(folder, "http://127.0.0.1:1", args.toArray(String[]::new));
                    OutputStream pipe = opened(run.resolve("plan.json"))) {
                command.signal(signal);

                assertThat(command.waitFor(SOON_S)).as(command::toString).isEqualTo(code);
                assertThat(command.err()).isEqualTo("interrupted\n");
                assertThat(pipe).isNotNull();
            }
        }
    }

    @Test
    void nothingOfAnAnalysisIsLeftInTheTemporaryFolder() throws Exception {
        Path run = Files.createDirectory(folder.resolve("run"));
        new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .accepted("sns", 0, false, 0)
                .in(run);
        Files.delete(run.resolve("records.csv"));
        mkfifo(run.resolve("records.csv"));
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (ForkedCommand analyse = ForkedCommand.start(
                folder,
                List.of("-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData"),
                Argometer.class,
                "analyse",
                run.toString())) {
            await().atMost(60, SECONDS).until(() -> scratch(temporary) == 1 || !analyse.isAlive());

            analyse.signal("INT");

            assertThat(analyse.waitFor(SOON_S)).as(analyse::toString).isEqualTo(130);
            assertThat(scratch(temporary)).isZero();
        }
    }

    private static long scratch(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("argometer"))
                    .count();
        }
    }

    private static void mkfifo(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero(); // a file that takes for ever to read
    }

    /** A pipe that is open at both ends: whoever reads it waits. */
    private static OutputStream opened(Path pipe) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return Files.newOutputStream(pipe);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get(60, SECONDS);
    }

    @Test
    void aRunThatWaitsForTheClusterEndsAndSendsNothing() throws Exception {
        try (TestJobs cluster = new TestJobs(0, 0);
                ForkedCommand run =
                        ForkedCommand.loadtest(folder, cluster.url(), "run", "--runs=" + folder.resolve("runs"))) {
            await().atMost(60, SECONDS).until(() -> run.err().contains("waiting: ") || !run.isAlive());

            run.signal("TERM");

            assertThat(run.waitFor(SOON_S)).as(run::toString).isEqualTo(143);
            assertThat(folder.resolve("runs")).isEmptyDirectory();
        }
    }

    private static int post(int port, String what, String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/send/%s".formatted(port, what)))
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
