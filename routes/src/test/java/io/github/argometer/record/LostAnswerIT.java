package io.github.argometer.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.TestRecorder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

/** The HTTP recorder whose driver gives up sooner than the sender: nobody tells it whether the rows are there. */
class LostAnswerIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** As it goes over the wire; to set autocommit is another thing. */
    private static final String COMMIT = "\u0003commit";

    /** Where the first commit hangs on its way to the server; it goes on when this is open. */
    private final CountDownLatch open = new CountDownLatch(1);

    @Test
    void countsOnceWhatTheServerCommitsAfterTheDriverGaveUp() throws Exception {
        behindProxy((port, database) -> {
            assertThat(post(port, "late")).isEqualTo(503);
            assertThat(post(port, "late")).isEqualTo(503); // it waits for the row that the server holds
            assertThat(deliveries(database)).isEmpty();
            open.countDown();
            await().atMost(20, SECONDS).until(() -> deliveries(database).size() == 1);
            assertThat(deliveries(database)).containsExactly("late 1");

            assertThat(post(port, "late")).isEqualTo(200);
            assertThat(deliveries(database)).containsExactly("late 1");
            assertThat(post(port, "late")).isEqualTo(200);
            assertThat(deliveries(database)).containsExactly("late 2");
        });
    }

    /** Nobody knows of the first two; what comes together with one that may be there already is not counted once more. */
    @Test
    void countsOnceEachEventOfARequestThatTheServerCommitsAfterTheDriverGaveUp() throws Exception {
        behindProxy((port, database) -> {
            assertThat(post(port, "one", "two")).isEqualTo(503);
            open.countDown();
            await().atMost(20, SECONDS).until(() -> deliveries(database).size() == 2);

            assertThat(post(port, "two", "three")).isEqualTo(200);
            assertThat(deliveries(database)).containsExactlyInAnyOrder("one 1", "two 1", "three 1");
            assertThat(post(port, "one", "three")).isEqualTo(200);
            assertThat(deliveries(database)).containsExactlyInAnyOrder("one 1", "two 1", "three 1");
            assertThat(post(port, "one", "two", "three")).isEqualTo(200);
            assertThat(deliveries(database)).containsExactlyInAnyOrder("one 2", "two 2", "three 2");
        });
    }

    @Test
    void writesWhatTheServerDroppedAfterTheDriverGaveUp() throws Exception {
        int port = TestDatabase.freePort();
        try (TestDatabase database = TestDatabase.start()) {
            Main recorder = TestRecorder.start(database, port, Map.of("db.socket-timeout", "3000"));
            try {
                try (Connection other = database.connect("argometer")) {
                    other.createStatement().execute("LOCK TABLES argo_event_record WRITE");
                    assertThat(post(port, "dropped")).isEqualTo(503);
                }
                await().atMost(20, SECONDS)
                        .untilAsserted(() -> assertThat(database.query("SELECT Id FROM information_schema.PROCESSLIST"
                                        + " WHERE State LIKE 'Waiting for table%'"))
                                .isEmpty());
                assertThat(post(port, "dropped")).isEqualTo(200);
                assertThat(deliveries(database)).containsExactly("dropped 1");
            } finally {
                recorder.stop();
            }
        }
    }

    /** What is done with a recorder. */
    private interface Story {
        void with(int port, TestDatabase database) throws Exception;
    }

    /** Tells {@code story} of a recorder whose commits hang until {@link #open} is. */
    private void behindProxy(Story story) throws Exception {
        int port = TestDatabase.freePort();
        try (TestDatabase database = TestDatabase.start();
                ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            proxy(proxy, database.port());
            Main recorder = TestRecorder.start(
                    database,
                    port,
                    Map.of(
                            "db.port",
                            String.valueOf(proxy.getLocalPort()),
                            "db.socket-timeout",
                            "3000",
                            "db.pool",
                            "2"));
            try {
                story.with(port, database);
            } finally {
                open.countDown();
                recorder.stop();
            }
        }
    }

    private void proxy(ServerSocket proxy, int server) {
        thread(() -> {
            while (true) {
                Socket client = proxy.accept();
                Socket behind = new Socket("127.0.0.1", server);
                thread(() -> copy(behind.getInputStream(), client.getOutputStream()));
                thread(() -> {
                    copy(client.getInputStream(), behind.getOutputStream());
                    behind.close();
                });
            }
        });
    }

    private void copy(InputStream from, OutputStream to) throws IOException, InterruptedException {
        byte[] bytes = new byte[65_536];
        for (int length = from.read(bytes); length > 0; length = from.read(bytes)) {
            if (new String(bytes, 0, length, ISO_8859_1)
                    .toLowerCase(Locale.ROOT)
                    .contains(COMMIT)) {
                open.await();
            }
            to.write(bytes, 0, length);
            to.flush();
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void thread(Step step) {
        Thread thread = new Thread(() -> {
            try {
                step.run();
            } catch (Exception e) {
                // one of the two has hung up
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static int post(int port, String... events) throws Exception {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String event : events) {
            arguments.put("data-" + event, TestEvents.event(event).argument());
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/event/"))
                .POST(HttpRequest.BodyPublishers.ofString(TestEvents.json(arguments)))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static List<String> deliveries(TestDatabase database) throws Exception {
        return database.query("SELECT EventId, Deliveries FROM argo_event_record").stream()
                .map(row -> row.get("EventId") + " " + row.get("Deliveries"))
                .toList();
    }
}
