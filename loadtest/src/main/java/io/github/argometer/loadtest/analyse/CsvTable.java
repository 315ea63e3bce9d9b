package io.github.argometer.loadtest.analyse;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A kind of CSV file of a run: names, types and order of its columns, none guessed.
 *
 * @param columns DuckDB type by column name, in the file's order
 * @param required how many of the columns a file must have; the rest come all together or not at all
 */
record CsvTable(Map<String, String> columns, int required) {

    /** The channels, as DuckDB has them. */
    static final String CHANNEL = "ENUM('sqs', 'sns')";

    /** The send ledger: two lines an attempt, one before it is handed to the network and one at its end. */
    static final CsvTable SENT = table(
            12,
            "EventId VARCHAR",
            "Channel " + CHANNEL,
            "Number BIGINT",
            "PayloadId INTEGER",
            "Author VARCHAR",
            "Expected BOOLEAN",
            "Intended TIMESTAMP",
            "Sent TIMESTAMP",
            "Finished TIMESTAMP",
            "Attempt INTEGER",
            "Outcome ENUM('started', 'accepted', 'failed', 'unknown')",
            "Detail VARCHAR");

    /** The rows of the run, as the database had them. */
    static final CsvTable RECORDS = table(
            10,
            "Id BIGINT",
            "EventId VARCHAR",
            "RunId VARCHAR",
            "PayloadId INTEGER",
            "EventType " + CHANNEL,
            "CustomMessage VARCHAR",
            "Author VARCHAR",
            "EventTimestamp TIMESTAMP",
            "CreatedAtTimestamp TIMESTAMP",
            "Deliveries INTEGER",
            "SourceTimestamp TIMESTAMP",
            "SnsTimestamp TIMESTAMP",
            "ProcessTimestamp TIMESTAMP",
            "ReceivedTimestamp TIMESTAMP");

    /** The table of the original demo, whose users have neither plan nor send ledger. */
    static final CsvTable DUMP = table(
            6,
            "PayloadId INTEGER",
            "EventType VARCHAR",
            "CustomMessage VARCHAR",
            "Author VARCHAR",
            "EventTimestamp TIMESTAMP",
            "CreatedAtTimestamp TIMESTAMP");

    /** The table with the columns of {@code header}, or empty where that is not its header. */
    Optional<CsvTable> as(String header) {
        return List.of(columns.size(), required).stream()
                .map(this::first)
                .filter(table -> table.header().equals(header))
                .findFirst();
    }

    /** The first line of a file with all columns. */
    String header() {
        return String.join(",", columns.keySet());
    }

    /** Whether a file of this kind has {@code column}. */
    boolean has(String column) {
        return columns.containsKey(column);
    }

    /** The {@code columns} argument of DuckDB's {@code read_csv}. */
    String readColumns() {
        return columns.entrySet().stream()
                .map(column -> quote(column.getKey()) + ": " + quote(column.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** {@code text} as an SQL literal. */
    static String quote(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private CsvTable first(int count) {
        Map<String, String> first = new LinkedHashMap<>();
        columns.entrySet().stream().limit(count).forEach(column -> first.put(column.getKey(), column.getValue()));
        return new CsvTable(first, required);
    }

    private static CsvTable table(int required, String... columns) {
        Map<String, String> types = new LinkedHashMap<>();
        Arrays.stream(columns)
                .map(column -> column.split(" ", 2))
                .forEach(nameAndType -> types.put(nameAndType[0], nameAndType[1]));
        return new CsvTable(types, required);
    }
}
