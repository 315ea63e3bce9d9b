import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Writes the files of a run of any size as a real one writes them: half of the messages by sqs, half by sns, of the demo's messages,
 * so that one in six of the one and one in three of the other must arrive; two lines an attempt, those of one attempt as far
 * apart as its request took; of every so many messages one is lost, one comes twice, and one is sent twice.
 */
public final class RunOfAnySize {

    private static final String RUN = "20261123T010000Z-b19b19";

    /** {@code n} in a block of six, turned by its block, so that each has its share and its order is none. */
    private static final String MESSAGES = """
            CREATE VIEW messages AS
            SELECT *, 4 + kind // 3 AS id, ['Ankur', 'Brian', 'David'][1 + kind %% 3] AS author,
              if(channel = 'sqs', kind = 0, kind %% 3 = 2) AS expected,
              '%3$s-' || channel || '-' || lpad(n::VARCHAR, greatest(6, length(n::VARCHAR))::INTEGER, '0') AS eventId
            FROM (SELECT n, channel, ((n + hash(n // 6) %% 6) %% 6)::INT AS kind, (n %% %4$d = 11)::INT AS retried,
                hash(n, channel, 1) %% 1000000 / 1e6 AS u, hash(n, channel, 2) %% 1000000 / 1e6 AS v,
                epoch_us(TIMESTAMP '2026-11-23 01:00:00') + n * %1$d AS intended,
                intended + 40 + (u * u * u * 900)::BIGINT + retried * 9000 AS sent, sent + 3000 + (v * 4000)::BIGINT AS accepted,
                accepted + if(channel = 'sqs', 120000, 2000) + (40000 / (1.02 - u))::BIGINT AS received,
                received + 1500 + (v * 3000)::BIGINT AS committed
              FROM range(%2$d) t(n), (VALUES ('sqs'), ('sns')) c(channel))""";

    private static final String ATTEMPTS = """
            CREATE VIEW attempts AS
            SELECT *, 1 + retried AS attempt, 'accepted' AS outcome, uuid()::VARCHAR AS detail FROM messages
            UNION ALL
            SELECT * REPLACE (sent - 9000 AS sent, accepted - 9000 AS accepted), 1, 'failed',
              'java.net.ConnectException: Connection refused' FROM messages WHERE retried = 1""";

    private static final String TIME = "strftime(make_timestamp(%s), '%%Y-%%m-%%dT%%H:%%M:%%S.%%fZ')";

    public static void main(String... args) throws SQLException, IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        long messages = Long.parseLong(args[1]) / 12 * 6;
        long faultEvery = Long.parseLong(args[2]);
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = duckdb.createStatement()) {
            sql.execute("SET temp_directory = '%s/generator'".formatted(folder));
            sql.execute(MESSAGES.formatted(messages > 1_000_000 ? 1_000 : 20_000, messages, RUN, faultEvery));
            sql.execute(ATTEMPTS);
            sql.execute("""
                    COPY (SELECT * EXCLUDE written FROM (
                        SELECT eventId AS EventId, channel AS Channel, n AS Number, id AS PayloadId, author AS Author, expected AS Expected,
                          %1$s AS Intended, %2$s AS Sent, NULL AS Finished, attempt AS Attempt, 'started' AS Outcome, NULL AS Detail,
                          sent - 7 AS written FROM attempts
                        UNION ALL
                        SELECT eventId, channel, n, id, author, expected, %1$s, %3$s, %4$s, attempt, outcome, detail, accepted
                        FROM attempts) ORDER BY written)
                    TO '%5$s' (HEADER)""".formatted(
                    time("intended"), time("sent - 7"), time("sent"), time("accepted"), folder.resolve("sent.csv")));
            sql.execute("""
                    COPY (SELECT row_number() OVER (ORDER BY committed, channel) AS Id, eventId AS EventId, '%s' AS RunId, id AS PayloadId,
                        channel AS EventType, 'hello world' AS CustomMessage, author AS Author, %s AS EventTimestamp,
                        %s AS CreatedAtTimestamp, if(n // 6 %% %d = 7, 2, 1) AS Deliveries, %s AS SourceTimestamp,
                        if(channel = 'sns', %s, NULL) AS SnsTimestamp, if(channel = 'sqs', %s, NULL) AS ProcessTimestamp,
                        %s AS ReceivedTimestamp
                      FROM messages WHERE expected AND n // 6 %% %d <> 5 ORDER BY Id)
                    TO '%s' (HEADER)""".formatted(
                    RUN, time("sent"), time("committed"), faultEvery, time("received // 1000000 * 1000000"),
                    time("accepted // 1000 * 1000"), time("received - 90000"), time("received"), faultEvery,
                    folder.resolve("records.csv")));
        }
        Files.writeString(folder.resolve("plan.json"), """
                {"runId": "%s", "seed": 1, "messages": %d, "minDelayMs": 0, "maxDelayMs": 40,
                 "created": "2026-11-23T01:00:00.000000Z", "expected": {"sqs": %d, "sns": %d}}
                """.formatted(RUN, messages, messages / 6, messages / 3));
        Files.writeString(folder.resolve("clocks.json"), """
                {"generatorToDatabase": {"offsetMicros": 85, "errorMicros": 210}}
                """);
    }

    private static String time(String micros) {
        return TIME.formatted(micros);
    }
}
