package io.github.argometer.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.github.argometer.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RowCountsIT {

    private static TestDatabase database;

    private final AtomicLong now = new AtomicLong();

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void countsEveryRowOfARunOnceAndThoseOfLongAgoNotAgain() throws Exception {
        RowCounts rows = new RowCounts(source(), "run", now::get);
        assertThat(rows.count()).isEmpty();

        insert(10, "run", "sqs");
        insert(11, "run", "sns");
        insert(12, "other", "sqs");
        assertThat(rows.count()).isEqualTo(Map.of("sqs", 1L, "sns", 1L));
        assertThat(rows.count()).isEqualTo(Map.of("sqs", 1L, "sns", 1L));

        now.addAndGet(Duration.ofMinutes(2).toNanos()); // 10 and 11 are the highest Ids from here on
        assertThat(rows.count()).isEqualTo(Map.of("sqs", 1L, "sns", 1L));
        insert(9, "run", "sqs"); // an insert that took long
        insert(13, "run", "sqs");
        assertThat(rows.count()).isEqualTo(Map.of("sqs", 3L, "sns", 1L));

        now.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(rows.count()).isEqualTo(Map.of("sqs", 3L, "sns", 1L));
        database.execute("argometer", "DELETE FROM argo_event_record WHERE Id < 12");
        insert(14, "run", "sns");
        assertThat(rows.count()).isEqualTo(Map.of("sqs", 3L, "sns", 2L));
    }

    private static void insert(int id, String run, String channel) throws Exception {
        database.execute("argometer", """
                INSERT INTO argo_event_record (Id, EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp,
                  CreatedAtTimestamp)
                VALUES (%1$d, '%2$s-%3$s-%1$d', '%2$s', 4, '%3$s', '', '', '2026-11-23', '2026-11-23')""".formatted(id, run, channel));
    }

    private static MysqlDataSource source() {
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl("jdbc:mysql://127.0.0.1:%d/argometer?sslMode=DISABLED".formatted(database.port()));
        source.setUser("reader");
        source.setPassword(TestDatabase.PASSWORD);
        return source;
    }
}
