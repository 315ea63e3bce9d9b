package io.github.argometer.loadtest.analyse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A CSV file of a run and the DuckDB table it becomes: names, types and order of the columns, none guessed.
 *
 * @param name of the table
 * @param columns DuckDB type by column name, in the file's order
 * @param nullable columns that may be empty; every other must have a value
 */
record CsvTable(String name, Map<String, String> columns, Set<String> nullable) {

    private static final String CHANNEL = "ENUM('sqs', 'sns')";

    /** The send ledger, a line an attempt. */
    static final CsvTable SENT = new CsvTable(
            "sent",
            columns(
                    "EventId", "VARCHAR",
                    "Channel", CHANNEL,
                    "Number", "BIGINT",
                    "PayloadId", "INTEGER",
                    "Author", "VARCHAR",
                    "Expected", "BOOLEAN",
                    "Intended", "TIMESTAMP",
                    "Sent", "TIMESTAMP",
                    "Finished", "TIMESTAMP",
                    "Attempt", "INTEGER",
                    "Outcome", "ENUM('accepted', 'failed', 'unknown')",
                    "Detail", "VARCHAR"),
            Set.of("Detail"));

    /** The rows of the run, as the database had them. */
    static final CsvTable RECORDS = new CsvTable(
            "records",
            columns(
                    "Id", "BIGINT",
                    "EventId", "VARCHAR",
                    "RunId", "VARCHAR",
                    "PayloadId", "INTEGER",
                    "EventType", CHANNEL,
                    "CustomMessage", "VARCHAR",
                    "Author", "VARCHAR",
                    "EventTimestamp", "TIMESTAMP",
                    "CreatedAtTimestamp", "TIMESTAMP",
                    "Deliveries", "INTEGER",
                    "SourceTimestamp", "TIMESTAMP",
                    "SnsTimestamp", "TIMESTAMP",
                    "ProcessTimestamp", "TIMESTAMP",
                    "ReceivedTimestamp", "TIMESTAMP"),
            Set.of("CustomMessage", "SourceTimestamp", "SnsTimestamp", "ProcessTimestamp", "ReceivedTimestamp"));

    /** The rows of a run that was recorded before the hops' own times were: without the last four columns. */
    CsvTable withoutHops() {
        Map<String, String> fewer = new LinkedHashMap<>(columns);
        fewer.keySet().removeIf(column -> !column.equals("CustomMessage") && nullable.contains(column));
        return new CsvTable(name, fewer, nullable);
    }

    /** The first line of the file. */
    String header() {
        return String.join(",", columns.keySet());
    }

    /** DDL of the table. */
    String create() {
        return columns.entrySet().stream()
                .map(column -> column.getKey() + " " + column.getValue()
                        + (nullable.contains(column.getKey()) ? "" : " NOT NULL"))
                .collect(Collectors.joining(", ", "CREATE TABLE " + name + " (", ")"));
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

    private static Map<String, String> columns(String... namesAndTypes) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.put(namesAndTypes[i], namesAndTypes[i + 1]);
        }
        return columns;
    }
}
