package io.github.argometer.recorder;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestCertificate;
import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.recorder.Recorder.Ended;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recorder as it runs in a Job: a process of its own, judged by its exit code, its stderr and the table. Where the
 * image was built ({@code recorder.image} is its root), this runs the image's Java with the cache required.
 */
class RecorderJobIT {

    private static final ExecutorService TEN = Executors.newFixedThreadPool(10);

    private static TestDatabase database;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void stop() {
        TEN.shutdown();
        database.close();
    }

    @BeforeEach
    void settings() throws Exception {
        database.clear();
        environment.putAll(database.environment());
    }

    @Test
    void endsWith0OnceTheRowIsThereAndSaysHowLongTheInsertTook() throws Exception {
        Ended ended =
                record(TestEvents.event("run-sqs-1").context("type", "sqs").argument());
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).matches("recorder-job: insert acknowledged after [1-9][0-9]* microseconds\n");
        assertThat(ended.err()).isEmpty();
        assertThat(database.query("SELECT EventId, EventType, Deliveries FROM argo_event_record"))
                .containsExactly(Map.of("EventId", "run-sqs-1", "EventType", "sqs", "Deliveries", "1"));
    }

    @Test
    void writesWhenItsProcessStartedAndWhenItHadTheEvent() throws Exception {
        Instant before = Instant.now();
        assertThat(record(TestEvents.event("times").argument()).code()).isZero();
        Instant after = Instant.now();

        Map<String, String> row =
                database.query("SELECT * FROM argo_event_record").get(0);
        // 10 ms is the resolution of both clocks that the start is computed from.
        assertThat(time(row, "ProcessTimestamp")).isBetween(before.minusMillis(20), after);
        assertThat(time(row, "ReceivedTimestamp"))
                .isBetween(time(row, "ProcessTimestamp").minusMillis(20), time(row, "CreatedAtTimestamp"));
        assertThat(time(row, "CreatedAtTimestamp")).isBefore(after);
    }

    @Test
    void endsWith64ForAnythingButOneArgument() throws Exception {
        assertThat(record())
                .isEqualTo(new Ended(64, "", "recorder-job: 0 arguments: allowed is exactly one, the event\n"));
        assertThat(record("a", "b").code()).isEqualTo(64);
    }

    @Test
    void endsWith65ForABadEvent() throws Exception {
        Ended ended = record(TestEvents.event("e").body("id", "4").argument());
        assertThat(ended)
                .isEqualTo(new Ended(
                        65, "", "recorder-job: BAD_EVENT: data.body.id = \"4\": allowed is a 32-bit integer\n"));
    }

    @Test
    void endsWith69WhenTheDatabaseIsNotThereOrDoesNotLetItIn() throws Exception {
        environment.put("DB_PASSWORD", "wrong");
        Ended refused = record(TestEvents.event("e").argument());
        assertThat(refused.code()).isEqualTo(69);
        assertThat(refused.err())
                .startsWith("recorder-job: DATABASE_UNAVAILABLE: Access denied for user 'recorder'")
                .hasLineCount(1);

        environment.put("DB_PORT", "1");
        Ended away = record(TestEvents.event("e").argument());
        assertThat(away.code()).isEqualTo(69);
        assertThat(away.err())
                .startsWith("recorder-job: DATABASE_UNAVAILABLE: ")
                .contains("Connection refused")
                .hasLineCount(1);
    }

    @Test
    void endsWith73WhenTheInsertIsRefused() throws Exception {
        database.execute("argometer", "RENAME TABLE argo_event_record TO elsewhere");
        try {
            Ended ended = record(TestEvents.event("e").argument());
            assertThat(ended.code()).isEqualTo(73);
            assertThat(ended.err())
                    .startsWith("recorder-job: INSERT_REFUSED: ")
                    .contains("argo_event_record")
                    .hasLineCount(1);
        } finally {
            database.execute("argometer", "RENAME TABLE elsewhere TO argo_event_record");
        }
    }

    @Test
    void endsWith73WhenTheDatabaseIsReadOnly() throws Exception {
        database.execute("", "SET GLOBAL read_only = 1");
        try {
            assertThat(record(TestEvents.event("e").argument()).code()).isEqualTo(73);
        } finally {
            database.execute("", "SET GLOBAL read_only = 0");
        }
        assertThat(database.query("SELECT * FROM argo_event_record")).isEmpty();
    }

    @Test
    void endsWith69WhenTheDatabaseIsTooSlowOrOutOfConnections() throws Exception {
        environment.put("DB_SOCKET_TIMEOUT", "1000");
        try (Connection other = database.connect("argometer")) {
            other.createStatement().execute("LOCK TABLES argo_event_record WRITE");
            assertThat(record(TestEvents.event("e").argument()).code()).isEqualTo(69);
        }
        List<Connection> others = new ArrayList<>();
        database.execute("", "SET GLOBAL max_connections = 10");
        try {
            while (others.size() < 10) {
                others.add(database.connect(""));
            }
            assertThat(record(TestEvents.event("e").argument()).code()).isEqualTo(69);
        } finally {
            others.get(0).createStatement().execute("SET GLOBAL max_connections = 151");
            for (Connection other : others) {
                other.close();
            }
        }
    }

    @Test
    void endsWith69WhenTheDatabaseIsKilledAmidTheInsert() throws Exception {
        CompletableFuture<Ended> ended;
        try (Connection other = database.connect("argometer")) {
            other.createStatement().execute("LOCK TABLES argo_event_record WRITE");
            String event = TestEvents.event("e").argument();
            ended = CompletableFuture.supplyAsync(() -> record(event), TEN);
            await().atMost(30, SECONDS).until(() -> !database.query(
                            "SELECT Id FROM information_schema.PROCESSLIST WHERE State LIKE '%lock%' AND User = 'recorder'")
                    .isEmpty());
            database.kill();
        } finally {
            database.restart();
        }
        assertThat(ended.join().code()).isEqualTo(69);
        assertThat(database.query("SELECT * FROM argo_event_record")).isEmpty();
        assertThat(record(TestEvents.event("e").argument()).code()).isZero();
    }

    @Test
    void talksToTheDatabaseByTlsAndTrustsNoOtherCertificate(@TempDir Path folder) throws Exception {
        TestCertificate server = TestCertificate.in(folder, "server");
        TestCertificate other = TestCertificate.in(folder, "other");
        try (TestDatabase secure = TestDatabase.startWith(server.arguments())) {
            secure.execute("", "ALTER USER recorder REQUIRE SSL");
            environment.putAll(secure.environment());
            environment.put("DB_PARAMETERS", server.trusted());
            assertThat(record(TestEvents.event("e").argument()).err()).isEmpty();
            assertThat(secure.query("SELECT EventId FROM argo_event_record")).containsExactly(Map.of("EventId", "e"));

            environment.put("DB_PARAMETERS", other.trusted());
            Ended refused = record(TestEvents.event("e").argument());
            assertThat(refused.code()).isEqualTo(69);
            assertThat(refused.err())
                    .startsWith("recorder-job: DATABASE_UNAVAILABLE: ")
                    .hasLineCount(1);
        }
    }

    @Test
    void countsTenDeliveriesAtOnceInOneRow() throws Exception {
        // Ten cold starts at once are slow on a busy machine, which is not the point here.
        database.execute("", "SET GLOBAL connect_timeout = 60");
        environment.put("DB_CONNECT_TIMEOUT", "60000");
        environment.put("DB_SOCKET_TIMEOUT", "60000");
        String event = TestEvents.event("run-sqs-1").argument();
        List<CompletableFuture<Ended>> recorders = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> record(event), TEN))
                .limit(10)
                .toList();
        assertThat(recorders)
                .allSatisfy(recorder -> assertThat(recorder.join().code()).isZero());
        assertThat(database.query("SELECT EventId, Deliveries FROM argo_event_record"))
                .containsExactly(Map.of("EventId", "run-sqs-1", "Deliveries", "10"));
    }

    @Test
    void takesAnArgumentOf90KiB() throws Exception {
        String event = TestEvents.event("long")
                .attribute("Padding", "x".repeat(70_000))
                .argument();
        assertThat(event.length()).isBetween(90 * 1024, 100 * 1024);
        assertThat(record(event).code()).isZero();
        assertThat(database.query("SELECT EventId FROM argo_event_record")).containsExactly(Map.of("EventId", "long"));
    }

    @Test
    void endsWith65ForATextThatNoColumnHolds() throws Exception {
        Ended ended =
                record(TestEvents.event("e").body("message", "x".repeat(1025)).argument());
        assertThat(ended.code()).isEqualTo(65);
        assertThat(ended.err())
                .startsWith("recorder-job: BAD_EVENT: data.body.message = ")
                .endsWith("allowed is a text of at most 1024 characters\n")
                .hasLineCount(1);
    }

    private static Instant time(Map<String, String> row, String column) {
        return Timestamp.valueOf(row.get(column)).toLocalDateTime().toInstant(ZoneOffset.UTC);
    }

    private Ended record(String... arguments) {
        String image = System.getProperty("recorder.image", "");
        Recorder recorder =
                image.isEmpty() ? Recorder.ofClasses() : Recorder.ofImage(Path.of(image), Recorder.requiredCache());
        return recorder.run(environment, arguments);
    }
}
