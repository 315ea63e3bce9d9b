package io.github.argometer.recorder;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.record.SharedSecret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorder with a heap of 64 MiB and 100 connections, while others keep it busy with what is no event. */
class UnderAttackIT {

    private static final String SECRET = "open sesame";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static TestDatabase database;
    private static Process recorder;
    private static int port;
    private int posted;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start();
        port = TestDatabase.freePort();
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=32m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecorderHttp.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        command.environment().putAll(database.environment());
        command.environment().put("HTTP_PORT", String.valueOf(port));
        command.environment().put("HTTP_CONNECTIONS", "100");
        command.environment().put("HTTP_IDLE_TIMEOUT", "2000");
        command.environment().put("RECORD_HTTP_SECRET", SECRET);
        recorder = command.start();
        await().atMost(60, SECONDS)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .failFast(() -> assertThat(recorder.isAlive()).isTrue())
                .until(() -> CLIENT.send(
                                        HttpRequest.newBuilder(uri("/observe/health/ready"))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        recorder.destroy();
        recorder.waitFor();
        database.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        assertThat(recorder.isAlive()).isTrue();
        assertThat(folder.resolve("log")).content().doesNotContain("OutOfMemoryError");
    }

    @Test
    void takesEventsAmidUnfinishedBodiesOfThoseWhoDoNotKnowTheSecret() throws Exception {
        for (String secret : List.of("", "wrong")) {
            for (int i = 0; i < 100; i++) {
                Socket socket = unfinished("/event/", secret);
                assertThat(status(socket)).isEqualTo("HTTP/1.1 401");
            }
            takesEvents();
        }
    }

    @Test
    void takesEventsAmidUnfinishedBodiesToOtherPaths() throws Exception {
        for (String path : List.of("/observe/health", "/observe/metrics", "/event", "/else")) {
            for (int i = 0; i < 25; i++) {
                Socket socket = unfinished(path, SECRET);
                assertThat(status(socket)).isEqualTo("HTTP/1.1 404");
            }
            takesEvents();
        }
    }

    /** Bodies find as much memory as there is for them; others are told so at once. */
    @Test
    void takesEventsAmidUnfinishedBodiesOfThoseWhoKnowTheSecret() throws Exception {
        for (int i = 0; i < 80; i++) {
            unfinished("/event/", SECRET);
        }
        takesEvents();
        assertThat(status(sockets.get(sockets.size() - 1))).isEqualTo("HTTP/1.1 503");
    }

    @Test
    void closesWhatSendsNoWholeRequest() throws Exception {
        List<Socket> silent = List.of(open(""), open("POST /event/ HTTP/1.1\r\nHost: recorder\r\n"));
        Socket slow = open("POST /event/ HTTP/1.1\r\nX: ");
        long begin = System.nanoTime();
        await().pollInterval(200, MILLISECONDS).atMost(10, SECONDS).until(() -> isBroken(slow));
        for (Socket socket : silent) {
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(9));
    }

    @Test
    void hasAPlaceForAnEventHoweverManyConnectionsAreIdle() throws Exception {
        for (int i = 0; i < 150; i++) {
            open("");
        }
        takesEvents();
        sockets.get(0).setSoTimeout(1_000); // before its time is over
        assertThat(sockets.get(0).getInputStream().read()).isEqualTo(-1);
    }

    private void takesEvents() throws Exception {
        database.clear();
        for (int i = 0; i < 10; i++) {
            HttpRequest event = HttpRequest.newBuilder(uri("/event/"))
                    .timeout(Duration.ofSeconds(5))
                    .header(SharedSecret.HEADER, SECRET)
                    .POST(HttpRequest.BodyPublishers.ofString(
                            TestEvents.event("event-" + posted++).request()))
                    .build();
            HttpResponse<String> answer = HttpClient.newHttpClient().send(event, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(database.query("SELECT EventId FROM argo_event_record")).hasSize(10);
    }

    /** Sends a request for 1 MiB of which nearly all comes. */
    private Socket unfinished(String path, String secret) throws IOException {
        Socket socket = open("POST " + path + " HTTP/1.1\r\nHost: recorder\r\n" + SharedSecret.HEADER + ": " + secret
                + "\r\nContent-Length: 1048576\r\n\r\n");
        byte[] most = new byte[1_000_000];
        Arrays.fill(most, (byte) 'x');
        try {
            socket.getOutputStream().write(most);
        } catch (IOException e) {
            // it has been hung up on
        }
        return socket;
    }

    private Socket open(String begin) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        sockets.add(socket);
        socket.getOutputStream().write(begin.getBytes(US_ASCII));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        return new String(socket.getInputStream().readNBytes(12), US_ASCII);
    }

    private static boolean isBroken(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
