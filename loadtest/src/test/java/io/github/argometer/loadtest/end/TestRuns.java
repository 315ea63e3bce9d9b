package io.github.argometer.loadtest.end;

import static io.github.argometer.loadtest.end.Shell.mysql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.loadtest.end.Shell.Loadtest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Runs of 60 messages by the program as users start it: 10 of them must end as a row by SQS and 20 by SNS. */
final class TestRuns {

    private static final Path TARGET = Path.of("target", "cluster-it");
    private static final Path RUNS = TARGET.resolve("runs");

    private TestRuns() {}

    /** The folder of {@code run}. */
    static Path folder(String run) {
        return RUNS.resolve(run);
    }

    /** Starts {@code loadtest} with {@code arguments} and the folder of all runs. */
    static Loadtest command(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--runs", RUNS.toString()));
        try {
            Files.createDirectories(TARGET);
            return Loadtest.start(TARGET, Map.of("KUBECONFIG", Deployment.ofTheUser()), all.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a run of the name {@code run}. */
    static Loadtest start(String run, String... options) {
        return start(run, 60, options);
    }

    /** The same, of so many messages. */
    static Loadtest start(String run, int messages, String... options) {
        List<String> arguments = new ArrayList<>(List.of("run", "--messages", String.valueOf(messages)));
        arguments.addAll(List.of("-D", "run.id=" + run, "-D", "ready.timeout=600"));
        arguments.addAll(Arrays.asList(options));
        return command(arguments.toArray(String[]::new));
    }

    /** The exit code of a run of the name {@code run}. */
    static int run(String run, String... options) throws Exception {
        return start(run, options).end();
    }

    /** Waits until the send ledger of {@code run} has more than so many lines. */
    static void awaitSent(String run, int lines, Loadtest loadtest) {
        Path sent = folder(run).resolve("sent.csv");
        await("attempts in " + sent).atMost(Duration.ofMinutes(12)).until(() -> {
            assertThat(loadtest.process().isAlive())
                    .as(() -> "loadtest goes on: " + loadtest.printed())
                    .isTrue();
            return Files.exists(sent) && Files.readAllLines(sent).size() > lines;
        });
    }

    /** The lines of the ledger of {@code run} whose messages had to arrive and did not. */
    static List<CSVRecord> missing(String run) throws IOException {
        return lines(run, "ledger.csv").stream()
                .filter(line -> line.get("Expected").equals("true"))
                .filter(line -> !line.get("Fate").equals("delivered"))
                .toList();
    }

    /** The lines of a table of {@code run}. */
    static List<CSVRecord> lines(String run, String table) throws IOException {
        try (CSVParser lines = CSVParser.parse(
                folder(run).resolve(table),
                StandardCharsets.UTF_8,
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            return lines.getRecords();
        }
    }

    /** How many rows of {@code run} each type of event has. */
    static List<String> rows(String run) {
        return mysql("SELECT EventType, COUNT(*) FROM argo_event_record WHERE RunId = '" + run
                + "' GROUP BY EventType ORDER BY CAST(EventType AS CHAR)");
    }
}
