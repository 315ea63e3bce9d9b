package io.github.argometer.export;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.failure.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.main.Main;
import org.apache.camel.model.ToDefinition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportRecordsIT {

    private static final String HEADER =
            "Id,EventId,RunId,PayloadId,EventType,CustomMessage,Author,EventTimestamp,CreatedAtTimestamp,Deliveries,"
                    + "SourceTimestamp,SnsTimestamp,ProcessTimestamp,ReceivedTimestamp,TriggerName";

    /** So many rows of a run. */
    static final String ROWS = """
            INSERT INTO argo_event_record
              SELECT NULL, CONCAT('%1$s-sqs-', LPAD(seq, 6, '0')), '%1$s', 4, 'sqs', CONCAT('Hello ', seq), 'Ankur',
                '2026-11-23 01:02:03.000456', '2026-11-23 01:02:03.5', 1, '2026-11-23 01:02:03', NULL, NULL,
                '2026-11-23 01:02:03.498765', ''
              FROM seq_1_to_%2$d""";

    private static TestDatabase database;
    private static Main exporter;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start();
        database.execute("argometer", """
                INSERT INTO argo_event_record VALUES
                  (7, 'mine-sqs-000001', 'mine', 4, 'sqs', 'a, "b"', 'Ankur',
                   '2026-11-23 01:02:03.000456', '2026-11-23 01:02:03.5', 1,
                   '2026-11-23 01:02:03', NULL, '2026-11-23 01:02:03.12', '2026-11-23 01:02:03.498765', ''),
                  (5, 'mine-sns-000002', 'mine', 5, 'sns', '😀', 'David', '2026-11-23 01:02:03', '2026-11-23 01:02:04', 3,
                   '2026-11-23 01:02:03', '2026-11-23 01:02:03.123', NULL, '2026-11-23 01:02:03.9', ''),
                  (6, 'other-sqs-000001', 'other', 4, 'sqs', 'm', 'Ankur', '2026-11-23 01:02:03', '2026-11-23 01:02:04', 1,
                   NULL, NULL, NULL, NULL, ''),
                  (8, 'others-orders-000000', 'others', NULL, 'orders', NULL, NULL, '2026-11-23 01:02:03', '2026-11-23 01:02:04', 1,
                   NULL, NULL, NULL, NULL, 'argo-events/s/http'),
                  (9, 'others-orders-000000', 'others', NULL, 'orders', NULL, NULL, '2026-11-23 01:02:03', '2026-11-23 01:02:05', 1,
                   NULL, NULL, NULL, NULL, 'argo-events/s/"job"');
                """);
        exporter = exporter(database);
        exporter.start();
    }

    @AfterAll
    static void stop() {
        exporter.stop();
        database.close();
    }

    @Test
    void writesTheRowsOfOneRunInTheirOrderWithUtcMicroseconds() throws Exception {
        export("mine", folder, false);
        assertThat(folder.resolve("records.csv")).content().isEqualTo(HEADER + """

                                5,mine-sns-000002,mine,5,sns,😀,David,2026-11-23T01:02:03.000000Z,2026-11-23T01:02:04.000000Z,3,2026-11-23T01:02:03.000000Z,2026-11-23T01:02:03.123000Z,,2026-11-23T01:02:03.900000Z,
                                7,mine-sqs-000001,mine,4,sqs,"a, ""b""\",Ankur,2026-11-23T01:02:03.000456Z,2026-11-23T01:02:03.500000Z,1,2026-11-23T01:02:03.000000Z,,2026-11-23T01:02:03.120000Z,2026-11-23T01:02:03.498765Z,
                                """);
        assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("records.csv"));
    }

    @Test
    void writesARowForEachTriggerOfAMessageThatIsNotTheDemos() throws Exception {
        export("others", folder, false);
        assertThat(folder.resolve("records.csv")).content().isEqualTo(HEADER + """

                                8,others-orders-000000,others,,orders,,,2026-11-23T01:02:03.000000Z,2026-11-23T01:02:04.000000Z,1,,,,,argo-events/s/http
                                9,others-orders-000000,others,,orders,,,2026-11-23T01:02:03.000000Z,2026-11-23T01:02:05.000000Z,1,,,,,"argo-events/s/""job""\"
                                """);
        exporter.getCamelTemplate()
                .requestBodyAndHeaders(
                        "direct:export",
                        null,
                        Map.of(
                                "runId",
                                "others",
                                "folder",
                                folder.toString(),
                                "selection",
                                new Selection("orders", null, null)));
        assertThat(ids()).containsExactly("8", "9");
    }

    /** As in {@link #start()}, and by both protocols of the driver. */
    @ParameterizedTest
    @ValueSource(
            strings = {"useServerPrepStmts=true", "useCursorFetch=true&defaultFetchSize=1", "characterEncoding=latin1"})
    void writesTheSameWhateverTheDriverIsToldOfItsProtocol(String parameters) throws Exception {
        export("mine", folder.resolve("plain"), false);
        Main told = exporter(database);
        told.addOverrideProperty("db.parameters", parameters);
        told.start();
        try {
            export(told, "mine", folder, false);
        } finally {
            told.stop();
        }
        assertThat(folder.resolve("records.csv")).hasSameBinaryContentAs(folder.resolve("plain/records.csv"));
    }

    @Test
    void writesTheSelectedRowsToAFileOfTheirOwn() throws Exception {
        select(new Selection("sns", null, null));
        assertThat(ids()).containsExactly("5");
        select(new Selection(null, "2026-11-23 01:02:03.5", null)); // inclusive
        assertThat(ids()).containsExactly("5", "7");
        select(new Selection(null, "2026-11-23 01:02:03.500001", null));
        assertThat(ids()).containsExactly("5");
        select(new Selection(null, null, "2026-11-23 01:02:04")); // exclusive
        assertThat(ids()).containsExactly("7");
        select(new Selection("sqs", "2026-11-23 01:02:03", "2026-11-23 01:02:04.000001"));
        assertThat(ids()).containsExactly("7");
        assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("selection.csv"));
    }

    @Test
    void namesASelectionWithoutRows() {
        assertThatThrownBy(() -> select(new Selection("sns", "2026-11-24 01:02:03", "2026-11-25 01:02:03")))
                .rootCause()
                .isInstanceOf(NoRowsException.class)
                .hasMessage(
                        "the database has no row of run mine of type sns from 2026-11-24 01:02:03 before 2026-11-25 01:02:03;"
                                + " %s is left as it is",
                        folder.resolve("selection.csv"));
    }

    @Test
    void exportsTheRunAndTheSelectionThatTheSettingsName() {
        Main once = exporter(database);
        Map.of(
                        "export.enabled", "true",
                        "export.run", "mine",
                        "runs.folder", folder.toString(),
                        "export.type", "sns",
                        "export.from", "2026-11-23T01:02:03.9Z",
                        "export.to", "2026-11-23T01:02:04.000001Z")
                .forEach(once::addOverrideProperty);
        once.start();
        try {
            await().atMost(20, SECONDS).untilAsserted(() -> assertThat(folder.resolve("mine/selection.csv"))
                    .content()
                    .hasLineCount(2)
                    .contains("5,mine-sns-000002"));
        } finally {
            once.stop();
        }
    }

    @Test
    void writesTheHeaderOnlyForARunThatMayBeWithoutRows() throws Exception {
        export("none", folder, true);
        assertThat(folder.resolve("records.csv")).hasContent(HEADER + "\n");
    }

    @Test
    void refusesARunThatTheDatabaseDoesNotKnowAndMakesNoFolderForIt() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> export("none", none, false))
                .hasRootCauseInstanceOf(NoRowsException.class)
                .rootCause()
                .hasMessage("the database has no row of run none; %s is left as it is", none.resolve("records.csv"));
        assertThat(none).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neverWritesAnEmptyFileOverOneWithRows(boolean mayBeEmpty) throws Exception {
        String rows = HEADER + "\n5,none-sns-000002\n";
        Files.writeString(folder.resolve("records.csv"), rows);
        assertThatThrownBy(() -> export("none", folder, mayBeEmpty)).hasRootCauseInstanceOf(NoRowsException.class);
        assertThat(folder.resolve("records.csv")).hasContent(rows);
        assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("records.csv"));
    }

    @Test
    void leavesTheOldFileWholeWhenALaterPageCannotBeRead() throws Exception {
        database.execute("argometer", ROWS.formatted("long", 4_001));
        export("long", folder, false);
        String old = Files.readString(folder.resolve("records.csv"));
        assertThat(old).hasLineCount(4_002);

        AtomicInteger pages = new AtomicInteger();
        Main failing = exporter(database);
        try {
            failing.init();
            AdviceWith.adviceWith(
                    failing.getCamelContext(), "export-records", advice -> advice.weaveByType(ToDefinition.class)
                            .before()
                            .filter(page -> pages.incrementAndGet() == 2)
                            .throwException(new SQLException("gone")));
            failing.start();
            assertThatThrownBy(() -> export(failing, "long", folder, false))
                    .rootCause()
                    .isInstanceOf(SQLException.class);
        } finally {
            failing.stop();
        }
        assertThat(pages).hasValue(2);
        assertThat(folder.resolve("records.csv")).content().isEqualTo(old);
        assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("records.csv"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with blank",
                "it's",
                "a%20b",
                "a+b",
                "what?x=y",
                "a*b",
                "a{{b}}",
                "${header.runId}",
                "#here",
                "ü😀"
            })
    void writesExactlyWhereItIsTold(String name) throws Exception {
        Path there = folder.resolve(name).resolve("mine");
        export("mine", there, false);
        assertThat(there.resolve("records.csv")).content().hasLineCount(3);
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(folder.resolve(name));
        }
    }

    @Test
    void tellsItsCallerOfAFolderThatCannotBeWritten() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> export("mine", file, false)).rootCause().hasMessageContaining("file");
    }

    /** The route and no other, not started. */
    static Main exporter(TestDatabase database) {
        Main main = new Main();
        database.settings().forEach(main::addOverrideProperty);
        main.addOverrideProperty("db.user", "reader");
        main.addOverrideProperty("management.enabled", "false");
        main.configure().addRoutesBuilder(Failures.class, ExportRecords.class);
        return main;
    }

    private void select(Selection selection) throws Exception {
        exporter.getCamelTemplate()
                .requestBodyAndHeaders(
                        "direct:export",
                        null,
                        Map.of("runId", "mine", "folder", folder.toString(), "selection", selection));
    }

    private List<String> ids() throws IOException {
        return Files.readAllLines(folder.resolve("selection.csv")).stream()
                .skip(1)
                .map(line -> line.split(",")[0])
                .toList();
    }

    private static void export(String runId, Path folder, boolean mayBeEmpty) throws Exception {
        export(exporter, runId, folder, mayBeEmpty);
    }

    private static void export(Main main, String runId, Path folder, boolean mayBeEmpty) throws Exception {
        main.getCamelTemplate()
                .requestBodyAndHeaders(
                        "direct:export",
                        null,
                        Map.of("runId", runId, "folder", folder.toString(), "mayBeEmpty", mayBeEmpty));
    }
}
