package io.github.argometer.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestRecorder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The delays that Prometheus is told, against what SQL says of the same rows. */
class MeasureDelaysIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final List<String> TYPES = List.of("sns", "sqs", "orders");
    private static final List<String> BOUNDS = List.of(
            "0.005", "0.01", "0.02", "0.03", "0.05", "0.1", "0.2", "0.3", "0.5", "0.75", "1.0", "1.5", "2.0", "3.0",
            "5.0", "10.0", "30.0", "60.0", "300.0", "+Inf");
    private static final Pattern LINE =
            Pattern.compile("(?m)^(argometer_(?:event_delay|hop|recorded)\\w*(?:\\{[^}]*})?) (\\S+)$");

    private static TestDatabase database;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start();
        port = TestDatabase.freePort();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        database.clear();
    }

    @Test
    void tellsEveryRowOnceWhateverOrderTwentyWritersCommitIn() throws Exception {
        Main recorder = recorder();
        ExecutorService writers = Executors.newFixedThreadPool(20);
        try {
            List<Future<?>> writing = new ArrayList<>();
            for (int writer = 0; writer < 20; writer++) {
                Random random = new Random(writer);
                writing.add(writers.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        write(random, random.nextInt(1 + random.nextInt(400)));
                    }
                    return null;
                }));
            }
            double last = 0;
            while (!writing.stream().allMatch(Future::isDone)) {
                long there = Long.parseLong(database.query("SELECT COUNT(*) AS n FROM argo_event_record")
                        .get(0)
                        .get("n"));
                double told = rows(told());
                assertThat(told).isGreaterThanOrEqualTo(last);
                last = told;
                assertThat(there + 400.0).isGreaterThanOrEqualTo(told);
            }
            for (Future<?> writer : writing) {
                writer.get();
            }
            await().untilAsserted(() -> assertThat(told()).isEqualTo(sql()));
            assertThat(rows(told())).isEqualTo(400);
        } finally {
            writers.shutdownNow();
            recorder.stop();
        }
    }

    @Test
    void countsOnFromWhereItWasAfterARestart() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            write(random, 0);
        }
        Main recorder = recorder();
        await().untilAsserted(() -> assertThat(told()).isEqualTo(sql()));
        recorder.stop();
        // As old as rows of another day, which are not remembered one by one.
        database.execute(
                "argometer",
                "UPDATE argo_event_record SET CreatedAtTimestamp = CreatedAtTimestamp - INTERVAL 1 DAY,"
                        + " EventTimestamp = EventTimestamp - INTERVAL 1 DAY");
        write(random, 0);
        recorder = recorder();
        try {
            Map<String, Double> first = await().until(MeasureDelaysIT::told, told -> !told.isEmpty());
            assertThat(rows(first)).isEqualTo(31);
            assertThat(first).containsAllEntriesOf(counts(sql(), "event_delay"));
            for (int i = 0; i < RecordedRows.PAGE / 500; i++) {
                write(random, 0);
            }
            await().untilAsserted(() -> assertThat(rows(told())).isEqualTo(41));
        } finally {
            recorder.stop();
        }
    }

    @Test
    void keepsItsCountsWhileTheTableIsAwayAndSaysSo() throws Exception {
        Random random = new Random(2);
        write(random, 0);
        Main recorder = recorder();
        try {
            await().untilAsserted(() -> assertThat(page()).contains("\nargometer_database_up 1.0\n"));
            database.execute("argometer", "RENAME TABLE argo_event_record TO elsewhere");
            try {
                await().untilAsserted(() -> assertThat(page()).contains("\nargometer_database_up 0.0\n"));
                assertThat(rows(told())).isEqualTo(1);
            } finally {
                database.execute("argometer", "RENAME TABLE elsewhere TO argo_event_record");
            }
            write(random, 0);
            await().untilAsserted(() -> assertThat(told()).isEqualTo(sql()));
            assertThat(page()).contains("\nargometer_database_up 1.0\n");
        } finally {
            recorder.stop();
        }
    }

    @Test
    void beginsAnewWhereRowsWereDeleted() throws Exception {
        Random random = new Random(3);
        write(random, 0);
        write(random, 0);
        Main recorder = recorder();
        try {
            await().untilAsserted(() -> assertThat(rows(told())).isEqualTo(2));
            database.execute("argometer", "TRUNCATE TABLE argo_event_record");
            write(random, 0);
            await().untilAsserted(() -> assertThat(rows(told())).isEqualTo(1));
            assertThat(told()).isEqualTo(sql());
        } finally {
            recorder.stop();
        }
    }

    @Test
    void tellsWhatTheProcessIsAndHowItsPoolIsUsed() throws Exception {
        Main recorder = recorder();
        try {
            await().untilAsserted(() -> assertThat(page()).contains("\nargometer_database_up 1.0\n"));
            assertThat(page())
                    .containsPattern(
                            "(?m)^argometer_build_info\\{revision=\"[0-9a-f]{40}(-changed)?\",version=\"\\d.*\"} 1$")
                    .containsPattern("(?m)^hikaricp_connections_active\\{pool=\"argometer\"} ")
                    .contains("\njvm_memory_used_bytes{", "\nprocess_cpu_usage ", "\nprocess_start_time_seconds ")
                    .doesNotContain("camel_route_policy_seconds_bucket{", "routeId=\"measure-delays\",le=");
        } finally {
            recorder.stop();
        }
    }

    private static Main recorder() throws Exception {
        return TestRecorder.start(database, port, Map.of("measure.period", "200"));
    }

    /** Inserts a row, and commits it so many milliseconds later. */
    private static void write(Random random, int milliseconds) throws SQLException, InterruptedException {
        String type = TYPES.get(random.nextInt(TYPES.size()));
        boolean sns = type.equals("sns");
        String id = "e" + NUMBERS.incrementAndGet();
        try (Connection connection = database.connect("argometer");
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO argo_event_record (EventId, RunId, PayloadId, EventType, CustomMessage, Author,
                          EventTimestamp, CreatedAtTimestamp, SnsTimestamp, ProcessTimestamp, ReceivedTimestamp)
                        SELECT ?, 'run', 4, ?, '', '', t - INTERVAL ? MICROSECOND, t, t - INTERVAL ? MICROSECOND,
                          t - INTERVAL ? MICROSECOND, t - INTERVAL ? MICROSECOND FROM (SELECT UTC_TIMESTAMP(6) AS t) now""")) {
            connection.setAutoCommit(false);
            // Some exactly on a bucket's bound, and some that a clock has put before they were sent.
            long delay =
                    switch (random.nextInt(4)) {
                        case 0 -> 100_000;
                        case 1 -> -5_000;
                        default -> (long) Math.exp(random.nextDouble() * 20);
                    };
            insert.setString(1, id);
            insert.setString(2, type);
            insert.setLong(3, delay);
            insert.setObject(4, sns ? delay / 2 : null);
            insert.setObject(5, sns ? null : delay / 2);
            insert.setLong(6, delay / 5);
            insert.executeUpdate();
            Thread.sleep(milliseconds);
            connection.commit();
        }
    }

    private static Map<String, Double> told() throws Exception {
        return LINE.matcher(page())
                .results()
                .collect(Collectors.toMap(found -> found.group(1), MeasureDelaysIT::value, Double::sum, TreeMap::new));
    }

    private static double value(MatchResult found) {
        // Sums are added up in another order than by SQL.
        double value = Double.parseDouble(found.group(2));
        return found.group(1).contains("_sum{") ? Math.rint(value * 1e6) / 1e6 : value;
    }

    private static double rows(Map<String, Double> told) {
        return told.entrySet().stream()
                .filter(metric -> metric.getKey().startsWith("argometer_recorded_total{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static Map<String, Double> counts(Map<String, Double> all, String metric) {
        Map<String, Double> some = new TreeMap<>(all);
        some.keySet().removeIf(name -> !name.startsWith("argometer_" + metric));
        return some;
    }

    /** The same metrics by SQL. */
    private static Map<String, Double> sql() throws SQLException {
        Map<String, Double> metrics = new TreeMap<>();
        for (String type : TYPES) {
            histogram(metrics, type, "event_delay", "", "EventTimestamp", "CreatedAtTimestamp");
            histogram(metrics, type, "hop", "sent to SNS", "EventTimestamp", "SnsTimestamp");
            histogram(metrics, type, "hop", "SNS to received", "SnsTimestamp", "ReceivedTimestamp");
            histogram(metrics, type, "hop", "sent to process", "EventTimestamp", "ProcessTimestamp");
            histogram(metrics, type, "hop", "process to received", "ProcessTimestamp", "ReceivedTimestamp");
            histogram(metrics, type, "hop", "received to committed", "ReceivedTimestamp", "CreatedAtTimestamp");
        }
        return metrics;
    }

    private static void histogram(
            Map<String, Double> metrics, String type, String metric, String hop, String from, String to)
            throws SQLException {
        String value = "GREATEST(0, TIMESTAMPDIFF(MICROSECOND, %s, %s))".formatted(from, to);
        Map<String, String> row = database.query(
                        "SELECT COUNT(%1$s) AS count, SUM(%1$s) / 1e6 AS sum, %2$s FROM argo_event_record WHERE EventType = '%3$s'"
                                .formatted(
                                        value,
                                        BOUNDS.stream()
                                                .map(bound -> "SUM(%s <= %s) AS `%s`"
                                                        .formatted(
                                                                value,
                                                                bound.equals("+Inf") ? "9e18" : bound + " * 1e6",
                                                                bound))
                                                .collect(Collectors.joining(", ")),
                                        type))
                .get(0);
        if (row.get("count").equals("0")) {
            return;
        }
        String labels = "event_type=\"" + type + "\"" + (hop.isEmpty() ? "" : ",hop=\"" + hop + "\"");
        String name = "argometer_" + metric + "_seconds";
        Stream.of("count", "sum")
                .forEach(what -> metrics.put("%s_%s{%s}".formatted(name, what, labels), Double.valueOf(row.get(what))));
        BOUNDS.forEach(bound ->
                metrics.put("%s_bucket{%s,le=\"%s\"}".formatted(name, labels, bound), Double.valueOf(row.get(bound))));
        if (hop.isEmpty()) {
            metrics.put("argometer_recorded_total{%s}".formatted(labels), Double.valueOf(row.get("count")));
        }
    }

    private static String page() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/metrics"))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
