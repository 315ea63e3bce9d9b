package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.CsvLoader;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.EventIds;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Losses;
import io.github.argometer.loadtest.analyse.statistics.Point;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.table.Table;
import io.github.argometer.loadtest.table.Type;
import io.github.argometer.plan.Payload;
import io.github.argometer.plan.Share;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One run in an embedded DuckDB: the table {@code ledger} with one line a planned message, {@code strangers}, the rows
 * that no attempt explains, and what they are made from, {@code attempts} and {@code records}.
 *
 * @param duckdb has the tables
 * @param clocks what was measured of them
 * @param resolutions to which the time at each point is known
 * @param notes what a reader should know of files and clocks
 */
record RunDatabase(Duckdb duckdb, Clocks clocks, Map<Point, Duration> resolutions, List<String> notes)
        implements AutoCloseable {

    private static final String ATTEMPTS = """
            CREATE TABLE attempts (Channel %s NOT NULL, Number INTEGER NOT NULL, PayloadId INTEGER NOT NULL,
              Author VARCHAR NOT NULL, Expected BOOLEAN NOT NULL, Intended BIGINT NOT NULL, Sent BIGINT NOT NULL,
              Finished BIGINT, Attempt INTEGER NOT NULL,
              Outcome ENUM('started', 'accepted', 'failed', 'unknown') NOT NULL, OtherId VARCHAR)""".formatted(Type.CHANNEL.duckdb());

    private static final String LOAD_ATTEMPTS = """
            INSERT INTO attempts
            SELECT Channel, Number, PayloadId, Author, Expected, Intended, Sent,
              CASE WHEN Outcome <> 'started' THEN coalesce(Finished, error('an attempt that ended without Finished')) END,
              Attempt, Outcome,
              CASE WHEN coalesce(EventId, error('a line without EventId')) <> %s THEN EventId END
            FROM %s""";

    /** A byte a line instead of a text: what does not fit into memory is read from disk by each query. */
    private static final String AUTHOR = "CREATE TYPE AUTHOR AS ENUM (SELECT DISTINCT Author FROM attempts)";

    private static final String RECORDS = """
            CREATE TABLE records (Channel %s NOT NULL, Number BIGINT, EventId VARCHAR, RunId VARCHAR,
              Sent BIGINT NOT NULL, Committed BIGINT NOT NULL, Deliveries INTEGER NOT NULL,
              Source BIGINT, Process BIGINT, Received BIGINT, PayloadId INTEGER, Author AUTHOR, Odd BOOLEAN NOT NULL,
              Text UBIGINT)""".formatted(Type.CHANNEL.duckdb());

    /** An EventId is kept where it is not one of the run's own, a RunId where it is another's. A content is odd that no message has. */
    private static final String LOAD_RECORDS = """
            INSERT INTO records
            SELECT EventType, %1$s AS Number,
              CASE WHEN Number IS NULL THEN coalesce(EventId, error('a line without EventId')) END,
              CASE WHEN coalesce(RunId, error('a line without RunId')) <> %2$s THEN RunId END,
              EventTimestamp, CreatedAtTimestamp, Deliveries, SourceTimestamp, ProcessTimestamp, ReceivedTimestamp,
              TRY_CAST(PayloadId AS INTEGER), TRY_CAST(Author AS AUTHOR),
              PayloadId IS NOT NULL AND TRY_CAST(PayloadId AS INTEGER) IS NULL
                OR Author IS NOT NULL AND TRY_CAST(Author AS AUTHOR) IS NULL,
              hash(CustomMessage)
            FROM %3$s""";

    /**
     * A Sensor may set the text, as the shipped one for SQS does: then what most rows of a channel say is right. It does where hardly
     * any says what was sent.
     */
    private static final String ODD_TEXTS = """
            UPDATE records SET Odd = true
            FROM (SELECT Channel, if(count(*) FILTER (Text = hash(%1$s)) * 10 >= count(Text), hash(%1$s), mode(Text)) AS Usual
                  FROM records GROUP BY Channel) u
            WHERE u.Channel = records.Channel AND records.Text <> u.Usual""";

    /** Clocks that no part of a run has: a table whose times were cut. */
    private static final List<CsvLoader.ClockStep> STEPS =
            List.of(new CsvLoader.ClockStep(60_000_000, 9), new CsvLoader.ClockStep(1_000_000, 9));

    /**
     * Loads, checks and joins the files of a run.
     *
     * @param memory that DuckDB may take, such as {@code 1GB}; "" leaves it to DuckDB
     * @param timeoutMicros how long after the last attempt the run waited for rows
     * @throws io.github.argometer.loadtest.BadInputException where a file is missing, cut short, or speaks of another run
     */
    static RunDatabase load(RunFiles files, RunPlan plan, String memory, long timeoutMicros) {
        Duckdb duckdb = Duckdb.open(memory);
        try {
            CsvLoader loader = new CsvLoader(duckdb);
            Map<Integer, String> lost = files.lost(plan.workers());
            duckdb.execute(ATTEMPTS);
            for (Path sent : files.sent(plan.workers())) {
                loader.load(
                        Table.SENT,
                        sent,
                        rows -> LOAD_ATTEMPTS.formatted(EventIds.sql(plan.runId(), "Channel", "Number"), rows));
            }
            duckdb.execute(AUTHOR);
            duckdb.execute(RECORDS);
            loader.load(
                    Table.RECORDS,
                    files.records(),
                    rows -> LOAD_RECORDS.formatted(
                            EventIds.number(plan.runId(), "EventType", "EventId"), Duckdb.quote(plan.runId()), rows));
            duckdb.execute(ODD_TEXTS.formatted(Duckdb.quote(Payload.of(0, "").message())));
            Map<Point, Duration> resolutions = resolutions(loader);
            Clocks clocks = Clocks.read(files.clocks());
            Ledger ledger = new Ledger(duckdb, plan, lost.keySet());
            Losses losses = new Losses(duckdb, plan, Evidence.read(files.cluster()));
            ledger.messages();
            RunChecks checks = new RunChecks(duckdb, files, plan);
            checks.beforeJoin();
            ledger.join(timeoutMicros, clocks);
            checks.afterJoin();
            losses.explain();
            loader.notes().addAll(losses.notes());
            List<String> notes = new ArrayList<>(loader.notes());
            lost.forEach((worker, why) -> notes.add("%s is missing, so nothing is known of what it would tell: %s"
                    .formatted(new Share(worker, plan.workers()).ledger(), why)));
            notes.addAll(clocks.notes());
            return new RunDatabase(duckdb, clocks, resolutions, List.copyOf(notes));
        } catch (RuntimeException e) {
            duckdb.close();
            throw e;
        }
    }

    /** The rows' own times may have been cut on their way; the reader is told once. */
    private static Map<Point, Duration> resolutions(CsvLoader loader) {
        Map<Point, Duration> resolutions = new EnumMap<>(Point.class);
        for (Point point : Point.values()) {
            resolutions.put(point, point.resolution());
        }
        resolve(loader, resolutions, Point.SENT, "EventTimestamp");
        resolve(loader, resolutions, Point.COMMITTED, "CreatedAtTimestamp");
        return resolutions;
    }

    private static void resolve(CsvLoader loader, Map<Point, Duration> resolutions, Point point, String column) {
        Duration known = loader.resolution(column, "records", point.column(), STEPS);
        if (known.compareTo(point.resolution()) > 0) {
            resolutions.put(point, known);
            String told = "known to %s s only"
                    .formatted(BigDecimal.valueOf(known.toNanos(), 9)
                            .stripTrailingZeros()
                            .toPlainString());
            if (loader.notes().stream().noneMatch(note -> note.contains(column) && note.endsWith(told))) {
                loader.notes().add("records.csv: %s is %s".formatted(column, told));
            }
        }
    }

    @Override
    public void close() {
        duckdb.close();
    }
}
