package io.github.argometer.recorder;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestCertificate;
import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.TestPasswords;
import io.github.argometer.TestPosters;
import io.github.argometer.record.SharedSecret;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorder as it runs in its Deployment: a process of its own, set by environment variables alone. */
class RecorderHttpIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void startsRecordsAndEndsWhenTold() throws Exception {
        try (TestDatabase database = TestDatabase.start()) {
            withRecorder(database, Map.of(), (recorder, port) -> {
                HttpRequest event = HttpRequest.newBuilder(uri(port, "/event/"))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                TestEvents.event("one").request()))
                        .build();
                assertThat(status(event)).isEqualTo(200);
                assertThat(rows(database)).containsExactly("one");
            });
        }
    }

    @Test
    void finishesWhatItHasWhenToldToEnd() throws Exception {
        try (TestDatabase database = TestDatabase.start()) {
            withRecorder(database, Map.of(), (recorder, port) -> {
                TestPosters posters = TestPosters.start(port, 16, false);
                await().atMost(30, SECONDS).until(() -> posters.acknowledged().size() > 500);
                recorder.destroy();
                assertThat(recorder.waitFor(30, SECONDS)).isTrue();
                posters.stop();

                // No row without its answer, and no answer without its row; none of who came too late is told 200.
                assertThat(rows(database)).containsExactlyInAnyOrderElementsOf(posters.acknowledged());
                assertThat(posters.answers().keySet()).isSubsetOf(200, 404, 503, TestPosters.NO_ANSWER);
            });
        }
    }

    @Test
    void talksToTheDatabaseByTlsAndTrustsNoOtherCertificate(@TempDir Path folder) throws Exception {
        TestCertificate server = TestCertificate.in(folder, "server");
        TestCertificate other = TestCertificate.in(folder, "other");
        try (TestDatabase database = TestDatabase.startWith(server.arguments())) {
            withRecorder(database, Map.of("DB_PARAMETERS", server.trusted()), (recorder, port) -> {
                assertThat(database.query("SELECT User FROM information_schema.PROCESSLIST WHERE User = 'recorder'"))
                        .isNotEmpty();
            });
            withRecorder(database, Map.of("DB_PARAMETERS", other.trusted()), false, (recorder, port) -> {
                assertThat(status(request(port, "/observe/health/ready"))).isEqualTo(503);
                assertThat(status(request(port, "/observe/health/live"))).isEqualTo(200);
            });
        }
    }

    @Test
    void endsWithAnErrorThatNamesThePortWhereItIsTaken(@TempDir Path folder) throws Exception {
        Path err = folder.resolve("err");
        try (ServerSocket taken = new ServerSocket(0)) {
            Process recorder = command(Map.of(), taken.getLocalPort())
                    .redirectError(err.toFile())
                    .start();
            try {
                assertThat(recorder.waitFor(60, SECONDS)).isTrue();
            } finally {
                recorder.destroyForcibly();
            }
            assertThat(recorder.exitValue()).isEqualTo(1);
            assertThat(err)
                    .content()
                    .endsWith("setting http.port = \"" + taken.getLocalPort() + "\": cannot listen there\n");
        }
    }

    @Test
    void endsWithAnErrorWhereAClassOfItsOwnCannotBeLoaded(@TempDir Path folder) throws Exception {
        Path broken = folder.resolve("io/github/argometer/record/TableCheck.class");
        Files.createDirectories(broken.getParent());
        Files.createFile(broken);
        ProcessBuilder command = command(Map.of(), TestDatabase.freePort());
        command.command().set(2, folder + File.pathSeparator + System.getProperty("java.class.path"));
        Path err = folder.resolve("err");
        Process recorder = command.redirectError(err.toFile()).start();
        try {
            assertThat(recorder.waitFor(60, SECONDS)).isTrue();
        } finally {
            recorder.destroyForcibly();
        }
        assertThat(recorder.exitValue()).isEqualTo(1);
        assertThat(err).content().endsWith("recorder-http: Truncated class file\n");
    }

    @Test
    void takesPasswordAndSecretAsTheyAreWrittenAndTellsThemToNobody(@TempDir Path folder) throws Exception {
        String secret = "k9}}Zq\\{{env:HOME}}";
        try (TestDatabase database = TestDatabase.start()) {
            for (String password : List.of("x}}y{{env:HOME}}größer 😀\\", "#class:java.lang.String")) {
                TestPasswords.give(database, password);
                database.clear();
                Map<String, String> environment = new HashMap<>(database.environment());
                environment.putAll(
                        Map.of("DB_USER", TestPasswords.USER, "DB_PASSWORD", password, "RECORD_HTTP_SECRET", secret));
                int port = TestDatabase.freePort();
                Path log = folder.resolve("log");
                Process recorder = command(environment, port)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                try {
                    awaitHealth(recorder, port, "ready");
                    HttpRequest event = HttpRequest.newBuilder(uri(port, "/event/"))
                            .header(SharedSecret.HEADER, secret)
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    TestEvents.event("one").request()))
                            .build();
                    assertThat(status(event)).isEqualTo(200);
                    TestPasswords.give(database, "another");
                    database.execute("", "KILL USER " + TestPasswords.USER);
                    await().atMost(30, SECONDS)
                            .until(() -> status(event) == 503
                                    && Files.readString(log).contains("Access denied"));
                    String told = CLIENT.send(
                                    request(port, "/observe/health/ready"), HttpResponse.BodyHandlers.ofString())
                            .body();
                    assertThat(told + Files.readString(log)).doesNotContain(password, secret);
                } finally {
                    recorder.destroy();
                }
                assertThat(recorder.waitFor(30, SECONDS)).isTrue();
            }
        }
    }

    private interface Use {
        void of(Process recorder, int port) throws Exception;
    }

    private static void withRecorder(TestDatabase database, Map<String, String> environment, Use use) throws Exception {
        withRecorder(database, environment, true, use);
    }

    private static void withRecorder(TestDatabase database, Map<String, String> environment, boolean ready, Use use)
            throws Exception {
        int port = TestDatabase.freePort();
        Map<String, String> all = new HashMap<>(database.environment());
        all.putAll(environment);
        Process recorder = command(all, port).start();
        try {
            awaitHealth(recorder, port, ready ? "ready" : "live");
            use.of(recorder, port);
        } finally {
            recorder.destroy();
        }
        assertThat(recorder.waitFor(30, SECONDS)).isTrue();
    }

    private static void awaitHealth(Process recorder, int port, String which) {
        await().atMost(60, SECONDS)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .failFast(() -> assertThat(recorder.isAlive()).isTrue())
                .until(() -> status(request(port, "/observe/health/" + which)) == 200);
    }

    private static ProcessBuilder command(Map<String, String> environment, int port) {
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecorderHttp.class.getName())
                .inheritIO();
        command.environment().putAll(environment);
        command.environment().put("HTTP_PORT", String.valueOf(port));
        return command;
    }

    private static List<String> rows(TestDatabase database) throws Exception {
        return database.query("SELECT EventId FROM argo_event_record").stream()
                .map(row -> row.get("EventId"))
                .toList();
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(uri(port, path)).build();
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static int status(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
