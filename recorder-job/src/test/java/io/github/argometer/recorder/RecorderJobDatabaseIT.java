package io.github.argometer.recorder;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestCertificate;
import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.recorder.Recorder.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the recorder ends when the database is away, refuses, or cannot be trusted. */
class RecorderJobDatabaseIT extends RecorderProcesses {

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
    void waitsForANetworkThatLetsItThroughLater() throws Exception {
        int port = TestDatabase.freePort();
        String server = environment.put("DB_PORT", String.valueOf(port));
        environment.put("DB_CONNECT_TIMEOUT", "30000");
        ExecutorService threads = Executors.newCachedThreadPool();
        Future<Ended> ended = threads.submit(() -> record(TestEvents.event("e").argument()));
        await().during(4, SECONDS).atMost(10, SECONDS).until(() -> !ended.isDone());
        try (ServerSocket network = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
                Socket job = network.accept();
                Socket behind = new Socket("127.0.0.1", Integer.parseInt(server))) {
            Future<Long> there = threads.submit(() -> carry(job, behind));
            threads.submit(() -> carry(behind, job));
            there.get(30, SECONDS);
        } finally {
            threads.shutdown();
        }
        assertThat(ended.get(30, SECONDS).code()).isZero();
        assertThat(database.query("SELECT EventId FROM argo_event_record")).containsExactly(Map.of("EventId", "e"));
    }

    private static long carry(Socket from, Socket to) throws IOException {
        return from.getInputStream().transferTo(to.getOutputStream());
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
            ended = CompletableFuture.supplyAsync(() -> record(event));
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
    void commitsWhereTheServerDoesNotByItself() throws Exception {
        try (TestDatabase manual = TestDatabase.startWith("--skip-ssl", "--autocommit=0")) {
            environment.putAll(manual.environment());
            assertThat(record(TestEvents.event("e").argument()).code()).isZero();
            assertThat(manual.query("SELECT EventId FROM argo_event_record")).containsExactly(Map.of("EventId", "e"));
        }
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
}
