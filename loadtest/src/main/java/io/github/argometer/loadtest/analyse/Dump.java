package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.table.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of the original demo's table, as a dump has them, with or without a header: PayloadId, EventType, CustomMessage,
 * Author, EventTimestamp, CreatedAtTimestamp. There is neither a plan nor a send ledger, so nothing can be said of messages that are not there.
 *
 * @param file that it is
 * @param notes what a reader should know of it
 * @param delays created − event time, by event type
 * @param resolutions to which the times of each column are known: the coarsest of a second, a millisecond and a microsecond
 *     that all of them are whole numbers of, or a second if some are written no finer
 */
public record Dump(Path file, List<String> notes, Map<String, Delays> delays, Map<String, Duration> resolutions) {

    /** One event type's rows. */
    public record Delays(Distribution delay, Histogram histogram) {}

    private static final String ROWS = """
            CREATE TABLE dump (EventType VARCHAR NOT NULL, EventTimestamp BIGINT NOT NULL, CreatedAtTimestamp BIGINT NOT NULL)""";

    private static final String LOAD = """
            INSERT INTO dump SELECT EventType, EventTimestamp, CreatedAtTimestamp FROM %s""";

    private static final String DELAY = "CreatedAtTimestamp - EventTimestamp";

    private static final String RESOLUTION = """
            SELECT if(bool_and(%1$s %% 1000000 = 0), 1000000, if(bool_and(%1$s %% 1000 = 0), 1000, 1)) FROM dump""";

    private static final String OF_TYPE = "dump WHERE EventType = ?";

    /**
     * Reads and analyses {@code file}.
     *
     * @param memory that DuckDB may take, such as {@code 1GB}; "" leaves it to DuckDB
     * @throws BadInputException where it is missing, empty, cut short, or no such dump
     */
    public static Dump of(Path file, String memory) {
        try (Duckdb duckdb = Duckdb.open(memory)) {
            duckdb.execute(ROWS);
            CsvLoader loader = new CsvLoader(duckdb);
            loader.load(Table.DUMP, file, LOAD::formatted);
            List<String> types = duckdb.rows("SELECT DISTINCT EventType FROM dump ORDER BY 1", row -> row.getString(1));
            if (types.isEmpty()) {
                throw new BadInputException(file + ": no row");
            }
            Map<String, Delays> delays = new LinkedHashMap<>();
            for (String type : types) {
                Distribution delay = Distribution.of(duckdb, DELAY, OF_TYPE, type);
                delays.put(type, new Delays(delay, Histogram.of(duckdb, delay, DELAY, OF_TYPE, type)));
            }
            Map<String, Duration> resolutions = new LinkedHashMap<>();
            for (String column : List.of("EventTimestamp", "CreatedAtTimestamp")) {
                Duration values =
                        duckdb.row(RESOLUTION.formatted(column), row -> Duration.of(row.getLong(1), ChronoUnit.MICROS));
                resolutions.put(column, loader.toSeconds().contains(column) ? Duration.ofSeconds(1) : values);
            }
            return new Dump(file, List.copyOf(loader.notes()), delays, resolutions);
        }
    }

    /** To which a delay is known: as its coarser end is. */
    public Duration resolution() {
        return resolutions.values().stream().max(Duration::compareTo).orElseThrow();
    }
}
