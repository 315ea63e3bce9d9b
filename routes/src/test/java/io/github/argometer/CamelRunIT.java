package io.github.argometer;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code camel run routes}, by the Camel CLI's own main in a process that has nothing of ours on its class path: it must
 * find sources, settings and dependencies by itself. (With any file beside the pom it would start no route at all, and
 * say nothing.)
 */
class CamelRunIT {

    private static final String PASSWORD = "#class:{{db.user}}\\}}y";

    @TempDir
    Path folder;

    @Test
    void recordsAPostedEvent() throws Exception {
        int port = TestDatabase.freePort();
        Path log = folder.resolve("camel.log");
        try (TestDatabase database = TestDatabase.start()) {
            ProcessBuilder command = TestCamelCli.command(folder, "run", "routes", "--logging-color=false")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            command.environment().putAll(database.environment());
            command.environment().put("RECORD_HTTP_ENABLED", "true");
            // By way of no placeholder, nor of the log.
            TestPasswords.give(database, PASSWORD);
            command.environment().put("DB_USER", TestPasswords.USER);
            command.environment().put("DB_PASSWORD", PASSWORD);
            command.environment().put("HTTP_PORT", String.valueOf(port));
            Process camel = command.start();
            try {
                await().atMost(180, SECONDS)
                        .pollInterval(1, SECONDS)
                        .ignoreExceptionsInstanceOf(ConnectException.class)
                        .failFast(() -> assertThat(camel.isAlive())
                                .as(() -> contents(log))
                                .isTrue())
                        .untilAsserted(() -> assertThat(post(
                                        port, TestEvents.event("by-camel-run").request()))
                                .as(() -> contents(log))
                                .isEqualTo(200));
                assertThat(database.query("SELECT EventId FROM argo_event_record"))
                        .containsExactly(Map.of("EventId", "by-camel-run"));
                assertThat(log).content().doesNotContain(PASSWORD);
            } finally {
                TestCamelCli.end(camel);
            }
        }
    }

    private static int post(int port, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/event/"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
