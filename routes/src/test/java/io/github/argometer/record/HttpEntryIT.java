package io.github.argometer.record;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.TestRecorder;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEntryIT {

    private static final String SECRET = "open sesame";
    private static final String MARK = "argometer:run-orders-000012:2026-11-27T16:00:01.123456Z";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static TestDatabase database;
    private static Main recorder;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start();
        port = TestDatabase.freePort();
        recorder = TestRecorder.start(database, port, Map.of("record.http.secret", SECRET, "http.timeout", "5000"));
    }

    @AfterAll
    static void stop() {
        recorder.stop();
        database.close();
    }

    @BeforeEach
    void clear() throws Exception {
        database.clear();
    }

    @Test
    void answers200WithNoBodyOnceTheRowIsThere() throws Exception {
        HttpResponse<String> answer = post(TestEvents.event("run-sns-000001")
                .context("time", "2026-11-23T01:02:04Z")
                .data("timestamp", "2026-11-23T01:02:03.789Z")
                .request());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(database.query("SELECT * FROM argo_event_record"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row)
                            .containsEntry("EventId", "run-sns-000001")
                            .containsEntry("RunId", "test-run")
                            .containsEntry("PayloadId", "4")
                            .containsEntry("EventType", "sns")
                            .containsEntry("CustomMessage", "hello world")
                            .containsEntry("Author", "David")
                            .containsEntry("EventTimestamp", "2026-11-23 01:02:03.000456")
                            .containsEntry("Deliveries", "1")
                            .containsEntry("SourceTimestamp", "2026-11-23 01:02:04")
                            .containsEntry("SnsTimestamp", "2026-11-23 01:02:03.789000")
                            .containsEntry("ProcessTimestamp", null);
                });
        assertThat(database.query("SELECT ABS(TIMESTAMPDIFF(SECOND, CreatedAtTimestamp, UTC_TIMESTAMP(6))) < 60 AND"
                        + " TIMESTAMPDIFF(MICROSECOND, ReceivedTimestamp, CreatedAtTimestamp) BETWEEN 0 AND 60000000 AS now"
                        + " FROM argo_event_record"))
                .containsExactly(Map.of("now", "1"));
    }

    @Test
    void takesAnEventOfAnyContentTypeButAForm() throws Exception {
        for (String type : List.of("application/json", "application/octet-stream", "text/plain")) {
            HttpRequest request = request(TestEvents.event("type-" + type).request())
                    .header("Content-Type", type)
                    .build();
            assertThat(send(request).statusCode()).as(type).isEqualTo(200);
        }
        assertThat(count()).isEqualTo(3);
        HttpRequest form = request(TestEvents.event("form").request())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build();
        assertThat(send(form).statusCode()).isEqualTo(400);
    }

    @Test
    void writesARowForEachTriggerOfAnEventAndCountsTheDeliveriesOfEach() throws Exception {
        String demos = TestEvents.event("run-sns-000001").request();
        String users = TestEvents.request(TestEvents.event("").cloudEvent("{\"body\":\"" + MARK + "\"}"));
        for (String event : List.of(demos, users)) {
            assertThat(post(event).statusCode()).isEqualTo(200);
            for (String trigger : List.of("a/b/first", "a/b/second", "a/b/first")) {
                assertThat(post(event, trigger).statusCode()).isEqualTo(200);
            }
        }
        assertThat(database.query("SELECT * FROM argo_event_record ORDER BY EventId DESC, TriggerName"))
                .extracting(row -> String.join(
                        " ", row.get("EventId"), row.get("EventType"), row.get("TriggerName"), row.get("Deliveries")))
                .containsExactly(
                        "run-sns-000001 sns  1",
                        "run-sns-000001 sns a/b/first 2",
                        "run-sns-000001 sns a/b/second 1",
                        "run-orders-000012 orders  1",
                        "run-orders-000012 orders a/b/first 2",
                        "run-orders-000012 orders a/b/second 1");
        assertThat(database.query(
                        "SELECT DISTINCT RunId, PayloadId, CustomMessage, Author, EventTimestamp, SnsTimestamp"
                                + " FROM argo_event_record WHERE EventType = 'orders'"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("RunId", "run")
                        .containsEntry("PayloadId", null)
                        .containsEntry("CustomMessage", null)
                        .containsEntry("Author", null)
                        .containsEntry("EventTimestamp", "2026-11-27 16:00:01.123456")
                        .containsEntry("SnsTimestamp", null));
    }

    @Test
    void answers400ForATriggerThatCannotBeOne() throws Exception {
        String event = TestEvents.event("e").request();
        assertThat(post(event, "").statusCode()).isEqualTo(200);
        for (String trigger : List.of("a,b", "a b", "x".repeat(129))) {
            HttpResponse<String> answer = post(event, trigger);
            assertThat(answer.statusCode()).as(trigger).isEqualTo(400);
            assertThat(answer.body())
                    .startsWith("BAD_EVENT: X-Argometer-Trigger = ")
                    .endsWith(": must be 1 to 128 visible ASCII characters without comma, or nothing");
        }
        HttpRequest twice = request(event)
                .header(ArgoEvent.TRIGGER_HEADER, "a")
                .header(ArgoEvent.TRIGGER_HEADER, "b")
                .build();
        assertThat(send(twice).statusCode()).isEqualTo(400);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void writesAllEventsOfARequestOrNone() throws Exception {
        String both = both("one", "two");
        assertThat(post(both, "t").statusCode()).isEqualTo(200);
        assertThat(post(both, "t").statusCode()).isEqualTo(200);
        database.execute(
                "argometer", "ALTER TABLE argo_event_record ADD CONSTRAINT no_poison CHECK (EventId <> 'poison')");
        try {
            assertThat(post(both("four", "poison"), "t").statusCode()).isEqualTo(503);
            assertThat(post(both("poison", "one"), "t").statusCode()).isEqualTo(503);
            assertThat(post(both("zero", "poison"), "t").statusCode()).isEqualTo(503);
        } finally {
            database.execute("argometer", "ALTER TABLE argo_event_record DROP CONSTRAINT no_poison");
        }
        String bad = TestEvents.event("three").body("id", "4").argument();
        String half = TestEvents.json(Map.of("a", TestEvents.event("four").argument(), "b", bad));
        assertThat(post(half, "t").body()).isEqualTo("BAD_EVENT: data.body.id = \"4\": must be a 32-bit integer");
        assertThat(database.query("SELECT EventId, TriggerName, Deliveries FROM argo_event_record ORDER BY Id"))
                .containsExactly(
                        Map.of("EventId", "one", "TriggerName", "t", "Deliveries", "2"),
                        Map.of("EventId", "two", "TriggerName", "t", "Deliveries", "2"));
    }

    private static String both(String one, String other) {
        return TestEvents.json(Map.of(
                "a", TestEvents.event(one).argument(),
                "b", TestEvents.event(other).argument(),
                "c", ""));
    }

    @Test
    void answers400WithTheReasonForABadEvent() throws Exception {
        HttpResponse<String> answer =
                post(TestEvents.event("e").body("id", "four").request());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("BAD_EVENT: data.body.id = \"four\": must be a 32-bit integer");
        assertThat(post("").statusCode()).isEqualTo(400);
        assertThat(count()).isZero();
    }

    @Test
    void answers503WhileTheDatabaseIsAwayAnd200WhenItIsBack() throws Exception {
        database.execute("", "ALTER USER recorder@'%' ACCOUNT LOCK");
        database.execute("", "KILL USER recorder");
        try {
            HttpResponse<String> answer = post(TestEvents.event("away").request());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).startsWith("DATABASE_UNAVAILABLE: ");
        } finally {
            database.execute("", "ALTER USER recorder@'%' ACCOUNT UNLOCK");
        }
        // Each connection that broke while idle in the pool may show as one 503 more; the Sensor tries again, as here.
        await().until(() -> post(TestEvents.event("away").request()).statusCode() == 200);
        assertThat(database.query("SELECT EventId, Deliveries FROM argo_event_record"))
                .containsExactly(Map.of("EventId", "away", "Deliveries", "1"));
    }

    @Test
    void answers503WhenTheInsertIsRefused() throws Exception {
        database.execute("argometer", "RENAME TABLE argo_event_record TO elsewhere");
        try {
            HttpResponse<String> answer = post(TestEvents.event("refused").request());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).startsWith("INSERT_REFUSED: ").contains("argo_event_record");
        } finally {
            database.execute("argometer", "RENAME TABLE elsewhere TO argo_event_record");
        }
    }

    @Test
    void servesHealthAndMetrics() throws Exception {
        post(TestEvents.event("measured").request());
        assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/observe/health/ready").statusCode()).isEqualTo(200);
        for (String route : List.of("record-http", "record-event")) {
            assertThat(get("/observe/metrics").body())
                    .containsPattern("camel_route_policy_seconds_bucket\\{[^}]*routeId=\"" + route + "\"[^}]*le=\"0.0");
        }
    }

    @Test
    void isReadyOnlyWithTheTableButLivesWithout() throws Exception {
        assertThat(get("/observe/health/ready").statusCode()).isEqualTo(200);
        database.execute("argometer", "RENAME TABLE argo_event_record TO elsewhere");
        try {
            assertThat(get("/observe/health/ready").statusCode()).isEqualTo(503);
            assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);
        } finally {
            database.execute("argometer", "RENAME TABLE elsewhere TO argo_event_record");
        }
        assertThat(get("/observe/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void isAliveWithinAProbesPatienceWhileTheTableDoesNotAnswer() throws Exception {
        URI health = URI.create("http://127.0.0.1:" + port + "/observe/health/");
        try (Connection other = database.connect("argometer")) {
            other.createStatement().execute("LOCK TABLES argo_event_record WRITE");
            var ready = CLIENT.sendAsync(
                    HttpRequest.newBuilder(health.resolve("ready")).build(), HttpResponse.BodyHandlers.ofString());
            HttpRequest live = HttpRequest.newBuilder(health.resolve("live"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            assertThat(send(live).statusCode()).isEqualTo(200);
            assertThat(ready.get().statusCode()).isEqualTo(503);
            assertThat(ready.get().body()).contains("does not answer within a second");
        }
        await().until(() -> get("/observe/health/ready").statusCode() == 200);
    }

    @Test
    void answers401WithoutTheSecret() throws Exception {
        for (String secret : List.of("", "open sesam", "open sesame!", "Open sesame")) {
            HttpRequest.Builder request =
                    request(TestEvents.event("let me in").request()).setHeader(SharedSecret.HEADER, secret);
            HttpResponse<String> answer = send(request.build());
            assertThat(answer.statusCode()).as(secret).isEqualTo(401);
            assertThat(answer.body()).isEqualTo("NOT_ALLOWED: the header X-Argometer-Secret is missing or wrong");
        }
        assertThat(count()).isZero();
    }

    @Test
    void answers503ToARequestThatDoesNotEnd() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST /event/ HTTP/1.1\r\nHost: recorder\r\n" + SharedSecret.HEADER + ": " + SECRET
                                    + "\r\nContent-Length: 9\r\n\r\n{")
                            .getBytes(US_ASCII));
            byte[] status = socket.getInputStream().readNBytes(12);
            assertThat(new String(status, US_ASCII)).isEqualTo("HTTP/1.1 503");
        }
    }

    @Test
    void answers413ForABodyOverTheLimit() throws Exception {
        HttpResponse<String> answer = post("x".repeat(1_048_577));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(post(TestEvents.event("longest")
                                .data("padding", "x".repeat(700_000))
                                .request())
                        .statusCode())
                .isEqualTo(200);
    }

    private static long count() throws Exception {
        return database.query("SELECT Id FROM argo_event_record").size();
    }

    private static HttpResponse<String> post(String body) throws Exception {
        return send(request(body).build());
    }

    private static HttpResponse<String> post(String body, String trigger) throws Exception {
        return send(request(body).header(ArgoEvent.TRIGGER_HEADER, trigger).build());
    }

    private static HttpRequest.Builder request(String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/event/"))
                .header(SharedSecret.HEADER, SECRET)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
