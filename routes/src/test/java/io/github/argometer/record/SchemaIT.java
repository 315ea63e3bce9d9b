package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The schema's newest version, made of the one before while a recorder of before goes on. */
class SchemaIT {

    /** The insert of the recorders that know no triggers. */
    private static final String OLD = """
            INSERT INTO argo_event_record
              (EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp, CreatedAtTimestamp,
               SourceTimestamp, SnsTimestamp, ProcessTimestamp, ReceivedTimestamp)
            VALUES (?, 'run', 4, ?, 'grüß 😀', 'Ankur', '2026-11-23 01:02:03.000456', '2026-11-23 01:02:03.5', NULL, NULL, NULL, NULL)
            ON DUPLICATE KEY UPDATE Deliveries = Deliveries + 1""";

    private static final String ROWS =
            "SELECT Id, EventId, RunId, PayloadId, CONCAT(EventType) AS EventType, CustomMessage,"
                    + " Author, EventTimestamp, CreatedAtTimestamp, Deliveries FROM old.argo_event_record ORDER BY Id";

    private TestDatabase database;

    @BeforeEach
    void start() throws SQLException {
        database = TestDatabase.start();
        database.execute("", "CREATE DATABASE old");
        migrate("3");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void keepsTheRowsThatAreThere() throws SQLException {
        try (Connection recorder = recorder()) {
            for (String id : List.of("one", "two", "one", "One")) {
                insert(recorder, id, id.equals("two") ? "sns" : "sqs");
            }
        }
        List<Map<String, String>> before = database.query(ROWS);
        assertThat(before).hasSize(3);

        migrate("latest");

        assertThat(database.query(ROWS)).isEqualTo(before);
        assertThat(database.query("SELECT DISTINCT TriggerName FROM old.argo_event_record"))
                .containsExactly(Map.of("TriggerName", ""));
        try (Connection recorder = recorder()) {
            insert(recorder, "two", "sns");
            insert(recorder, "three", "sqs");
        }
        assertThat(database.query("SELECT EventId, Deliveries FROM old.argo_event_record ORDER BY Id"))
                .extracting(row -> row.get("EventId") + " " + row.get("Deliveries"))
                .containsExactly("one 2", "two 2", "One 1", "three 1");
    }

    @Test
    void losesNothingThatARecorderOfBeforeWritesMeanwhile() throws Exception {
        database.execute("old", """
                INSERT INTO argo_event_record (EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp,
                  CreatedAtTimestamp)
                SELECT CONCAT('before-', seq), 'run', 4, 'sqs', '', '', '2026-11-23', '2026-11-23' FROM seq_1_to_200000""");
        AtomicInteger written = new AtomicInteger();
        AtomicBoolean migrated = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection recorder = recorder()) {
            Future<?> recording = thread.submit(() -> {
                while (!migrated.get()) {
                    String id = "meanwhile-" + written.get();
                    insert(recorder, id, "sns");
                    insert(recorder, id, "sns");
                    written.incrementAndGet();
                }
                return null;
            });
            await().until(() -> written.get() > 10 || recording.isDone());
            migrate("latest");
            int then = written.get();
            await().until(() -> written.get() > then + 10 || recording.isDone());
            migrated.set(true);
            recording.get();
        } finally {
            thread.shutdown();
        }
        assertThat(database.query("SELECT COUNT(*) AS n FROM old.argo_event_record WHERE EventType = 'sqs'"))
                .containsExactly(Map.of("n", "200000"));
        assertThat(database.query("SELECT EventId, Deliveries FROM old.argo_event_record WHERE EventType = 'sns'"))
                .extracting(row -> row.get("EventId") + " " + row.get("Deliveries"))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, written.get())
                        .mapToObj(i -> "meanwhile-" + i + " 2")
                        .toList());
    }

    @Test
    void givesTheRecorderNoMoreThanItsInsertAndItsMetricsNeed() throws SQLException {
        List<Map<String, String>> before = grants();
        migrate("latest");
        assertThat(grants()).isEqualTo(before);
    }

    private List<Map<String, String>> grants() throws SQLException {
        return database.query(
                "SELECT Table_priv, Column_priv, '' AS Column_name FROM mysql.tables_priv WHERE User = 'recorder'"
                        + " AND Db = 'old' UNION ALL SELECT '', Column_priv, Column_name FROM mysql.columns_priv"
                        + " WHERE User = 'recorder' AND Db = 'old' ORDER BY Column_name");
    }

    private void migrate(String version) {
        Flyway.configure()
                .dataSource(url(), "admin", TestDatabase.PASSWORD)
                .locations("classpath:schema")
                .target(version)
                .load()
                .migrate();
    }

    private Connection recorder() throws SQLException {
        return DriverManager.getConnection(url(), "recorder", TestDatabase.PASSWORD);
    }

    private String url() {
        return "jdbc:mysql://127.0.0.1:" + database.port() + "/old?sslMode=DISABLED";
    }

    private static void insert(Connection connection, String eventId, String type) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(OLD)) {
            insert.setString(1, eventId);
            insert.setString(2, type);
            insert.executeUpdate();
        }
    }
}
