package io.github.argometer.record;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.TestRecorder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

/** The HTTP recorder while its database hangs for longer than a sender waits, and less long than the recorder does. */
class HangingDatabaseIT {

    /** More than the server has threads. */
    private static final int EVENTS = 64;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void countsOnlyTheDeliveriesThatItDidNotCallFailed() throws Exception {
        int port = TestDatabase.freePort();
        try (TestDatabase database = TestDatabase.start()) {
            Main recorder =
                    TestRecorder.start(database, port, Map.of("http.timeout", "5000", "db.socket-timeout", "60000"));
            try {
                List<CompletableFuture<Integer>> answers = new ArrayList<>();
                try (Connection other = database.connect("argometer")) {
                    other.createStatement().execute("LOCK TABLES argo_event_record WRITE");
                    answers.add(post(port, 0));
                    await().until(() ->
                            recorder.getCamelContext().getInflightRepository().size("record-event") == 1);
                    for (int event = 1; event < EVENTS; event++) {
                        answers.add(post(port, event));
                    }
                    assertThat(answers)
                            .allSatisfy(answer -> assertThat(answer.join()).isEqualTo(503));
                }
                // The one whose insert was under way is a row all the same; no other is.
                await().atMost(20, SECONDS).until(() -> deliveries(database).size() == 1);
                assertThat(deliveries(database)).containsExactly("hang-0 1");

                assertThat(all(port)).containsOnly(200);
                assertThat(deliveries(database))
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, EVENTS)
                                .mapToObj(event -> "hang-" + event + " 1")
                                .toList());
                assertThat(all(port)).containsOnly(200);
                assertThat(deliveries(database)).hasSize(EVENTS).allSatisfy(row -> assertThat(row)
                        .endsWith(" 2"));
            } finally {
                recorder.stop();
            }
        }
    }

    private static List<Integer> all(int port) {
        return IntStream.range(0, EVENTS).mapToObj(event -> post(port, event)).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private static CompletableFuture<Integer> post(int port, int event) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/event/"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        TestEvents.event("hang-" + event).request()))
                .build();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    private static List<String> deliveries(TestDatabase database) throws Exception {
        return database.query("SELECT EventId, Deliveries FROM argo_event_record").stream()
                .map(row -> row.get("EventId") + " " + row.get("Deliveries"))
                .toList();
    }
}
