package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code loadtest export} from a real database. */
class ExportIT {

    private static final TestCommand PROGRAM = new TestCommand();

    private static TestDatabase database;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start();
        database.execute("argometer", """
                INSERT INTO argo_event_record (Id, EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp,
                  CreatedAtTimestamp)
                VALUES (1, 'known-sqs-000000', 'known', 4, 'sqs', 'Hello', 'Ankur', '2026-11-23', '2026-11-23')""");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runs",
                "with blank",
                "it's",
                "a%20b",
                "a+b",
                "what?x=y&z",
                "a*b",
                "{{db.user}}",
                "a{{b",
                "${header.runId}",
                "#here"
            })
    void writesWhereTheRunsAre(String runs) throws IOException {
        Path file = folder.resolve(runs).resolve("known").resolve("records.csv");

        assertThat(export("known", folder.resolve(runs))).isZero();
        assertThat(PROGRAM.out()).isEqualTo(file + "\n");
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void aRunThatTheDatabaseDoesNotKnowEndsWithTwoAndLeavesItsFile() throws IOException {
        Path file = Files.createDirectories(folder.resolve("unknown")).resolve("records.csv");
        Files.writeString(file, "good");

        assertThat(export("unknown", folder)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(PROGRAM.err())
                .isEqualTo("RUN_ID = \"unknown\": the database has no row of run unknown; " + file
                        + " is left as it is\n");
        assertThat(file).hasContent("good");
    }

    @Test
    void writesASelectionBesideTheWholeRunAndParquetBesideCsv() throws IOException {
        Path run = folder.resolve("known");
        assertThat(export("known", folder)).isZero();
        String whole = Files.readString(run.resolve("records.csv"));

        assertThat(export(
                        "known", folder, "--type", "sqs", "--to", "2026-11-23T00:00:00.000001Z", "--format", "parquet"))
                .isZero();

        assertThat(PROGRAM.out())
                .isEqualTo(run.resolve("selection.csv") + "\n" + run.resolve("selection.parquet") + "\n");
        assertThat(run.resolve("selection.csv")).content().isEqualTo(whole);
        assertThat(Files.readAllBytes(run.resolve("selection.parquet"))).startsWith('P', 'A', 'R', '1');
        assertThat(export("known", folder, "--from", "2026-11-23T00:00:00.000001Z"))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(PROGRAM.err())
                .contains("no row of run known from 2026-11-23 00:00:00.000001; ", "selection.csv is left as it is");
        assertThat(run.resolve("records.csv")).content().isEqualTo(whole);
    }

    private static int export(String runId, Path runs, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "export",
                runId,
                "--runs",
                runs.toString(),
                "-D",
                "db.host=127.0.0.1",
                "-D",
                "db.port=" + database.port(),
                "-D",
                "db.user=reader",
                "-D",
                "db.password=" + TestDatabase.PASSWORD,
                "-D",
                "db.parameters=sslMode=DISABLED"));
        args.addAll(List.of(more));
        return PROGRAM.run(args.toArray(String[]::new));
    }
}
