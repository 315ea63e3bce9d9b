package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestPasswords;
import io.github.argometer.loadtest.command.Argometer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code loadtest export} with passwords that mean something else in other languages. */
class ExportSecretsIT {

    private static final String ROW = """
            INSERT INTO argo_event_record (EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp,
              CreatedAtTimestamp) VALUES ('e', 'run-x', 4, 'sqs', 'm', 'a', '2026-11-25', '2026-11-25')""";

    @TempDir
    Path folder;

    @Test
    void takesEachPasswordAsItIsWritten() throws Exception {
        try (TestDatabase database = TestDatabase.start()) {
            database.execute("argometer", ROW);
            TestCommand program = new TestCommand();
            for (String password : TestPasswords.hard()) {
                TestPasswords.give(database, password);
                int code = program.run(
                        "export",
                        "run-x",
                        "-Druns.folder=" + folder,
                        "-Dready.timeout=0",
                        "-Ddb.host=127.0.0.1",
                        "-Ddb.port=" + database.port(),
                        "-Ddb.user=" + TestPasswords.USER,
                        "-Ddb.password=" + password);
                assertThat(code).as(password + program.err()).isZero();
                Path records = folder.resolve("run-x").resolve("records.csv");
                assertThat(Files.readAllLines(records)).hasSize(2);
                Files.delete(records);
            }
        }
    }

    @Test
    void tellsNoPasswordWhereTheDatabaseDoesNotLetItIn() throws Exception {
        try (TestDatabase database = TestDatabase.start()) {
            for (String password : List.of("x}}y", "a{{b}}c", "#bean:x", "größer\\")) {
                ProcessBuilder command = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Argometer.class.getName(),
                                "export",
                                "run-x",
                                "-Dready.timeout=0")
                        .redirectErrorStream(true);
                command.environment().putAll(database.environment());
                command.environment().putAll(Map.of("DB_USER", "reader", "DB_PASSWORD", password));
                Process export = command.start();
                String output = new String(export.getInputStream().readAllBytes());
                assertThat(output).contains("Access denied for user 'reader'").doesNotContain(password);
                assertThat(export.waitFor()).isEqualTo(ExitCode.NOT_READY);
            }
        }
    }
}
