package io.github.argometer.loadtest.analyse;

import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.CsvLoader;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.loss.Losses;
import io.github.argometer.loadtest.analyse.statistics.Point;
import io.github.argometer.loadtest.evidence.BusState;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.table.Table;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.Share;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run in an embedded DuckDB: the table {@code ledger} with one line a planned message and flow, {@code unexpected}, the rows
 * that no attempt explains, and what they are made from, {@code attempts} and {@code records}.
 *
 * @param duckdb has the tables
 * @param clocks what was measured of them
 * @param evidence what the system under test knew when the run was over
 * @param resolutions to which the time at each point is known
 * @param busRead whether the run read the bus, message by message
 * @param notes what a reader should know of files and clocks
 */
record RunDatabase(
        Duckdb duckdb,
        Clocks clocks,
        Evidence evidence,
        Map<Point, Duration> resolutions,
        boolean busRead,
        List<String> notes)
        implements AutoCloseable {

    private static final String LEDGER = "ledger.sql";

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
            Clocks clocks = Clocks.read(files.clocks());
            Evidence evidence = Evidence.read(files.cluster());
            duckdb.execute(Fate.sql());
            setVariables(duckdb, plan, lost.keySet());
            makeFlows(duckdb, plan);
            duckdb.set("timeout", timeoutMicros);
            duckdb.set("database_ahead", clocks.databaseAheadMicros());
            duckdb.run(LEDGER, "attempts");
            for (Path sent : files.sent(plan.workers())) {
                loader.load(Table.SENT, sent, () -> duckdb.run(LEDGER, "load attempts"));
            }
            duckdb.run(LEDGER, "records");
            loader.load(Table.RECORDS, files.records(), () -> duckdb.run(LEDGER, "load records"));
            BusState bus = BusState.read(files.busState());
            boolean busRead = loadBus(duckdb, loader, files, plan, bus);
            Map<Point, Duration> resolutions = resolutions(loader, busRead);
            duckdb.run(LEDGER, "messages");
            refuse(duckdb, files, "refusals");
            for (Unnamed rows : duckdb.rows("FROM unnamed", Unnamed.class)) {
                loader.notes()
                        .add(
                                "records.csv: %,d row%s of %s, a trigger that the plan does not name, such as a dlqTrigger: not judged"
                                        .formatted(rows.lines, rows.lines == 1 ? "" : "s", rows.flow));
            }
            duckdb.run(LEDGER, "ledger");
            refuse(duckdb, files, "ledger_refusals");
            Losses losses = new Losses(duckdb, plan, evidence, busRead && bus.whole());
            losses.explain();
            duckdb.run(LEDGER, "results");
            duckdb.run("charts.sql", "of any relation");
            duckdb.run("charts.sql", "of a ledger");
            loader.notes().addAll(losses.notes());
            List<String> notes = new ArrayList<>(loader.notes());
            lost.forEach((worker, why) -> notes.add("%s is missing, so nothing is known of what it would tell: %s"
                    .formatted(new Share(worker, plan.workers()).ledger(), why)));
            notes.addAll(clocks.notes());
            notes.addAll(Meanwhile.unplaced(evidence));
            return new RunDatabase(duckdb, clocks, evidence, resolutions, busRead, List.copyOf(notes));
        } catch (RuntimeException e) {
            duckdb.close();
            throw e;
        }
    }

    /** Rows of a trigger that the plan does not name. */
    private record Unnamed(String flow, long lines) {}

    /** Whether there is a file of the bus's events; what of it cannot be used is told. */
    private static boolean loadBus(Duckdb duckdb, CsvLoader loader, RunFiles files, RunPlan plan, BusState state) {
        boolean read = Files.exists(files.bus());
        duckdb.execute(plan.channels().stream()
                .filter(channel -> read)
                .map(Duckdb::quote)
                .collect(Collectors.joining(", ", "SET VARIABLE bus_read = [", "]::VARCHAR[]")));
        duckdb.set("sampled", state.allSampled() ? 1 : 0);
        duckdb.run(LEDGER, "bus");
        if (read) {
            loader.load(Table.BUS, files.bus(), () -> duckdb.run(LEDGER, "load bus"));
        }
        if (read && state.anew()) {
            loader.notes()
                    .add(
                            "bus.json: the bus's stream was made again during the run: which messages came to it, and which were"
                                    + " acknowledged, is not known");
        } else if (read && Files.exists(files.acks())) {
            loader.load(Table.ACKNOWLEDGEMENTS, files.acks(), () -> duckdb.run(LEDGER, "load acknowledgements"));
        }
        if (read && state.gone() > 0) {
            loader.notes()
                    .add(
                            "bus.json: the bus had dropped %,d events before they were read: which messages came to it is not known"
                                    .formatted(state.gone()));
        }
        if (Files.exists(files.deadLetters())) {
            loader.load(Table.DEAD_LETTERS, files.deadLetters(), () -> duckdb.run(LEDGER, "load dead letters"));
        }
        return read;
    }

    private static void setVariables(Duckdb duckdb, RunPlan plan, Set<Integer> lost) {
        duckdb.set("run_id", plan.runId());
        duckdb.set("last_number", plan.messages() - 1);
        duckdb.set("warm_up", plan.warmupMessages());
        duckdb.execute(plan.texts().stream()
                .map(message -> "hash(%s)".formatted(Duckdb.quote(message)))
                .collect(Collectors.joining(", ", "SET VARIABLE texts = [", "]::UBIGINT[]")));
        duckdb.set("workers", Math.max(1, plan.workers()));
        duckdb.execute("SET VARIABLE lost_workers = %s::INTEGER[]".formatted(lost));
        duckdb.execute(plan.channels().stream()
                .map(channel -> Duckdb.quote(channel) + ": " + plan.expected().get(channel))
                .collect(Collectors.joining(", ", "SET VARIABLE expected = MAP {", "}")));
    }

    /** What of the plan a line of a file is looked up in: a byte a line tells its channel or flow. */
    private static void makeFlows(Duckdb duckdb, RunPlan plan) {
        List<Flow> flows = plan.flows();
        duckdb.execute("SET VARIABLE own = " + !flows.stream().allMatch(Flow::shipped));
        duckdb.execute("CREATE TYPE CHANNEL AS ENUM (%s)".formatted(quoted(plan.sentTo().stream())));
        duckdb.execute(
                "CREATE TYPE FLOW AS ENUM (%s)".formatted(quoted(flows.stream().map(Flow::label))));
        duckdb.execute("CREATE TABLE flows (Flow FLOW, Channel CHANNEL, Trigger VARCHAR, Taker FLOW)");
        duckdb.execute("CREATE TABLE payloads (Flow FLOW, PayloadId INTEGER, Expected BOOLEAN, Somewhere BOOLEAN)");
        for (Flow flow : flows) {
            String label = Duckdb.quote(flow.label());
            duckdb.execute("INSERT INTO flows VALUES (%s, %s, %s, %s)"
                    .formatted(
                            label,
                            Duckdb.quote(flow.channel().label()),
                            Duckdb.quote(flow.trigger()),
                            flow.trigger().isEmpty() ? "NULL" : label));
            List<Flow> together = flows.stream()
                    .filter(other -> other.channel().equals(flow.channel()))
                    .toList();
            for (int i = 0; i < plan.payloads().size() && !flow.trigger().isEmpty(); i++) {
                RunPlan.Payload payload = plan.payloads().get(i);
                duckdb.execute("INSERT INTO payloads VALUES (%s, %s, %s, %s)"
                        .formatted(
                                label,
                                i + 1,
                                payload.fires(flow),
                                together.stream().anyMatch(payload::fires)));
            }
        }
    }

    private static String quoted(Stream<String> texts) {
        return texts.distinct().map(Duckdb::quote).collect(Collectors.joining(", "));
    }

    private record Refusal(String file, String complaint) {}

    /** Throws a {@link BadInputException} for the first line of {@code view}, if it has one. */
    private static void refuse(Duckdb duckdb, RunFiles files, String view) {
        for (Refusal refusal : duckdb.rows("FROM " + view, Refusal.class)) {
            throw new BadInputException("%s: %s".formatted(files.folder().resolve(refusal.file), refusal.complaint));
        }
    }

    /** The rows' own times may have been cut on their way; the reader is told once. */
    private static Map<Point, Duration> resolutions(CsvLoader loader, boolean busRead) {
        Map<Point, Duration> resolutions = new EnumMap<>(Point.class);
        for (Point point : Point.values()) {
            resolutions.put(point, point.resolution());
        }
        if (busRead) {
            resolutions.put(Point.SOURCE, Point.BUS.resolution());
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

    /**
     * Writes the ledger as CSV: a line a message of the plan and flow, in the order of flow and number, then a line an unexpected row, its
     * Fate being {@code unexpected}. Times are UTC, ISO 8601, with six digits of a second; empty = not known.
     */
    void writeLedger(Path file) throws IOException {
        WholeFile.write(
                file,
                part -> duckdb.execute("COPY (FROM ledger_csv) TO %s (HEADER, DELIMITER ',', USE_TMP_FILE false)"
                        .formatted(Duckdb.quote(part.toAbsolutePath().toString()))));
    }

    @Override
    public void close() {
        duckdb.close();
    }
}
