package io.github.argometer.recorder;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.recorder.Bursts.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.apache.camel.main.Main;

/**
 * Durable rows a second of recorder-http, in a process of its own, against a bare JDBC loop with the same pool and the same
 * server, in turns; then the recorder at half its rate. Arguments: rounds, and the seconds of each turn. The server is that
 * of {@code DB_HOST} and the other variables, or an embedded MariaDB.
 */
final class RecordingBenchmark {

    private static final int CONNECTIONS = 32;

    private RecordingBenchmark() {}

    /** Prints a line a turn and the medians at the end. */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        Map<String, String> environment = new TreeMap<>();
        TestDatabase embedded = System.getenv("DB_HOST") == null ? TestDatabase.start() : null;
        if (embedded != null) {
            environment.putAll(embedded.environment());
        }
        Process recorder = null;
        Main main = new Main();
        try {
            int port = TestDatabase.freePort();
            ProcessBuilder command = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RecorderHttp.class.getName())
                    .redirectErrorStream(true)
                    .redirectOutput(Path.of("target", "recorder-http.log").toFile());
            command.environment().putAll(environment);
            command.environment().put("HTTP_PORT", String.valueOf(port));
            recorder = command.start();
            if (embedded != null) {
                embedded.settings().forEach(main::addOverrideProperty);
            }
            main.addOverrideProperty("management.enabled", "false");
            main.start();
            DataSource pool = main.getCamelContext().getRegistry().lookupByNameAndType("dataSource", DataSource.class);
            List<JdbcLoop> loop = Collections.nCopies(
                    (int) Long.parseLong(main.getCamelContext().resolvePropertyPlaceholders("{{db.pool}}")),
                    new JdbcLoop(pool));
            await().atMost(60, SECONDS).ignoreExceptions().until(() -> {
                try (HttpLoad one = new HttpLoad(port)) {
                    one.record("ready-" + System.nanoTime());
                    return true;
                }
            });
            List<HttpLoad> posters = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                posters.add(new HttpLoad(port));
            }
            compare(rounds, seconds, loop, posters);
        } finally {
            main.stop();
            if (recorder != null) {
                recorder.destroy();
            }
            if (embedded != null) {
                embedded.close();
            }
        }
    }

    private static void compare(int rounds, int seconds, List<JdbcLoop> loop, List<HttpLoad> posters) throws Exception {
        turn("warm-up jdbc", () -> Bursts.run(loop, 2 * seconds, 0));
        double rate =
                turn("warm-up http", () -> Bursts.run(posters, 8 * seconds, 0)).rate();
        List<Double> ratios = new ArrayList<>();
        List<Double> p99s = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double jdbc = turn("jdbc", () -> Bursts.run(loop, seconds, 0)).rate();
            rate = turn("http", () -> Bursts.run(posters, seconds, 0)).rate();
            double half = rate / 2;
            p99s.add(turn("http at half", () -> Bursts.run(posters, seconds, half))
                    .quantile(0.99));
            ratios.add(rate / jdbc);
        }
        System.out.printf(
                "http / jdbc, median of %d: %.2f; p99 at half the rate, median: %.1f ms%n",
                rounds, median(ratios), median(p99s));
    }

    private static Result turn(String name, Callable<Result> burst) throws Exception {
        Result result = burst.call();
        System.out.printf(
                "%-14s %,8.0f rows/s   p50 %6.2f   p99 %6.2f   max %7.2f ms%n",
                name, result.rate(), result.quantile(0.5), result.quantile(0.99), result.quantile(1));
        return result;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
