package io.github.argometer.loadtest.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Counts the rows of a run while it goes on. A database that is away for a while is said, and borne. */
public final class Arrivals {

    private static final String COUNT = """
            SELECT EventType, COUNT(*) FROM argo_event_record WHERE RunId = ? GROUP BY EventType""";

    private final DataSource database;
    private final String runId;
    private Map<String, Long> last = Map.of();
    private String trouble = "";

    /** The rows of {@code runId}. */
    public Arrivals(DataSource database, String runId) {
        this.database = database;
        this.runId = runId;
    }

    /** Rows by event type, or the last known ones while the database does not answer. */
    public Map<String, Long> count() {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setString(1, runId);
            Map<String, Long> counts = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts.put(rows.getString(1), rows.getLong(2));
                }
            }
            last = counts;
            trouble = "";
        } catch (SQLException e) {
            trouble = "the database does not answer";
        }
        return last;
    }

    /** Why the last count is an old one; "" when it is not. */
    String trouble() {
        return trouble;
    }
}
