package io.github.argometer.standin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestCamelCli;
import io.github.argometer.TestDatabase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** {@code loadtest local} as a user runs it: a process of its own, judged by its output, its files and its database. */
class LocalIT {

    private static final String NOTE = "Delays are those of the local stand-in, not of Argo Events.";

    /** Outside java.io.tmpdir, where the database would forget its rows at each start. */
    static final class InTarget implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "local");
        }
    }

    @TempDir(factory = InTarget.class)
    private Path folder;

    @Test
    void everyExpectedMessageArrivesInEachOfTwoRunsAndNoProcessIsLeft() throws Exception {
        for (String run : List.of("first", "second")) {
            try (LocalProcess local = start("--messages", "24", "--max-delay", "20", "-D", "run.id=" + run)) {
                assertThat(local.waitFor(300)).as(local::contents).isZero();
                assertThat(local.out())
                        .startsWith(NOTE + "\nRun " + run + "\n")
                        .contains("✓ sqs  24 of 24 messages accepted\n✓ sqs  4 of 4 expected rows recorded\n")
                        .contains("✓ sns  24 of 24 messages accepted\n✓ sns  8 of 8 expected rows recorded\n")
                        .endsWith("PASSED\n");
                assertThat(Files.readAllLines(
                                folder.resolve("runs").resolve(run).resolve("records.csv")))
                        .hasSize(1 + 4 + 8);
                assertThat(local.children()).isEmpty();
            }
        }
    }

    @Test
    void aRunAfterAKilledOneEndsItsProcessesAndSucceeds() throws Exception {
        Set<ProcessHandle> left;
        try (LocalProcess killed =
                start("--messages", "2400", "--min-delay", "50", "--max-delay", "50", "-D", "run.id=killed")) {
            killed.awaitError("sqs sent ");
            killed.kill();
            killed.waitFor(60);
            left = Set.copyOf(killed.children());
        }
        assertThat(left).as("database and recorder-http").hasSizeGreaterThanOrEqualTo(2);
        try (LocalProcess next = start("--messages", "12", "--max-delay", "20")) {
            assertThat(next.waitFor(300)).as(next::contents).isZero();
        }
        assertThat(left).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void camelRunRoutesSendsToTheSameServicesAndTheRowsSayWhatTheManifestsMadeOfIt() throws Exception {
        try (LocalProcess local = start("--services-only", "--port", "0")) {
            Map<String, String> environment = local.environment();
            Process camel = routes(environment);
            try {
                await().atMost(240, SECONDS).pollInterval(1, SECONDS).untilAsserted(() -> assertThat(rows(environment))
                        .containsExactlyInAnyOrder(
                                "sqs 4 Ankur set by sensor argometer-job 1 x4",
                                "sns 4 David hello world 1 x4",
                                "sns 5 David hello world 1 x4"));
            } finally {
                TestCamelCli.end(camel);
            }
        }
    }

    @Test
    void anInterruptedRunReportsWhatItHasAndLeavesNothing() throws Exception {
        try (LocalProcess local =
                start("--messages", "2400", "--min-delay", "50", "--max-delay", "50", "-D", "run.id=cut")) {
            local.awaitError("sqs sent ");
            await().atMost(60, SECONDS).until(() -> local.err().matches("(?s).*sns sent .* rows [1-9].*"));
            local.interrupt();
            assertThat(local.waitFor(120)).as(local::contents).isEqualTo(1);
            assertThat(local.out()).startsWith(NOTE + "\nRun cut\n").endsWith("FAILED\n");
            assertThat(local.children()).isEmpty();
        }
        assertThat(Files.readAllLines(folder.resolve("runs/cut/records.csv")))
                .as("the database outlives the signal to the process group")
                .hasSizeGreaterThan(1);
        try (Stream<Path> files = Files.list(folder.resolve("runs/cut"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "plan.json",
                            "sent.csv",
                            "records.csv",
                            "note.txt",
                            "clocks.json",
                            "bus.csv",
                            "bus.json",
                            "acks.csv",
                            "cluster.json",
                            "limits.json",
                            "run.json",
                            "ledger.csv",
                            "delays.hlog",
                            "report.html",
                            "report.json",
                            "report.xml",
                            "summary.md");
        }
    }

    @Test
    void aDatabaseThatTheSettingsNameTakesTheRowsOfThePlanInAFile() throws Exception {
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"), "messages: 12\narrival: {kind: uniform, minDelayMs: 0, maxDelayMs: 20}\n");
        try (TestDatabase database = TestDatabase.start()) {
            Map<String, String> environment = Map.of(
                    "DB_HOST",
                    "127.0.0.1",
                    "DB_PORT",
                    String.valueOf(database.port()),
                    "DB_USER",
                    "admin",
                    "DB_PASSWORD",
                    TestDatabase.PASSWORD);
            try (LocalProcess local = LocalProcess.start(folder, environment, "--plan", plan.toString())) {
                assertThat(local.waitFor(300)).as(local::contents).isZero();
                assertThat(local.out()).contains("✓ sqs  2 of 2 expected rows").contains("✓ sns  4 of 4 expected rows");
            }
            assertThat(rows(environment)).hasSize(3);
        }
        assertThat(folder.resolve("data/rows")).as("no embedded database").doesNotExist();
    }

    @Test
    void aFolderOrPortThatIsTakenIsSaidInOneLine() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (FileChannel channel =
                        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            LocalProcess busy = start();
            assertThat(busy.waitFor(60)).isEqualTo(2);
            assertThat(busy.err())
                    .isEqualTo("--data %s: in use by another loadtest local; choose another folder\n".formatted(data));
        }
        try (java.net.ServerSocket socket =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            LocalProcess taken = start("--port", String.valueOf(socket.getLocalPort()));
            assertThat(taken.waitFor(60)).isEqualTo(2);
            assertThat(taken.err())
                    .isEqualTo("port %d, for SQS: Address already in use; choose other ports with --port\n"
                            .formatted(socket.getLocalPort()));
        }
        Files.writeString(folder.resolve("file"), "");
        LocalProcess noFolder = start("--data", folder.resolve("file/data").toString());
        assertThat(noFolder.waitFor(60)).isEqualTo(2);
        assertThat(noFolder.err())
                .startsWith("--data ")
                .contains("not writable")
                .hasLineCount(1);
    }

    private Process routes(Map<String, String> environment) throws Exception {
        ProcessBuilder camel = TestCamelCli.command(folder, "run", "routes", "--profile=local", "--logging-color=false")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("camel.log").toFile());
        camel.environment().putAll(environment);
        camel.environment().put("SEND_ENABLED", "true");
        camel.environment().put("SEND_MESSAGES", "24");
        camel.environment().put("SEND_DELAY_MAX", "10");
        camel.environment().put("RUN_ID", "by-routes");
        camel.environment().put("RUNS_FOLDER", folder.resolve("sent").toString());
        camel.environment().put("HTTP_PORT", "0");
        return camel.start();
    }

    private static List<String> rows(Map<String, String> environment) throws SQLException {
        String url = "jdbc:mysql://%s:%s/argometer?sslMode=DISABLED"
                .formatted(environment.get("DB_HOST"), environment.get("DB_PORT"));
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(url, environment.get("DB_USER"), environment.get("DB_PASSWORD"));
                ResultSet results = connection
                        .createStatement()
                        .executeQuery("SELECT EventType, PayloadId, Author, CustomMessage, Deliveries, COUNT(*)"
                                + " FROM argo_event_record GROUP BY 1, 2, 3, 4, 5")) {
            while (results.next()) {
                rows.add("%s %s %s %s %s x%s"
                        .formatted(
                                results.getString(1),
                                results.getString(2),
                                results.getString(3),
                                results.getString(4),
                                results.getString(5),
                                results.getString(6)));
            }
        }
        return rows;
    }

    private LocalProcess start(String... options) throws IOException {
        return LocalProcess.start(folder, options);
    }
}
