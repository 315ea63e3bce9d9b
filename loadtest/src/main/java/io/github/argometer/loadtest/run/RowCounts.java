package io.github.argometer.loadtest.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Counts the rows of a run while it goes on, those of long ago only once: a look costs the same late in a long run as early.
 * A database that is away for a while is said, and borne.
 */
public final class RowCounts {

    private static final String COUNT = """
            SELECT EventType, COUNT(*), COUNT(IF(Id <= ?, 1, NULL)), MAX(Id) FROM argo_event_record
            WHERE RunId = ? AND Id > ? GROUP BY EventType""";

    /** By then every insert with a lower Id has ended, this way or that: InnoDB's wait for a lock is 50 s. */
    private static final long SETTLED_NS = TimeUnit.MINUTES.toNanos(2);

    private final DataSource database;
    private final String runId;
    private final LongSupplier nanoTime;
    private final Map<String, Long> settled = new HashMap<>();
    private long settledId = Long.MIN_VALUE;
    private long nextId = Long.MIN_VALUE;
    private long nextSince;
    private Map<String, Long> last = Map.of();
    private String trouble = "";

    /** The rows of {@code runId}. */
    public RowCounts(DataSource database, String runId) {
        this(database, runId, System::nanoTime);
    }

    RowCounts(DataSource database, String runId, LongSupplier nanoTime) {
        this.database = database;
        this.runId = runId;
        this.nanoTime = nanoTime;
        this.nextSince = nanoTime.getAsLong();
    }

    /** Rows by event type, or the last known ones while the database does not answer. */
    public Map<String, Long> count() {
        long now = nanoTime.getAsLong();
        Map<String, Long> counts = new HashMap<>(settled);
        Map<String, Long> settling = new HashMap<>();
        long highest = nextId;
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setLong(1, nextId);
            statement.setString(2, runId);
            statement.setLong(3, settledId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts.merge(rows.getString(1), rows.getLong(2), Long::sum);
                    settling.put(rows.getString(1), rows.getLong(3));
                    highest = Math.max(highest, rows.getLong(4));
                }
            }
        } catch (SQLException e) {
            trouble = "the database does not answer";
            return last;
        }
        if (now - nextSince >= SETTLED_NS) {
            settling.forEach((type, rows) -> settled.merge(type, rows, Long::sum));
            settledId = nextId;
            nextId = highest;
            nextSince = now;
        }
        last = counts;
        trouble = "";
        return last;
    }

    /** Why the last count is an old one; "" when it is not. */
    public String trouble() {
        return trouble;
    }
}
