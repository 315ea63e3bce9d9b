package io.github.argometer.loadtest.analyse.files;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.plan.Share;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where the files of one run are: what the sender planned and did, and what the database had in the end.
 *
 * @param folder {@code <runs>/<run id>}
 */
public record RunFiles(Path folder) {

    private static final Pattern SENT = Pattern.compile("sent(-[0-9]+)?\\.csv");

    /** The folder, once it is known to hold a run. */
    public RunFiles {
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(folder + ": not a folder");
        }
    }

    /**
     * The run in {@code runs} whose plan was written last.
     *
     * @throws BadInputException where there is none
     */
    public static RunFiles newest(Path runs) {
        if (!Files.isDirectory(runs)) {
            throw new BadInputException(runs + ": no such folder; a run makes it, or name the folder of a run");
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve("plan.json")))
                    .max(Comparator.comparing(RunFiles::planned).thenComparing(Comparator.naturalOrder()))
                    .map(RunFiles::new)
                    .orElseThrow(() -> new BadInputException(runs + ": holds no run (a folder with a plan.json)"));
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(runs, e), e);
        }
    }

    /** The plan. */
    public Path plan() {
        return folder.resolve("plan.json");
    }

    /**
     * The send ledger of {@code workers} processes, two lines an attempt: sent.csv, or one sent-&lt;index&gt;.csv a worker.
     *
     * @throws BadInputException where one is missing: its messages would be taken for never sent
     */
    public List<Path> sent(int workers) {
        List<Path> sent = sent();
        if (sent.isEmpty() && lost(workers).isEmpty()) {
            throw new BadInputException(folder.resolve("sent.csv") + ": missing");
        }
        for (Path ledger : ledgers(workers)) {
            if (!sent.contains(ledger) && !Files.exists(missing(ledger))) {
                throw new BadInputException("%s: missing, one of %d workers' ledgers".formatted(ledger, workers));
            }
        }
        return sent;
    }

    /** Why the ledger of a worker was not to be had, by its index; a run writes it where the ledger would be. */
    public Map<Integer, String> lost(int workers) {
        Map<Integer, String> lost = new TreeMap<>();
        List<Path> ledgers = ledgers(workers);
        for (Path ledger : ledgers) {
            if (!Files.exists(ledger)) {
                text(missing(ledger)).ifPresent(why -> lost.put(ledgers.indexOf(ledger), why));
            }
        }
        return lost;
    }

    /** The ledger of each worker, where there are several. */
    private List<Path> ledgers(int workers) {
        return IntStream.range(0, workers > 1 ? workers : 0)
                .mapToObj(worker -> folder.resolve(new Share(worker, workers).ledger()))
                .toList();
    }

    /** Where a run writes why it could not get {@code ledger}. */
    public static Path missing(Path ledger) {
        return ledger.resolveSibling(ledger.getFileName() + ".missing");
    }

    private List<Path> sent() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> SENT.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(folder, e), e);
        }
    }

    /** What the cluster knew when the run was over; need not be there. */
    public Path cluster() {
        return folder.resolve("cluster.json");
    }

    /** What the bus got during the run, a line an event; need not be there. */
    public Path bus() {
        return folder.resolve("bus.csv");
    }

    /** What the Sensors acknowledged of it, a line an acknowledgement; there only where that was sampled. */
    public Path acks() {
        return folder.resolve("acks.csv");
    }

    /** How much of the bus could be read; need not be there. */
    public Path busState() {
        return folder.resolve("bus.json");
    }

    /** The messages that ended in a queue of dead letters, a line each; need not be there. */
    public Path deadLetters() {
        return folder.resolve("dead-letters.csv");
    }

    /** What the run was held to; need not be there. */
    public Path limits() {
        return folder.resolve("limits.json");
    }

    /** How far the clocks were apart; need not be there. */
    public Path clocks() {
        return folder.resolve("clocks.json");
    }

    /** The rows of this run, as exported from the database. */
    public Path records() {
        return folder.resolve("records.csv");
    }

    /** What every report of this run must begin with, from {@code note.txt}; most runs have none. */
    public Optional<String> note() {
        return text(folder.resolve("note.txt"));
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(file, e), e);
        }
    }

    /** Adds {@code line} to the note. */
    public void addNote(String line) throws IOException {
        Files.writeString(folder.resolve("note.txt"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static FileTime planned(Path folder) {
        try {
            return Files.getLastModifiedTime(folder.resolve("plan.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
