package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One fault at a time, admitted or silent: what is named is true, what is bounded lies within, and what is admitted is named. */
class SingleFaultsTest {

    private static final List<String> HOPS =
            List.of("sent", "accepted", "source", "bus", "sensor", "trigger", "committed");

    private static final double[] SHARES = {0.01, 0.1, 0.6, 1};

    /** In soak: {@code -Dfaults=10}. */
    private static final int SEEDS = Integer.getInteger("faults", 1);

    @TempDir
    private Path folder;

    private long seed;

    /** One run, which is not gone through before it is its turn. */
    private record Trial(SimulatedFault fault, String channel, SimulatedRun.Noise noise, Supplier<SimulatedRun> run) {}

    /** What was found in a run: the fates of its missing messages, and what is wrong with them, or "". */
    private record Found(SimulatedFault fault, Set<Fate> fates, String mistake) {}

    @Test
    void anAdmittedFaultIsNamedAndASilentOneIsBounded() {
        List<Trial> trials = new ArrayList<>();
        for (SimulatedFault fault : SimulatedFault.values()) {
            for (String channel : channels(fault, false)) {
                for (double share : SHARES) {
                    for (int i = 0; i < SEEDS; i++) {
                        int messages = 600 + (int) ((seed + 1) % 4) * 200;
                        trials.add(trial(channel, messages, fault, share, SimulatedRun.Noise.NONE, i % 2 == 0, false));
                    }
                }
            }
        }

        List<Found> found = found(trials, this::falseFates);

        assertThat(found)
                .filteredOn(run -> run.fault.admitted())
                .allSatisfy(run -> assertThat(run.fates).as("%s", run).doesNotContain(Fate.BETWEEN));
        for (SimulatedFault fault : SimulatedFault.values()) {
            assertThat(found)
                    .filteredOn(run -> run.fault == fault)
                    .flatMap(Found::fates)
                    .as(fault.name())
                    .containsAll(fault.names);
        }
    }

    @Test
    void nothingThatGoesOnBesidesMakesAFalseFate() {
        List<Trial> trials = new ArrayList<>();
        for (SimulatedRun.Noise noise : SimulatedRun.Noise.values()) {
            for (SimulatedFault fault : SimulatedFault.values()) {
                for (String channel : channels(fault, false)) {
                    for (int i = 0; i < SEEDS; i++) {
                        double share = SHARES[(int) (seed % SHARES.length)];
                        boolean wide = (seed + 1) % 3 == 0;
                        trials.add(trial(channel, 600 + 1800 * (i % 2), fault, share, noise, wide, false));
                    }
                }
            }
        }
        found(trials, this::falseFates);
    }

    @Test
    void theBusTellsOfEachMessageWhatBecameOfIt() {
        List<Trial> trials = new ArrayList<>();
        for (SimulatedRun.Noise noise : SimulatedRun.Noise.values()) {
            for (SimulatedFault fault : SimulatedFault.values()) {
                if (noise != SimulatedRun.Noise.NONE && SEEDS == 1 && (noise.ordinal() + fault.ordinal()) % 3 > 0) {
                    continue; // a third of the pairs: each run takes a while
                }
                for (String channel : channels(fault, true)) {
                    for (int i = 0; i < SEEDS; i++) {
                        double share = SHARES[(int) (seed % SHARES.length)];
                        trials.add(trial(channel, 600, fault, share, noise, seed % 3 == 0, true));
                    }
                }
            }
        }
        found(trials, this::wrongByTheBus);
    }

    private Trial trial(
            String channel,
            int messages,
            SimulatedFault fault,
            double share,
            SimulatedRun.Noise noise,
            boolean wide,
            boolean bus) {
        long number = seed++;
        return new Trial(
                fault,
                channel,
                noise,
                () -> new SimulatedRun(number, channel, messages, fault, share, noise, wide, bus));
    }

    /** What {@code look} finds in each, some of them at once; a mistake fails the test. */
    private static List<Found> found(List<Trial> trials, Function<Trial, Found> look) {
        List<Found> found = trials.parallelStream().map(look).toList();
        assertThat(found).hasSameSizeAs(trials).extracting(Found::mistake).allMatch(String::isEmpty);
        return found;
    }

    private Found wrongByTheBus(Trial trial) {
        SimulatedRun run = trial.run.get();
        Set<Fate> fates = EnumSet.noneOf(Fate.class);
        String mistake = "";
        for (Line line : missing(run)) {
            fates.add(line.fate);
            if (!isRight(line, trial.fault, trial.channel, trial.noise, run.hit.contains(line.id))) {
                mistake = "%s in %s".formatted(line, run);
            }
        }
        return new Found(trial.fault, fates, mistake);
    }

    /** A hit message has the fault's own fate, or where hops count what else went on, that of the stretch; others came to nobody. */
    private static boolean isRight(
            Line line, SimulatedFault fault, String channel, SimulatedRun.Noise noise, boolean hit) {
        if (line.fate == Fate.WRONGLY_PASSED) {
            return noise == SimulatedRun.Noise.WRONGLY_PASSED || fault.isAFilter();
        }
        if (!hit) {
            return line.fate == Fate.NEVER_ON_BUS && line.send.equals("unknown");
        }
        boolean quiet = noise == SimulatedRun.Noise.NONE;
        Fate stretch = fault.to <= 3 ? Fate.NEVER_ON_BUS : Fate.LOST_BEHIND_SENSOR;
        boolean unasked = noise == SimulatedRun.Noise.NOT_ASKED && line.fate == Fate.BETWEEN && fault.to == 4;
        return line.fate == fault.byBus(channel)
                || !quiet && fault.isCounted() && line.fate == stretch
                || !quiet && line.fate == Fate.NEVER_ON_BUS && line.send.equals("unknown")
                || unasked;
    }

    private static List<String> channels(SimulatedFault fault, boolean bus) {
        return Stream.of("sqs", "sns")
                .filter(channel -> fault.isOf(channel, bus))
                .toList();
    }

    private record Line(String id, Fate fate, String where, boolean row, String send) {}

    private List<Line> missing(SimulatedRun simulated) {
        try {
            RunFiles files = simulated.in(Files.createTempDirectory(folder, "run"));
            RunPlan plan = RunPlan.read(files.plan());
            try (RunDatabase run = RunDatabase.load(files, plan, "", 5_000_000)) {
                String lines = """
                        SELECT flow_id(Flow, Number) AS id, Fate || '' AS fate, coalesce(Whereabouts, '') AS "where",
                          Committed IS NOT NULL AS row, Send || '' AS send FROM ledger""";
                return run.duckdb().rows(lines, Line.class).stream()
                        .filter(line -> !line.row && !line.fate.good())
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Found falseFates(Trial trial) {
        SimulatedRun run = trial.run.get();
        SimulatedFault fault = trial.fault;
        Set<Fate> fates = EnumSet.noneOf(Fate.class);
        List<String> wrong = new ArrayList<>();
        for (Line line : missing(run)) {
            fates.add(line.fate());
            boolean hit = run.hit.contains(line.id());
            boolean fits = line.fate() == Fate.BETWEEN
                    ? within(
                            line.where(),
                            hit ? fault.from : 0,
                            hit ? fault.to : 1,
                            line.send().equals("unknown"))
                    : line.fate() == Fate.WRONGLY_PASSED || hit && fault.names.contains(line.fate());
            if (!fits) {
                wrong.add(line.toString());
            }
        }
        String mistake =
                wrong.isEmpty() ? "" : "%d mistakes, such as %s in %s".formatted(wrong.size(), wrong.get(0), run);
        return new Found(fault, fates, mistake);
    }

    private static boolean within(String where, int from, int to, boolean unknown) {
        String[] bounds = where.split(" and ");
        return HOPS.indexOf(bounds[0]) <= (unknown ? 0 : from) && HOPS.indexOf(bounds[1]) >= to;
    }
}
