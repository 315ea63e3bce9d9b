package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.BadInputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rows of the original demo's table, as a CSV dump has them, with or without a header: PayloadId, EventType, CustomMessage,
 * Author, EventTimestamp, CreatedAtTimestamp. There is neither a plan nor a send ledger, so nothing can be said of messages that are not there.
 *
 * @param file that it is
 * @param delays created − event time, by event type
 */
public record Dump(Path file, Map<String, Delays> delays) {

    /** One event type's rows. */
    public record Delays(Distribution delay, Histogram histogram) {}

    private static final String ROWS = """
            CREATE TABLE dump (EventType VARCHAR NOT NULL, Delay BIGINT NOT NULL)""";

    private static final String LOAD = """
            INSERT INTO dump
            SELECT coalesce(EventType, error('a line without EventType')),
              coalesce(epoch_us(CreatedAtTimestamp) - epoch_us(EventTimestamp), error('a line without its two times'))
            FROM %s""";

    private static final String OF_TYPE = "dump WHERE EventType = ?";

    /**
     * Reads and analyses {@code file}.
     *
     * @param memory that DuckDB may take, such as {@code 1GB}; "" leaves it to DuckDB
     * @throws BadInputException where it is missing, empty, cut short, or no such dump
     */
    public static Dump of(Path file, String memory) {
        String first = CsvLoader.firstLine(file);
        if (first == null || first.isBlank()) {
            throw new BadInputException(file + ": empty");
        }
        boolean header = first.replace("\"", "").strip().equalsIgnoreCase(CsvTable.DUMP.header());
        if (!header && first.replace("\"", "").toLowerCase(Locale.ROOT).startsWith("payloadid")) {
            throw new BadInputException(
                    "%s: line 1: the columns are %s, and should be %s".formatted(file, first, CsvTable.DUMP.header()));
        }
        LastLine.refuseCut(file);
        try (Duckdb duckdb = Duckdb.open(memory)) {
            duckdb.execute(ROWS);
            new CsvLoader(duckdb, duckdb.scratch())
                    .loadBare(CsvTable.DUMP, file, header, (read, table) -> LOAD.formatted(read));
            Map<String, Delays> delays = new LinkedHashMap<>();
            List<String> types = duckdb.rows("SELECT DISTINCT EventType FROM dump ORDER BY 1", row -> row.getString(1));
            if (types.isEmpty()) {
                throw new BadInputException(file + ": no row");
            }
            for (String type : types) {
                Distribution delay = Distribution.of(duckdb, "Delay", OF_TYPE, type);
                delays.put(type, new Delays(delay, Histogram.of(duckdb, delay, "Delay", OF_TYPE, type)));
            }
            return new Dump(file, delays);
        }
    }
}
