import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes the files of a run of any size: half of the rows by sqs, half by sns, with delays as of a real run and a few faults. */
public final class RunOfAnySize {

    private static final String MESSAGES = """
            CREATE VIEW messages AS
            SELECT n, channel, hash(n, channel, 1) %% 1000000 / 1e6 AS u, hash(n, channel, 2) %% 1000000 / 1e6 AS v,
              epoch_us(TIMESTAMP '2026-11-23 01:00:00') + n * %1$d AS intended,
              intended + 40 + (u * u * u * 900)::BIGINT AS sent, sent + 3000 + (v * 4000)::BIGINT AS accepted,
              accepted + if(channel = 'sqs', 120000, 2000) + (40000 / (1.02 - u))::BIGINT AS received,
              received + 1500 + (v * 3000)::BIGINT AS committed
            FROM range(%2$d) t(n), (VALUES ('sqs'), ('sns')) c(channel)""";

    private static final String TIME = "strftime(make_timestamp(%s), '%%Y-%%m-%%dT%%H:%%M:%%S.%%fZ')";

    public static void main(String... args) throws SQLException, IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        long rows = Long.parseLong(args[1]);
        long faultEvery = Long.parseLong(args[2]);
        long messages = rows / 2;
        String id = "'big-' || channel || '-' || lpad(n::VARCHAR, greatest(6, length(n::VARCHAR))::INTEGER, '0')";
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = duckdb.createStatement()) {
            sql.execute("SET preserve_insertion_order = false");
            sql.execute(MESSAGES.formatted(messages > 1_000_000 ? 1_000 : 20_000, messages));
            sql.execute("""
                    COPY (SELECT %s AS EventId, channel AS Channel, n AS Number, 4 AS PayloadId, 'Ankur' AS Author, true AS Expected,
                      %s AS Intended, %s AS Sent, %s AS Finished, 1 AS Attempt, 'accepted' AS Outcome, NULL AS Detail
                    FROM messages) TO '%s' (HEADER)""".formatted(
                    id, time("intended"), time("sent"), time("accepted"), folder.resolve("sent.csv")));
            sql.execute("""
                    COPY (SELECT n * 2 + (channel = 'sns')::INT AS Id, %s AS EventId, 'big' AS RunId, 4 AS PayloadId,
                      channel AS EventType, 'hello world' AS CustomMessage, 'Ankur' AS Author, %s AS EventTimestamp,
                      %s AS CreatedAtTimestamp, if(n %% %d = 7, 2, 1) AS Deliveries, %s AS SourceTimestamp, NULL AS SnsTimestamp,
                      if(channel = 'sqs', %s, NULL) AS ProcessTimestamp, %s AS ReceivedTimestamp
                    FROM messages WHERE n %% %d <> 5) TO '%s' (HEADER)""".formatted(
                    id, time("sent"), time("committed"), faultEvery, time("received // 1000000 * 1000000"),
                    time("received - 90000"), time("received"), faultEvery, folder.resolve("records.csv")));
        }
        Files.writeString(folder.resolve("plan.json"), """
                {"runId": "big", "seed": 1, "messages": %1$d, "minDelayMs": 0, "maxDelayMs": 40,
                 "created": "2026-11-23T01:00:00.000000Z", "expected": {"sqs": %1$d, "sns": %1$d}}
                """.formatted(messages));
        Files.writeString(folder.resolve("clocks.json"), """
                {"generatorToDatabase": {"offsetMicros": 85, "errorMicros": 210}}
                """);
    }

    private static String time(String micros) {
        return TIME.formatted(micros);
    }
}
