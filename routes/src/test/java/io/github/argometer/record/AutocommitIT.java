package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.TestRecorder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

class AutocommitIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void commitsAndKeepsNoLockWhereTheServerDoesNotCommitByItself() throws Exception {
        try (TestDatabase manual = TestDatabase.startWith("--skip-ssl", "--autocommit=0")) {
            int other = TestDatabase.freePort();
            URI url = URI.create("http://127.0.0.1:" + other);
            Main recording = TestRecorder.start(manual, other, Map.of());
            try {
                HttpRequest ready = HttpRequest.newBuilder(url.resolve("/observe/health/ready"))
                        .build();
                assertThat(CLIENT.send(ready, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(200);
                manual.execute("argometer", """
                        SET SESSION lock_wait_timeout = 1;
                        RENAME TABLE argo_event_record TO elsewhere;
                        RENAME TABLE elsewhere TO argo_event_record""");

                HttpRequest event = HttpRequest.newBuilder(url.resolve("/event/"))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                TestEvents.event("manual").request()))
                        .build();
                assertThat(CLIENT.send(event, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(200);
                assertThat(manual.query("SELECT EventId FROM argo_event_record"))
                        .containsExactly(Map.of("EventId", "manual"));
            } finally {
                recording.stop();
            }
        }
    }
}
