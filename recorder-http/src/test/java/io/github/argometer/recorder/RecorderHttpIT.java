package io.github.argometer.recorder;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The recorder as it runs in its Deployment: a process of its own, set by environment variables alone. */
class RecorderHttpIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void startsRecordsAndEndsWhenTold() throws Exception {
        int port = TestDatabase.freePort();
        try (TestDatabase database = TestDatabase.start()) {
            ProcessBuilder command = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            RecorderHttp.class.getName())
                    .inheritIO();
            command.environment().putAll(database.environment());
            command.environment().put("HTTP_PORT", String.valueOf(port));
            Process recorder = command.start();
            try {
                await().atMost(60, SECONDS)
                        .ignoreExceptionsInstanceOf(ConnectException.class)
                        .failFast(() -> assertThat(recorder.isAlive()).isTrue())
                        .until(() -> status(request(port, "/observe/health/ready")) == 200);

                HttpRequest event = HttpRequest.newBuilder(uri(port, "/event/"))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                TestEvents.event("one").request()))
                        .build();
                assertThat(status(event)).isEqualTo(200);
                assertThat(database.query("SELECT EventId FROM argo_event_record"))
                        .containsExactly(Map.of("EventId", "one"));
            } finally {
                recorder.destroy();
            }
            assertThat(recorder.waitFor(30, SECONDS)).isTrue();
        }
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
