import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What the analysis is measured against: the same join, outcomes and quantiles by plain SQL over the same files, only in DuckDB;
 * and with {@code ledger} as the second argument, the same ledger.csv, in the same order and with times of the same form.
 */
public final class PlainDuckdb {

    private static final String JOINED = """
            CREATE TABLE joined AS
            SELECT s.EventId AS SentId, r.EventId AS RecordedId, coalesce(s.Channel, r.EventType) AS Channel, s.Number, s.PayloadId, s.Author,
              s.Expected, s.Attempt, s.Outcome, r.Deliveries,
              epoch_us(s.Intended) AS intended, epoch_us(s.Sent) AS sent, epoch_us(s.Finished) AS accepted, epoch_us(r.SourceTimestamp) AS source,
              epoch_us(r.ProcessTimestamp) AS process, epoch_us(r.ReceivedTimestamp) AS received, epoch_us(r.CreatedAtTimestamp) AS committed
            FROM (SELECT * FROM read_csv('%1$s/sent.csv', header = true, auto_detect = false, columns = {'EventId': 'VARCHAR', 'Channel': 'VARCHAR',
              'Number': 'BIGINT', 'PayloadId': 'INTEGER', 'Author': 'VARCHAR', 'Expected': 'BOOLEAN', 'Intended': 'TIMESTAMP', 'Sent': 'TIMESTAMP',
              'Finished': 'TIMESTAMP', 'Attempt': 'INTEGER', 'Outcome': 'VARCHAR', 'Detail': 'VARCHAR'})
              WHERE Outcome = 'accepted') s
            FULL JOIN read_csv('%1$s/records.csv', header = true, auto_detect = false, columns = {'Id': 'BIGINT', 'EventId': 'VARCHAR',
              'RunId': 'VARCHAR', 'PayloadId': 'INTEGER', 'EventType': 'VARCHAR', 'CustomMessage': 'VARCHAR', 'Author': 'VARCHAR',
              'EventTimestamp': 'TIMESTAMP', 'CreatedAtTimestamp': 'TIMESTAMP', 'Deliveries': 'INTEGER', 'SourceTimestamp': 'TIMESTAMP',
              'SnsTimestamp': 'TIMESTAMP', 'ProcessTimestamp': 'TIMESTAMP', 'ReceivedTimestamp': 'TIMESTAMP'}) r
            ON r.EventId = s.EventId AND r.EventType = s.Channel""";

    private static final String FATE = """
            CASE WHEN SentId IS NULL THEN 'unexpected' WHEN RecordedId IS NOT NULL AND Expected THEN 'delivered'
              WHEN RecordedId IS NOT NULL THEN 'wrongly passed' WHEN Outcome = 'failed' THEN 'never accepted' WHEN Expected THEN 'lost'
              ELSE 'rightly filtered' END""";

    private static final String OUTCOMES = """
            SELECT Channel, %s AS fate, count(*), count(*) FILTER (Deliveries > 1) FROM joined GROUP BY ALL""".formatted(FATE);

    private static final String LEDGER = """
            COPY (SELECT coalesce(SentId, RecordedId) AS EventId, Channel, Number, PayloadId, Author, Expected, %s AS Fate, Outcome AS Send,
                Attempt AS Attempts, Deliveries, make_timestamp(intended) AS Intended, make_timestamp(sent) AS Sent,
                make_timestamp(accepted) AS Accepted, make_timestamp(source) AS Source, make_timestamp(process) AS Process,
                make_timestamp(received) AS Received, make_timestamp(committed) AS Committed
              FROM joined ORDER BY Number IS NULL, Channel, Number)
            TO '%s/plain-ledger.csv' (HEADER, TIMESTAMPFORMAT '%%Y-%%m-%%dT%%H:%%M:%%S.%%fZ')""";

    private static final List<String> DELAYS = List.of(
            "sent - intended", "committed - sent", "committed - intended", "accepted - sent", "source - accepted",
            "coalesce(process, received) - source", "received - process", "committed - received");

    private static final String QUANTILES = """
            SELECT Channel, count(v), min(v), avg(v), stddev_samp(v), max(v), quantile_disc(v, [0.5, 0.9, 0.95, 0.99, 0.999])
            FROM (SELECT Channel, %s AS v FROM joined) GROUP BY Channel""";

    public static void main(String... args) throws SQLException {
        Path folder = Path.of(args[0]);
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = duckdb.createStatement()) {
            sql.execute("SET memory_limit = '1GB'");
            sql.execute("SET preserve_insertion_order = false");
            sql.execute("SET temp_directory = '%s/plain-temp'".formatted(folder));
            sql.execute(JOINED.formatted(folder));
            print(sql, OUTCOMES);
            for (String delay : DELAYS) {
                print(sql, QUANTILES.formatted(delay));
            }
            if (args.length > 1) {
                sql.execute(LEDGER.formatted(FATE, folder));
            }
        }
    }

    private static void print(Statement sql, String query) throws SQLException {
        try (ResultSet rows = sql.executeQuery(query)) {
            while (rows.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    line.append(rows.getString(i)).append(' ');
                }
                System.out.println(line);
            }
        }
    }
}
