package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.TestRecorder;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the HTTP recorder refuses for good, and at which addresses it is not to be had. */
class RefusalsIT {

    private static final String SECRET = "open sesame";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static TestDatabase database;
    private static Main recorder;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start();
        port = TestDatabase.freePort();
        recorder = TestRecorder.start(database, port, Map.of("record.http.secret", SECRET));
    }

    @AfterAll
    static void stop() {
        recorder.stop();
        database.close();
    }

    @Test
    void countsWhatItRefusesForGoodByStatus() throws Exception {
        double[] before = {refused(400), refused(401), refused(413)};
        assertThat(post(TestEvents.event("e").body("id", "four").request(), SECRET))
                .isEqualTo(400);
        assertThat(post("x".repeat(1_048_577), SECRET)).isEqualTo(413);
        assertThat(post(TestEvents.event("good").request(), SECRET)).isEqualTo(200);
        assertThat(post("", "wrong")).isEqualTo(401);
        await().untilAsserted(() -> assertThat(new double[] {refused(400), refused(401), refused(413)})
                .containsExactly(before[0] + 1, before[1] + 1, before[2] + 1));
    }

    private static double refused(int status) throws Exception {
        String name = "argometer_recorder_responses_total{code=\"" + status + "\"} ";
        HttpRequest metrics = HttpRequest.newBuilder(uri("/observe/metrics")).build();
        return CLIENT.send(metrics, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void listensAtTheAddressOfTheSettingOnly() throws Exception {
        InetAddress other = InetAddress.getByName("127.0.0.2");
        assertThatThrownBy(() -> new Socket(other, port)).isInstanceOf(ConnectException.class);
        int everywhere = TestDatabase.freePort();
        Main open = TestRecorder.start(database, everywhere, Map.of("http.host", "0.0.0.0"));
        try {
            new Socket(other, everywhere).close();
        } finally {
            open.stop();
        }
    }

    private static int post(String body, String secret) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/event/"))
                .header(SharedSecret.HEADER, secret)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
