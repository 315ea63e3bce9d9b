package io.github.argometer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportRecordsIT {

    private static final String HEADER =
            "Id,EventId,RunId,PayloadId,EventType,CustomMessage,Author,EventTimestamp,CreatedAtTimestamp,Deliveries,"
                    + "SourceTimestamp,SnsTimestamp,ProcessTimestamp,ReceivedTimestamp";

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
                   '2026-11-23 01:02:03', NULL, '2026-11-23 01:02:03.12', '2026-11-23 01:02:03.498765'),
                  (5, 'mine-sns-000002', 'mine', 5, 'sns', '😀', 'David', '2026-11-23 01:02:03', '2026-11-23 01:02:04', 3,
                   '2026-11-23 01:02:03', '2026-11-23 01:02:03.123', NULL, '2026-11-23 01:02:03.9'),
                  (6, 'other-sqs-000001', 'other', 4, 'sqs', 'm', 'Ankur', '2026-11-23 01:02:03', '2026-11-23 01:02:04', 1,
                   NULL, NULL, NULL, NULL);
                """);
        exporter = new Main();
        database.settings().forEach(exporter::addOverrideProperty);
        exporter.addOverrideProperty("db.user", "reader");
        exporter.addOverrideProperty("management.enabled", "false");
        exporter.configure().addRoutesBuilder(ExportRecords.class);
        exporter.start();
    }

    @AfterAll
    static void stop() {
        exporter.stop();
        database.close();
    }

    @Test
    void writesTheRowsOfOneRunInTheirOrderWithUtcMicroseconds() throws Exception {
        export("mine");
        assertThat(folder.resolve("records.csv")).content().isEqualTo(HEADER + """

                                5,mine-sns-000002,mine,5,sns,😀,David,2026-11-23T01:02:03.000000Z,2026-11-23T01:02:04.000000Z,3,2026-11-23T01:02:03.000000Z,2026-11-23T01:02:03.123000Z,,2026-11-23T01:02:03.900000Z
                                7,mine-sqs-000001,mine,4,sqs,"a, ""b""\",Ankur,2026-11-23T01:02:03.000456Z,2026-11-23T01:02:03.500000Z,1,2026-11-23T01:02:03.000000Z,,2026-11-23T01:02:03.120000Z,2026-11-23T01:02:03.498765Z
                                """);
        assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("records.csv"));
    }

    @Test
    void writesTheHeaderAloneForARunWithoutRows() throws Exception {
        export("none");
        assertThat(folder.resolve("records.csv")).hasContent(HEADER + "\n");
    }

    @Test
    void tellsItsCallerOfAFolderThatCannotBeWritten() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() ->
                        exporter.getCamelTemplate().requestBodyAndHeaders("direct:export", null, headers("mine", file)))
                .rootCause()
                .hasMessageContaining("file");
    }

    private void export(String runId) throws Exception {
        exporter.getCamelTemplate().requestBodyAndHeaders("direct:export", null, headers(runId, folder));
    }

    private static Map<String, Object> headers(String runId, Path folder) {
        return Map.of("runId", runId, "folder", folder.toString());
    }
}
