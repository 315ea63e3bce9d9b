package io.github.argometer.loadtest.analyse;

import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.EventIds;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The ledger as CSV: a line a message of the plan, in the order of channel and number, then a line a row that no attempt
 * explains, its Fate being {@code unexpected}. Times are UTC, ISO 8601, with six digits of a second; empty = not known.
 */
final class LedgerFile {

    /** Ordered while it is numbers, and made text of after that: half the time of the other way round. */
    private static final String COPY = """
            COPY (
              SELECT coalesce(EventId, %3$s) AS EventId, Channel, Number, PayloadId, Author, Expected, %4$s AS Fate, Whereabouts, Send, Attempts, Deliveries,
                if(Attempts > 0, %1$s, NULL) AS Duplicates, Recovered, Late, WarmUp, %2$s
              FROM (SELECT *, NULL::VARCHAR AS EventId, false AS Stranger, Number AS Place FROM ledger
                    UNION ALL BY NAME
                    SELECT EventId, Channel, Deliveries, true AS Stranger, row_number() OVER (ORDER BY Channel, EventId) AS Place
                    FROM strangers
                    ORDER BY Stranger, Channel, Place))
            TO %5$s (HEADER, DELIMITER ',', USE_TMP_FILE false)""";

    private LedgerFile() {}

    static void write(Duckdb duckdb, RunPlan plan, Path file) throws IOException {
        String times = Arrays.stream(Point.values())
                .map(point -> "strftime(make_timestamp(%1$s), '%%Y-%%m-%%dT%%H:%%M:%%S.%%fZ') AS %1$s"
                        .formatted(title(point.column())))
                .collect(Collectors.joining(", "));
        String labels = Arrays.stream(Fate.values())
                .map(fate -> "WHEN '%s' THEN %s".formatted(fate.name(), Duckdb.quote(fate.label())))
                .collect(Collectors.joining(" ", "CASE WHEN Stranger THEN 'unexpected' ELSE CASE Fate ", " END END"));
        WholeFile.write(
                file,
                part -> duckdb.execute(COPY.formatted(
                        Ledger.DUPLICATES,
                        times,
                        EventIds.sql(plan.runId(), "Channel", "Number"),
                        labels,
                        Duckdb.quote(part.toAbsolutePath().toString()))));
    }

    private static String title(String column) {
        return column.charAt(0) + column.substring(1).toLowerCase(Locale.ROOT);
    }
}
