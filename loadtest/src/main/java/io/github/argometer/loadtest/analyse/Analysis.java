package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.analyse.statistics.DelayLog;
import io.github.argometer.loadtest.analyse.statistics.Statistics;
import io.github.argometer.loadtest.evidence.Evidence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a run, only from its files: {@code plan.json}, the send ledger, {@code records.csv}, and what is known of
 * cluster and clocks.
 *
 * @param folder of the run
 * @param plan what was to be sent
 * @param notes what a reader should know of the files
 * @param sending from the first attempt to the answer to the last that got one
 * @param clocks what was measured of them
 * @param evidence what the system under test knew when the run was over
 * @param channels one result for each flow, in the order of the plan
 * @param journeys of the messages that are not as they should be
 * @param meanwhile what happened while messages were sent
 */
public record Analysis(
        Path folder,
        RunPlan plan,
        List<String> notes,
        Duration sending,
        Clocks clocks,
        Evidence evidence,
        List<ChannelResult> channels,
        Journeys journeys,
        Meanwhile meanwhile) {

    /** How many EventIds of each kind a result names. */
    static final int EXAMPLES = 5;

    /** What was run, as {@code run.json} says. */
    public WhatWasRun run() {
        return WhatWasRun.read(folder);
    }

    /**
     * Looks whether an analysis could be made here, so that no run is made in vain.
     *
     * @throws IllegalStateException where not: one line, with what to do
     */
    public static void requireDuckdb() {
        Duckdb.open("").close();
    }

    /**
     * Analyses a run.
     *
     * @throws io.github.argometer.loadtest.BadInputException where its files are missing, cut short, or not of one run
     */
    public static Analysis of(RunFiles files) {
        return of(files, Options.DEFAULT);
    }

    /**
     * How a run is analysed.
     *
     * @param memory that DuckDB may take, such as {@code 1GB}; "" leaves it to DuckDB
     * @param timeout how long after the last attempt the run waited for rows
     * @param into folder to which {@code delays.hlog} goes, and {@code ledger.csv}; empty = none
     * @param ledger whether {@code ledger.csv} is written
     */
    public record Options(String memory, Duration timeout, Optional<Path> into, boolean ledger) {

        /** As much memory as DuckDB likes, no row is late, and nothing is written. */
        public static final Options DEFAULT = new Options("", Duration.ofDays(365), Optional.empty(), false);

        long timeoutMicros() {
            return timeout.toNanos() / 1_000;
        }
    }

    /** Analyses a run as {@code options} say. */
    public static Analysis of(RunFiles files, Options options) {
        RunPlan plan = RunPlan.read(files.plan());
        try (RunDatabase run = RunDatabase.load(files, plan, options.memory(), options.timeoutMicros())) {
            long sending = run.duckdb().row("FROM sending", Long.class);
            List<ChannelResult> channels = plan.channels().stream()
                    .map(channel -> ChannelResult.of(run, plan, channel, EXAMPLES))
                    .toList();
            options.into().ifPresent(folder -> {
                try {
                    if (options.ledger()) {
                        run.writeLedger(folder.resolve("ledger.csv"));
                    }
                    Map<String, Statistics> statistics = new LinkedHashMap<>();
                    channels.forEach(channel -> statistics.put(channel.channel(), channel.statistics()));
                    DelayLog.write(run.duckdb(), statistics, folder.resolve("delays.hlog"));
                } catch (IOException e) {
                    throw new BadInputException(e.getMessage(), e);
                }
            });
            return new Analysis(
                    files.folder(),
                    plan,
                    run.notes(),
                    Duration.ofNanos(Math.multiplyExact(sending, 1_000L)),
                    run.clocks(),
                    run.evidence(),
                    channels,
                    Journeys.of(run.duckdb()),
                    Meanwhile.of(run.duckdb(), run.clocks(), run.evidence()));
        }
    }
}
