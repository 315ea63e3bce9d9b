package io.github.argometer.record;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestPosters;
import io.github.argometer.TestRecorder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The HTTP recorder under load while its database fails in every way: the answers are 200 and 503 alone, every event that
 * was answered with 200 is a row, no row is another event's or doubled, and it goes on by itself when the failure is over.
 */
class FailureIT {

    private static final int KILLS = Integer.getInteger("failure.kills", 4);

    private static TestDatabase database;
    private static Main recorder;
    private static int port;

    private TestPosters posters;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start();
        port = TestDatabase.freePort();
        recorder =
                TestRecorder.start(database, port, Map.of("db.connect-timeout", "1000", "db.socket-timeout", "1000"));
    }

    @AfterAll
    static void end() {
        recorder.stop();
        database.close();
    }

    @BeforeEach
    void post() throws Exception {
        database.clear();
        posters = TestPosters.start(port, 8, true);
        goesOn();
    }

    @AfterEach
    void account() throws Exception {
        goesOn();
        posters.stop();
        assertThat(posters.answers()).containsOnlyKeys(200, 503);
        assertThat(database.query("SELECT EventId FROM argo_event_record"))
                .extracting(row -> row.get("EventId"))
                .containsExactlyInAnyOrderElementsOf(posters.acknowledged());
    }

    @Test
    void killedAtAnyMoment() throws Exception {
        Random random = new Random(20261123);
        for (int kill = 0; kill < KILLS; kill++) {
            goesOn();
            await().pollDelay(Duration.ofMillis(random.nextInt(300))).until(() -> true);
            database.kill();
            answers503();
            database.restart();
        }
    }

    @Test
    void slowerThanTheTimeOut() throws Exception {
        try (Connection other = database.connect("argometer")) {
            other.createStatement().execute("LOCK TABLES argo_event_record WRITE");
            answers503();
        }
    }

    @Test
    void readOnly() throws Exception {
        database.execute("", "SET GLOBAL read_only = 1");
        answers503();
        database.execute("", "SET GLOBAL read_only = 0");
    }

    @Test
    void withoutTheTable() throws Exception {
        database.execute("argometer", "RENAME TABLE argo_event_record TO elsewhere");
        answers503();
        database.execute("argometer", "RENAME TABLE elsewhere TO argo_event_record");
    }

    @Test
    void withAnotherPassword() throws Exception {
        database.execute("", "ALTER USER recorder IDENTIFIED BY 'another'");
        database.execute("", "KILL USER recorder");
        answers503();
        database.execute("", "ALTER USER recorder IDENTIFIED BY '" + TestDatabase.PASSWORD + "'");
    }

    @Test
    void outOfConnections() throws Exception {
        List<Connection> others = new ArrayList<>();
        try {
            // The recorder must wait outside while all places are taken, the administrator's extra one included.
            database.execute("", "SET GLOBAL max_connections = 10");
            database.execute("", "ALTER USER recorder ACCOUNT LOCK");
            database.execute("", "KILL USER recorder");
            await().atMost(20, SECONDS).until(() -> {
                try {
                    others.add(database.connect(""));
                    return false;
                } catch (SQLException full) {
                    return others.size() >= 10;
                }
            });
            others.get(0).createStatement().execute("ALTER USER recorder ACCOUNT UNLOCK");
            answers503();
            others.get(0).createStatement().execute("SET GLOBAL max_connections = 151");
        } finally {
            for (Connection other : others) {
                other.close();
            }
        }
    }

    /** Simulated: a trigger gives the server's own answer. (MariaDB with a tablespace that may not grow soon ends by itself.) */
    @Test
    void full() throws Exception {
        database.execute("argometer", """
                CREATE TRIGGER no_space BEFORE INSERT ON argo_event_record FOR EACH ROW
                  SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full'""");
        answers503();
        database.execute("argometer", "DROP TRIGGER no_space");
    }

    private void answers503() {
        long before = posters.answers().getOrDefault(503, 0L);
        await().atMost(30, SECONDS).until(() -> posters.answers().getOrDefault(503, 0L) > before);
    }

    private void goesOn() {
        int before = posters.acknowledged().size();
        await().atMost(60, SECONDS).until(() -> posters.acknowledged().size() > before + 20);
    }
}
