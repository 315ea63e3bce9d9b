package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final List<String> mistakes = new ArrayList<>();

    private long seed;

    @Test
    void anAdmittedFaultIsNamedAndASilentOneIsBounded() throws IOException {
        Map<SimulatedFault, Set<Fate>> found = new EnumMap<>(SimulatedFault.class);
        for (SimulatedFault fault : SimulatedFault.values()) {
            for (String channel : channels(fault, false)) {
                for (double share : SHARES) {
                    for (int i = 0; i < SEEDS; i++) {
                        SimulatedRun run = new SimulatedRun(
                                seed++,
                                channel,
                                600 + (int) (seed % 4) * 200,
                                fault,
                                share,
                                SimulatedRun.Noise.NONE,
                                i % 2 == 0,
                                false);
                        Set<Fate> fates = falseFates(run, fault);
                        found.computeIfAbsent(fault, any -> EnumSet.noneOf(Fate.class))
                                .addAll(fates);
                        if (fault.admitted()) {
                            if (fates.contains(Fate.BETWEEN)) {
                                mistakes.add("not named: " + run);
                            }
                        }
                    }
                }
            }
        }
        assertThat(mistakes).isEmpty();
        Arrays.stream(SimulatedFault.values())
                .forEach(fault -> assertThat(found.get(fault)).as(fault.name()).containsAll(fault.names));
    }

    @Test
    void nothingThatGoesOnBesidesMakesAFalseFate() throws IOException {
        for (SimulatedRun.Noise noise : SimulatedRun.Noise.values()) {
            for (SimulatedFault fault : SimulatedFault.values()) {
                for (String channel : channels(fault, false)) {
                    for (int i = 0; i < SEEDS; i++) {
                        double share = SHARES[(int) (seed % SHARES.length)];
                        falseFates(
                                new SimulatedRun(
                                        seed++,
                                        channel,
                                        600 + 1800 * (i % 2),
                                        fault,
                                        share,
                                        noise,
                                        seed % 3 == 0,
                                        false),
                                fault);
                    }
                }
            }
        }
        assertThat(mistakes).isEmpty();
    }

    @Test
    void theBusTellsOfEachMessageWhatBecameOfIt() throws IOException {
        for (SimulatedRun.Noise noise : SimulatedRun.Noise.values()) {
            for (SimulatedFault fault : SimulatedFault.values()) {
                if (noise != SimulatedRun.Noise.NONE && SEEDS == 1 && (noise.ordinal() + fault.ordinal()) % 3 > 0) {
                    continue; // a third of the pairs: each run takes a while
                }
                for (String channel : channels(fault, true)) {
                    for (int i = 0; i < SEEDS; i++) {
                        double share = SHARES[(int) (seed % SHARES.length)];
                        boolean wide = seed % 3 == 0;
                        SimulatedRun run = new SimulatedRun(seed++, channel, 600, fault, share, noise, wide, true);
                        for (Line line : missing(run)) {
                            if (!isRight(line, fault, channel, noise, run.hit.contains(line.id))) {
                                mistakes.add("%s in %s".formatted(line, run));
                                break;
                            }
                        }
                    }
                }
            }
        }
        assertThat(mistakes).isEmpty();
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

    private List<Line> missing(SimulatedRun simulated) throws IOException {
        RunFiles files = simulated.in(Files.createDirectories(folder.resolve("run")));
        RunPlan plan = RunPlan.read(files.plan());
        try (RunDatabase run = RunDatabase.load(files, plan, "", 5_000_000)) {
            String lines = """
                    SELECT flow_id(Flow, Number) AS id, Fate || '' AS fate, coalesce(Whereabouts, '') AS "where",
                      Committed IS NOT NULL AS row, Send || '' AS send FROM ledger""";
            return run.duckdb().rows(lines, Line.class).stream()
                    .filter(line -> !line.row && !line.fate.good())
                    .toList();
        }
    }

    /** Takes them down, and says which fates the missing messages have. */
    private Set<Fate> falseFates(SimulatedRun simulated, SimulatedFault fault) throws IOException {
        Set<Fate> fates = EnumSet.noneOf(Fate.class);
        List<String> wrong = new ArrayList<>();
        for (Line line : missing(simulated)) {
            fates.add(line.fate());
            boolean hit = simulated.hit.contains(line.id());
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
        if (!wrong.isEmpty()) {
            mistakes.add("%d mistakes, such as %s in %s".formatted(wrong.size(), wrong.get(0), simulated));
        }
        return fates;
    }

    private static boolean within(String where, int from, int to, boolean unknown) {
        String[] bounds = where.split(" and ");
        return HOPS.indexOf(bounds[0]) <= (unknown ? 0 : from) && HOPS.indexOf(bounds[1]) >= to;
    }
}
