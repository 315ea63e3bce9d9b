package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.BadInputException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * One run in an embedded DuckDB: the tables {@code sent} and {@code records} as they are in the files, {@code ledger}
 * with one line a message, and {@code outcomes}, the two sides joined on EventId and channel.
 */
final class RunDatabase implements AutoCloseable {

    /** Reads one value from a result's row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** A message was accepted if any attempt was, and failed only if no attempt can have arrived. */
    private static final String LEDGER = """
            CREATE TABLE ledger AS
            SELECT EventId, Channel, Expected, count(*) - 1 AS Retries,
              CASE WHEN bool_or(Outcome = 'accepted') THEN 'accepted'
                   WHEN bool_or(Outcome = 'unknown') THEN 'unknown'
                   ELSE 'failed' END AS Outcome
            FROM sent GROUP BY EventId, Channel, Expected""";

    private static final String OUTCOMES = """
            CREATE TABLE outcomes AS
            SELECT coalesce(l.EventId, r.EventId) AS EventId, coalesce(l.Channel, r.EventType) AS Channel,
              coalesce(l.Expected, false) AS Expected, l.Outcome, l.Retries,
              r.EventId IS NOT NULL AS Recorded, r.Deliveries,
              epoch_us(r.CreatedAtTimestamp) - epoch_us(r.EventTimestamp) AS Delay
            FROM ledger l FULL JOIN records r ON r.EventId = l.EventId AND r.EventType = l.Channel""";

    private final Connection duckdb;

    private RunDatabase(Connection duckdb) {
        this.duckdb = duckdb;
    }

    /**
     * Loads and checks the files of a run.
     *
     * @throws BadInputException where a file is missing, cut short, or speaks of another run
     */
    static RunDatabase load(RunFiles files, RunPlan plan) {
        try {
            Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
            RunDatabase database = new RunDatabase(duckdb);
            try {
                database.execute("SET temp_directory = " + CsvTable.quote(System.getProperty("java.io.tmpdir")));
                CsvLoader loader = new CsvLoader(duckdb);
                loader.load(CsvTable.SENT, files.sent());
                loader.load(CsvTable.RECORDS, files.records());
                database.execute(LEDGER);
                new RunChecks(database, files, plan).check();
                database.execute(OUTCOMES);
                return database;
            } catch (SQLException | RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB: " + e.getMessage(), e);
        }
    }

    /** Runs {@code sql} and reads each row of its result. */
    <T> List<T> rows(String sql, Reader<T> reader, Object... parameters) {
        try (PreparedStatement statement = duckdb.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws SQLException {
        duckdb.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = duckdb.createStatement()) {
            statement.execute(sql);
        }
    }
}
