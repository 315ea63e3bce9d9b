package io.github.argometer.loadtest.analyse.files;

import static io.github.argometer.loadtest.analyse.files.Duckdb.quote;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFileTest {

    private static final List<String> COLUMNS = List.of(
            "Id",
            "EventId",
            "RunId",
            "PayloadId",
            "EventType",
            "CustomMessage",
            "Author",
            "EventTimestamp",
            "CreatedAtTimestamp",
            "Deliveries",
            "SourceTimestamp",
            "SnsTimestamp",
            "ProcessTimestamp",
            "ReceivedTimestamp",
            "TriggerName");

    private static final String[] TEXTS = {
        "plain", "a, \"b\"", "two\nlines", "two\r\nlines", "größer 😀", "", "#", " ", "'", "NULL", "\\N", "\"", "0"
    };

    private static final int ROWS = 150_000; // more than a group of rows has

    @TempDir
    Path folder;

    /** A row of a Parquet file as its values' texts. */
    record Texts(List<String> texts) {}

    @Test
    void holdsTheRowsOfTheCsvInTheirOrder() throws IOException {
        Path csv = csv("it's*records.csv", ROWS);

        Path parquet = ParquetFile.of(csv, "200MB");

        assertThat(parquet).isEqualTo(folder.resolve("it's*records.parquet"));
        try (CSVParser records = CSVParser.parse(
                csv,
                UTF_8,
                CSVFormat.DEFAULT
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            Iterator<Texts> rows = read(parquet).iterator();
            for (CSVRecord record : records) {
                List<String> values = new ArrayList<>(rows.next().texts());
                assertThat(values.subList(5, 7)).doesNotContainNull(); // texts are empty, and times are unknown
                assertThat(values.get(14)).isNotNull();
                values.replaceAll(value -> value == null ? "" : value);
                if (!values.equals(record.toList())) {
                    assertThat(values).isEqualTo(record.toList());
                }
            }
            assertThat(rows).isExhausted();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(csv, parquet);
        }
    }

    @Test
    void hasTheTypesOfTheTable() throws IOException {
        Path parquet = ParquetFile.of(csv("records.csv", 1), "");
        try (Duckdb duckdb = Duckdb.open("")) {
            assertThat(duckdb.rows(
                            "SELECT column_type FROM (DESCRIBE FROM read_parquet(%s))"
                                    .formatted(quote(duckdb.file(parquet))),
                            String.class))
                    .containsExactly(
                            "BIGINT",
                            "VARCHAR",
                            "VARCHAR",
                            "INTEGER",
                            "VARCHAR",
                            "VARCHAR",
                            "VARCHAR",
                            "TIMESTAMP WITH TIME ZONE",
                            "TIMESTAMP WITH TIME ZONE",
                            "INTEGER",
                            "TIMESTAMP WITH TIME ZONE",
                            "TIMESTAMP WITH TIME ZONE",
                            "TIMESTAMP WITH TIME ZONE",
                            "TIMESTAMP WITH TIME ZONE",
                            "VARCHAR");
        }
    }

    @Test
    void hasNoTextsOfAMessageThatHasNoPayloadOfTheDemos() throws IOException {
        String header = String.join(",", COLUMNS);
        Path csv = Files.writeString(
                folder.resolve("records.csv"),
                header
                        + "\n1,run-orders-000000,run,,orders,,,2026-11-01T01:02:03.000000Z,2026-11-01T01:02:04.000000Z,1,,,,,t\n");
        assertThat(read(ParquetFile.of(csv, ""))).singleElement().satisfies(row -> assertThat(row.texts())
                .containsExactly(
                        "1",
                        "run-orders-000000",
                        "run",
                        null,
                        "orders",
                        null,
                        null,
                        "2026-11-01T01:02:03.000000Z",
                        "2026-11-01T01:02:04.000000Z",
                        "1",
                        null,
                        null,
                        null,
                        null,
                        "t"));
    }

    @Test
    void isTheSameForTheSameRows() throws IOException {
        Path csv = csv("records.csv", ROWS);
        byte[] once = Files.readAllBytes(ParquetFile.of(csv, ""));
        assertThat(Files.readAllBytes(ParquetFile.of(csv, "100MB"))).isEqualTo(once);
    }

    @Test
    void leavesTheOldFileWhereTheCsvIsNoExport() throws IOException {
        Path csv = Files.writeString(folder.resolve("records.csv"), "Id\n1\n");
        Path old = Files.writeString(folder.resolve("records.parquet"), "good");
        assertThatThrownBy(() -> ParquetFile.of(csv, "")).isInstanceOf(Duckdb.Failure.class);
        assertThat(old).hasContent("good");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(csv, old);
        }
    }

    private static List<Texts> read(Path parquet) {
        try (Duckdb duckdb = Duckdb.open("")) {
            duckdb.execute("SET threads = 1; SET preserve_insertion_order = true");
            String texts = COLUMNS.stream()
                    .map(name -> name.endsWith("Timestamp")
                            ? "strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%S.%%fZ')".formatted(name)
                            : name + "::VARCHAR")
                    .collect(Collectors.joining(", ", "[", "]"));
            return duckdb.rows(
                    "SELECT %s AS texts FROM read_parquet(%s)".formatted(texts, quote(duckdb.file(parquet))),
                    Texts.class);
        }
    }

    /** As an export writes it. */
    private Path csv(String name, int rows) throws IOException {
        Path csv = folder.resolve(name);
        try (CSVPrinter printer = new CSVPrinter(
                Files.newBufferedWriter(csv),
                CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get())) {
            printer.printRecord(COLUMNS);
            for (int row = 0; row < rows; row++) {
                String time = "2026-11-%02dT01:02:03.%06dZ".formatted(row % 30 + 1, row);
                printer.printRecord(
                        Long.MAX_VALUE - rows + row,
                        "e-" + row,
                        "run",
                        row % 2 == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE,
                        row % 2 == 0 ? "sqs" : "sns",
                        TEXTS[row % TEXTS.length],
                        TEXTS[row % 7],
                        time,
                        time,
                        row % 5,
                        row % 2 == 0 ? time : null,
                        row % 3 == 0 ? time : null,
                        row % 5 == 0 ? time : null,
                        null,
                        row % 2 == 0 ? "" : "a/b/\"c\"");
            }
        }
        return csv;
    }
}
