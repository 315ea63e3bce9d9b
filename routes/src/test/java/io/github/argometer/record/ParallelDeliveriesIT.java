package io.github.argometer.record;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 64 deliveries at once, of one event and of many, by way of HTTP and as a Job hands them over. */
class ParallelDeliveriesIT {

    private static final int AT_ONCE = 64;

    /** Fewer than the server has threads. */
    private static final int AT_A_TIME = 16;

    private static final int POISON = 7;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(AT_ONCE);
    private static TestDatabase database;
    private static Main recorder;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start();
        port = TestDatabase.freePort();
        recorder = TestRecorder.start(database, port, Map.of("record.job.enabled", "true"));
    }

    @AfterAll
    static void stop() {
        THREADS.shutdown();
        recorder.stop();
        database.close();
    }

    @BeforeEach
    void clear() throws Exception {
        database.clear();
    }

    @Test
    void ofOneEventEndAsOneRowThatCountsThem() throws Exception {
        atOnce(i -> () -> post("same"));
        assertThat(rows()).containsExactly(Map.of("EventId", "same", "Deliveries", "64"));
        atOnce(i -> () -> hand("same"));
        assertThat(rows()).containsExactly(Map.of("EventId", "same", "Deliveries", "128"));
    }

    @Test
    void ofDifferentEventsEndAsARowEach() throws Exception {
        atOnce(i -> () -> post("http-" + i));
        atOnce(i -> () -> hand("job-" + i));
        assertThat(rows())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, AT_ONCE)
                        .boxed()
                        .flatMap(i -> Stream.of("http-" + i, "job-" + i))
                        .map(id -> Map.of("EventId", id, "Deliveries", "1"))
                        .toList());
    }

    @Test
    void ofSixteenEventsFourTimesEachByBothWaysEndAsSixteenRows() throws Exception {
        atOnce(i -> () -> i % 2 == 0 ? post("mixed-" + i % 16) : hand("mixed-" + i % 16));
        assertThat(rows()).hasSize(16).allSatisfy(row -> assertThat(row).containsEntry("Deliveries", "4"));
    }

    @Test
    void goTogetherWhileAnotherIsWrittenAndOneThatIsRefusedTakesNoneAlong() throws Exception {
        database.execute(
                "argometer", "ALTER TABLE argo_event_record ADD CONSTRAINT no_poison CHECK (EventId <> 'poison')");
        long before = inserts();
        List<Future<Boolean>> posted = new ArrayList<>();
        try (Connection other = database.connect("argometer")) {
            holdBack(other, posted, i -> i == POISON ? "poison" : "good-" + i);
        }
        for (int i = 0; i < AT_A_TIME; i++) {
            assertThat(posted.get(i).get()).as("event " + i).isEqualTo(i != POISON);
        }
        database.execute("argometer", "ALTER TABLE argo_event_record DROP CONSTRAINT no_poison");
        assertThat(rows()).hasSize(AT_A_TIME - 1).allSatisfy(row -> assertThat(row)
                .containsEntry("Deliveries", "1"));
        // What held the first, one statement for all others, which is refused, and then each of them for itself.
        assertThat(inserts() - before).isEqualTo(AT_A_TIME + 1);
    }

    @Test
    void takeOneStatementForAllThatWaited() throws Exception {
        long before = inserts();
        List<Future<Boolean>> posted = new ArrayList<>();
        try (Connection other = database.connect("argometer")) {
            holdBack(other, posted, i -> "good-" + i);
        }
        for (Future<Boolean> one : posted) {
            assertThat(one.get()).isTrue();
        }
        assertThat(rows()).hasSize(AT_A_TIME);
        assertThat(inserts() - before).isEqualTo(2);
    }

    /** Posts the first event, which the lock of {@code other} holds up, and then all others. */
    private static void holdBack(Connection other, List<Future<Boolean>> posted, IntFunction<String> eventId)
            throws Exception {
        other.createStatement().execute("LOCK TABLES argo_event_record WRITE");
        for (int i = 0; i < AT_A_TIME; i++) {
            String id = eventId.apply(i);
            posted.add(THREADS.submit(() -> post(id)));
            if (i == 0) {
                await().until(() ->
                        recorder.getCamelContext().getInflightRepository().size("record-event") == 1);
            }
        }
        // The last may be in flight and not yet in the queue.
        await().during(500, MILLISECONDS).until(() -> inFlight() == AT_A_TIME);
    }

    private static int inFlight() {
        return recorder.getCamelContext().getInflightRepository().size("record-http");
    }

    private static long inserts() throws Exception {
        return Long.parseLong(
                database.query("SHOW GLOBAL STATUS LIKE 'Com_insert'").get(0).get("Value"));
    }

    private static void atOnce(IntFunction<Callable<Boolean>> delivery) throws Exception {
        CyclicBarrier start = new CyclicBarrier(AT_ONCE);
        List<Future<Boolean>> done = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Callable<Boolean> one = delivery.apply(i);
            done.add(THREADS.submit(() -> {
                start.await();
                return one.call();
            }));
        }
        for (Future<Boolean> delivered : done) {
            assertThat(delivered.get()).isTrue();
        }
    }

    private static boolean post(String eventId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/event/"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        TestEvents.event(eventId).request()))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private static boolean hand(String eventId) throws Exception {
        Exchange done = recorder.getCamelTemplate().request("direct:record-job", exchange -> {
            exchange.getMessage().setBody(List.of(TestEvents.event(eventId).argument()));
            exchange.setProperty("started", Instant.now());
            exchange.setProperty("received", Instant.now());
        });
        return done.getException() == null;
    }

    private static List<Map<String, String>> rows() throws Exception {
        return database.query("SELECT EventId, Deliveries FROM argo_event_record");
    }
}
