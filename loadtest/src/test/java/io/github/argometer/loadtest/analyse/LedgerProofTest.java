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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with planted faults: every message is given its true fate, and no other. */
class LedgerProofTest {

    /** In soak: {@code -Dledgers=10000}. */
    private static final int RUNS = Integer.getInteger("ledgers", 250);

    /** Fates of workers only; of more messages than these runs have; and of runs that read the bus. */
    private static final Set<Fate> OTHERS = EnumSet.of(
            Fate.LEDGER_MISSING,
            Fate.WRONGLY_DROPPED,
            Fate.GIVEN_UP_BY_SNS,
            Fate.NEVER_ON_BUS,
            Fate.OVERTAKEN,
            Fate.LOST_BEHIND_SENSOR);

    private static final long TIMEOUT_MICROS = 5_000_000;

    @TempDir
    private Path folder;

    @Test
    void everyPlantedFaultIsFoundAndNoneIsInvented() {
        Set<String> seen = LongStream.range(0, RUNS)
                .parallel()
                .mapToObj(this::fates)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        assertThat(seen)
                .as("fates that the runs had")
                .isEqualTo(Arrays.stream(Fate.values())
                        .filter(fate -> !OTHERS.contains(fate))
                        .map(Fate::label)
                        .collect(Collectors.toSet()));
    }

    private Set<String> fates(long seed) {
        try {
            PlantedRun planted = new PlantedRun(seed);
            RunFiles files = planted.in(Files.createDirectory(folder.resolve("run-" + seed)));
            Path ledger = files.folder().resolve("ledger.csv");
            RunPlan plan = RunPlan.read(files.plan());
            try (RunDatabase run = RunDatabase.load(files, plan, "", TIMEOUT_MICROS)) {
                run.writeLedger(ledger);
            }
            Map<String, PlantedRun.Truth> found = new TreeMap<>();
            List<String> unexpected = new ArrayList<>();
            read(ledger, found, unexpected);

            Map<String, PlantedRun.Truth> wrong = new TreeMap<>(found);
            wrong.entrySet().removeAll(planted.truths.entrySet());
            assertThat(wrong)
                    .as("mistakes in the run of seed %d, whose truth is %s", seed, truths(planted, wrong))
                    .isEmpty();
            assertThat(found).as("messages of the run of seed %d", seed).hasSameSizeAs(planted.truths);
            assertThat(unexpected)
                    .as("rows that nobody sent, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(planted.unexpected);
            return found.values().stream().map(PlantedRun.Truth::fate).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> truths(PlantedRun planted, Map<String, PlantedRun.Truth> wrong) {
        return wrong.keySet().stream()
                .map(id -> id + " " + planted.truths.get(id))
                .toList();
    }

    private static void read(Path ledger, Map<String, PlantedRun.Truth> found, List<String> unexpected)
            throws IOException {
        for (String line : Files.readAllLines(ledger).stream().skip(1).toList()) {
            // Commas stand inside quotes in one column alone: Whereabouts.
            String[] quoted = line.split("\"", -1);
            String[] cells = (quoted.length == 1 ? line : quoted[0] + "WHERE" + quoted[2]).split(",", -1);
            if (cells[6].equals("unexpected")) {
                unexpected.add(cells[0]);
            } else {
                found.put(
                        cells[0],
                        new PlantedRun.Truth(
                                cells[6],
                                quoted.length == 1 ? cells[7] : quoted[1],
                                cells[11].isEmpty() ? 0 : Integer.parseInt(cells[11]),
                                cells[13].isEmpty() ? 0 : Integer.parseInt(cells[13]),
                                cells[14].equals("true"),
                                cells[15].equals("true"),
                                Integer.parseInt(cells[9])));
            }
        }
    }
}
