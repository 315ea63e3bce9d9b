package io.github.argometer.recorder;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import javax.sql.DataSource;

/** The least that makes a durable row: a connection of the pool, the recorder's statement, its parameters. */
record JdbcLoop(DataSource pool) implements Worker {

    private static final String INSERT = """
            INSERT INTO argo_event_record
              (EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp, CreatedAtTimestamp,
               SourceTimestamp, SnsTimestamp, ProcessTimestamp, ReceivedTimestamp, TriggerName)
            VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?)
            ON DUPLICATE KEY UPDATE Deliveries = Deliveries + 1""";

    @Override
    public void record(String eventId) throws SQLException {
        LocalDateTime time = LocalDateTime.parse("2026-11-23T01:02:03.000456");
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, eventId);
            insert.setString(2, "test-run");
            insert.setInt(3, 4);
            insert.setString(4, "sns");
            insert.setString(5, "hello world");
            insert.setString(6, "David");
            insert.setObject(7, time);
            insert.setObject(8, time);
            insert.setObject(9, null);
            insert.setObject(10, null);
            insert.setObject(11, LocalDateTime.now());
            insert.setString(12, "");
            insert.executeUpdate();
        }
    }
}
