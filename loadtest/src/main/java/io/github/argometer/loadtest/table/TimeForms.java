package io.github.argometer.loadtest.table;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the times of a file are written: with how many digits of a second in each column, where those with fewer than others may be
 * cut short; and whether all say how far from UTC they are, or none.
 */
final class TimeForms {

    private static final int MICROSECONDS = 6;

    private enum Zone {
        UNSAID,
        UTC,
        ELSEWHERE
    }

    private record Example(long line, String column, String text) {}

    /** The times of a column, by how many digits of a second they have. */
    private static final class Digits {
        private final TreeMap<Integer, Long> counts = new TreeMap<>();
        private final Map<Integer, Example> examples = new TreeMap<>();
        private boolean zeroes;
        private boolean thousands;
        private boolean groups = true;

        void add(Example example, String fraction) {
            counts.merge(fraction.length(), 1L, Long::sum);
            examples.putIfAbsent(fraction.length(), example);
            zeroes |= fraction.endsWith("0");
            thousands |= fraction.endsWith("000");
            groups &= fraction.length() % 3 == 0;
        }

        boolean toSeconds() {
            return counts.firstKey() == 0;
        }

        /** Those that leave out zeros are known as the longest are, but to a second if some have no more. */
        Duration resolution() {
            int known = toSeconds() ? 0 : Math.min(counts.lastKey(), MICROSECONDS);
            return Duration.ofSeconds(1).dividedBy((long) Math.pow(10, known));
        }

        /** Whether what wrote them leaves out zeros at the end: most each one, Java three at a time, Python all six or none. */
        boolean whole() {
            return !zeroes || groups && !thousands || counts.size() == 2 && toSeconds();
        }
    }

    private final TableFile file;
    private final Map<String, Digits> digits = new LinkedHashMap<>();
    private final Map<Zone, Example> zones = new EnumMap<>(Zone.class);

    TimeForms(TableFile file) {
        this.file = file;
    }

    /** One more time, as this program writes it. */
    String canonical(long line, String column, String text, TimeText time) {
        Example example = new Example(line, column, text);
        digits.computeIfAbsent(column, name -> new Digits()).add(example, time.fraction());
        Zone zone =
                time.offset() == null ? Zone.UNSAID : ZoneOffset.UTC.equals(time.offset()) ? Zone.UTC : Zone.ELSEWHERE;
        zones.putIfAbsent(zone, example);
        Example unsaid = zones.get(Zone.UNSAID);
        Example elsewhere = zones.get(Zone.ELSEWHERE);
        if (unsaid != null && elsewhere != null) {
            throw file.refused(
                    unsaid.line,
                    unsaid.column,
                    unsaid.text,
                    "has no UTC offset, where %s in line %d has one (\"%s\"): which time it is cannot be told"
                            .formatted(elsewhere.column, elsewhere.line, elsewhere.text));
        }
        return time.canonical();
    }

    /**
     * What a reader should know: times of different lengths, which are exact only if what wrote them leaves out zeros at the end;
     * and times that are taken for UTC, since others say so.
     *
     * @throws io.github.argometer.loadtest.BadInputException where shorter times are cut short
     */
    Rewriting.Remarks remarks() {
        List<String> notes = new ArrayList<>();
        Map<String, Duration> resolutions = new LinkedHashMap<>();
        digits.forEach((column, times) -> {
            resolutions.put(column, times.resolution());
            if (times.counts.size() > 1) {
                notes.add(note(column, times));
            }
        });
        Example unsaid = zones.get(Zone.UNSAID);
        if (unsaid != null && zones.containsKey(Zone.UTC)) {
            notes.add("%s: %s in line %d (\"%s\"), and all that have no UTC offset, are taken as UTC, as line %d says"
                    .formatted(
                            file.named().getFileName(),
                            unsaid.column,
                            unsaid.line,
                            unsaid.text,
                            zones.get(Zone.UTC).line));
        }
        return new Rewriting.Remarks(notes, resolutions);
    }

    private String note(String column, Digits times) {
        int most = times.counts.lastKey();
        if (!times.whole()) {
            int rarest = times.counts.headMap(most).entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            Example shorter = times.examples.get(rarest);
            throw file.refused(
                    shorter.line,
                    column,
                    shorter.text,
                    "has fewer digits of a second than line %d (%d, not %d): it may be cut short"
                            .formatted(times.examples.get(most).line, rarest, most));
        }
        int least = times.counts.firstKey();
        return "%s: line %d: %s: \"%s\" has fewer digits of a second than others (%d, not %d): %s"
                .formatted(
                        file.named().getFileName(),
                        times.examples.get(least).line,
                        column,
                        times.examples.get(least).text,
                        least,
                        most,
                        times.toSeconds()
                                ? "the column is known to 1 s only"
                                : "it is taken to be written without the zeros at its end");
    }
}
