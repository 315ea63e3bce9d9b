package io.github.argometer.loadtest.run;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Counts the rows of a run while it goes on, those of long ago only once: a look costs the same late in a long run as early.
 * While the database is away the last counts stand.
 */
public final class RowCounts {

    private static final String COUNT = """
            SELECT EventType, COUNT(*), COUNT(IF(Id <= ?, 1, NULL)), MAX(Id) FROM argo_event_record
            WHERE RunId = ? AND Id > ? GROUP BY EventType""";

    /** By then every insert with a lower Id has ended, this way or that: InnoDB's wait for a lock is 50 s. */
    private static final long SETTLED_NS = TimeUnit.MINUTES.toNanos(2);

    private final JdbcTemplate database;
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
        this.database = new JdbcTemplate(database);
        this.runId = runId;
        this.nanoTime = nanoTime;
        this.nextSince = nanoTime.getAsLong();
    }

    /** Rows by event type, one an event and trigger, or the last known ones while the database does not answer. */
    public Map<String, Long> count() {
        long now = nanoTime.getAsLong();
        Map<String, Long> counts = new HashMap<>(settled);
        Map<String, Long> settling = new HashMap<>();
        LongAccumulator highest = new LongAccumulator(Math::max, nextId);
        RowCallbackHandler counting = row -> {
            counts.merge(row.getString(1), row.getLong(2), Long::sum);
            settling.put(row.getString(1), row.getLong(3));
            highest.accumulate(row.getLong(4));
        };
        try {
            database.query(COUNT, counting, nextId, runId, settledId);
        } catch (DataAccessException e) {
            trouble = "the database does not answer";
            return last;
        }
        if (now - nextSince >= SETTLED_NS) {
            settling.forEach((type, rows) -> settled.merge(type, rows, Long::sum));
            settledId = nextId;
            nextId = highest.get();
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
