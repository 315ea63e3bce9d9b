package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.analyse.files.CsvLoader;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.analyse.statistics.Histogram;
import io.github.argometer.loadtest.table.Table;
import java.nio.file.Path;
import java.time.Duration;
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
 * @param resolutions to which the times of each column are known: as they are written, or the coarsest of a
 *     minute and the powers of ten of a second that all of them are whole numbers of
 */
public record Dump(Path file, List<String> notes, Map<String, Delays> delays, Map<String, Duration> resolutions) {

    /** One event type's rows. */
    public record Delays(Distribution delay, Histogram histogram) {}

    private static final int FEW = 2;

    private static final String ROWS = """
            CREATE TABLE dump (EventType VARCHAR NOT NULL, EventTimestamp BIGINT NOT NULL, CreatedAtTimestamp BIGINT NOT NULL);
            CREATE VIEW dumped AS FROM dump WHERE EventType = getvariable('channel')""";

    private static final String LOAD =
            "INSERT INTO dump SELECT EventType, EventTimestamp, CreatedAtTimestamp FROM lines";

    private static final String DELAY = "CreatedAtTimestamp - EventTimestamp";

    /** Powers of ten, and a minute; those that clocks seldom have want more than a row or two. */
    private static final List<CsvLoader.ClockStep> STEPS = List.of(
            new CsvLoader.ClockStep(60_000_000, FEW),
            new CsvLoader.ClockStep(1_000_000, 0),
            new CsvLoader.ClockStep(100_000, FEW),
            new CsvLoader.ClockStep(10_000, FEW),
            new CsvLoader.ClockStep(1_000, 0),
            new CsvLoader.ClockStep(100, FEW),
            new CsvLoader.ClockStep(10, FEW));

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
            loader.load(Table.DUMP, file, () -> duckdb.execute(LOAD));
            duckdb.run("charts.sql", "of any relation");
            List<String> types = duckdb.rows("SELECT DISTINCT EventType FROM dump ORDER BY 1", String.class);
            if (types.isEmpty()) {
                throw new BadInputException(file + ": no row");
            }
            Map<String, Delays> delays = new LinkedHashMap<>();
            for (String type : types) {
                duckdb.set("channel", type);
                Distribution delay = Distribution.of(duckdb, "dumped", DELAY);
                delays.put(type, new Delays(delay, Histogram.of(duckdb, delay, "dumped", DELAY)));
            }
            Map<String, Duration> resolutions = new LinkedHashMap<>();
            for (String column : List.of("EventTimestamp", "CreatedAtTimestamp")) {
                resolutions.put(column, loader.resolution(column, "dump", column, STEPS));
            }
            return new Dump(file, List.copyOf(loader.notes()), delays, resolutions);
        }
    }

    /** To which a delay is known: as its coarser end is. */
    public Duration resolution() {
        return resolutions.values().stream().max(Duration::compareTo).orElseThrow();
    }
}
