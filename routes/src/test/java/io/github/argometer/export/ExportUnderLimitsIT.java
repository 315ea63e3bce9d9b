package io.github.argometer.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.TestDatabase;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports in a process that has little: little heap for many rows, or a disk that is full before they are all there. */
class ExportUnderLimitsIT {

    private static final int ROWS = 500_000;

    private static TestDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start();
        database.execute("argometer", ExportRecordsIT.ROWS.formatted("many", ROWS));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void writesHalfAMillionRowsWithAHeapOf96Megabytes() throws Exception {
        assertThat(export("-Xmx96m", "unlimited")).isEmpty();

        try (BufferedReader lines = Files.newBufferedReader(folder.resolve("records.csv"))) {
            assertThat(lines.readLine()).startsWith("Id,EventId,RunId,");
            for (int row = 1; row <= ROWS; row++) {
                String line = lines.readLine();
                String rest =
                        ",many-sqs-%06d,many,4,sqs,Hello %d,Ankur,2026-11-23T01:02:03.000456Z,".formatted(row, row)
                                + "2026-11-23T01:02:03.500000Z,1,2026-11-23T01:02:03.000000Z,,,2026-11-23T01:02:03.498765Z,";
                if (line == null || !line.endsWith(rest)) {
                    assertThat(line).isEqualTo("<Id>" + rest);
                }
            }
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void leavesTheOldFileAndNoOtherWhenTheDiskIsFull() throws Exception {
        Path file = Files.writeString(folder.resolve("records.csv"), "good");

        assertThat(export("-Xmx128m", "1000")).isEqualTo(file + " cannot be written: File too large");

        assertThat(file).hasContent("good");
        assertThat(temporary()).isEmpty();
    }

    /** What it prints; "" if it ends well. */
    private String export(String heap, String mostKilobytesPerFile) throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        Path log = temporary.resolve("log");
        ProcessBuilder process = new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f %s; exec \"$@\"".formatted(mostKilobytesPerFile),
                "export",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                SmallExporter.class.getName(),
                "many",
                folder.toString());
        process.environment().putAll(database.environment());
        process.environment().put("DB_USER", "reader");
        Process exporter =
                process.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        boolean ended = exporter.waitFor(3, TimeUnit.MINUTES);
        exporter.destroyForcibly();
        assertThat(ended).isTrue();
        String said = Files.readString(log, StandardCharsets.UTF_8).strip();
        Files.delete(log);
        assertThat(exporter.exitValue()).as(said).isEqualTo(said.isEmpty() ? 0 : 1);
        return said;
    }

    private Stream<Path> temporary() throws Exception {
        return Files.walk(folder).filter(file -> Files.isRegularFile(file) && !file.endsWith("records.csv"));
    }
}
