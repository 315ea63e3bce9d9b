package io.github.argometer.loadtest.table;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How many digits of a second the times of a column have, and whether those with fewer than others can be whole. */
final class Digits {

    /** The first time of one length. */
    private record Example(long line, String text) {}

    private static final int MICROSECONDS = 6;
    private static final long[] NANOSECONDS = {1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000
    };

    private final TableFile file;
    private final String column;
    private final Map<Integer, Long> counts = new TreeMap<>();
    private final Map<Integer, Example> examples = new TreeMap<>();
    private boolean zeroes;
    private boolean thousands;
    private boolean groups = true;

    Digits(TableFile file, String column) {
        this.file = file;
        this.column = column;
    }

    /** One more time. */
    void add(long line, String text, String fraction) {
        int length = fraction.length();
        if (counts.merge(length, 1L, Long::sum) == 1) {
            examples.put(length, new Example(line, text));
        }
        zeroes |= fraction.endsWith("0");
        thousands |= fraction.endsWith("000");
        groups &= length % 3 == 0;
    }

    private boolean toSeconds() {
        return counts.containsKey(0);
    }

    /** To what they are known by their digits: those that leave out zeros as the longest, but to a second if some have no more. */
    Duration resolution() {
        return toSeconds() ? Duration.ofSeconds(1) : Duration.ofNanos(NANOSECONDS[Math.min(most(), MICROSECONDS)]);
    }

    private int most() {
        return counts.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /**
     * What a reader should know: times of different lengths, which are exact only if what wrote them leaves out zeros at the end.
     *
     * @throws io.github.argometer.loadtest.BadInputException where it does not, so that the shorter ones are cut short
     */
    Optional<String> note() {
        if (counts.size() < 2) {
            return Optional.empty();
        }
        int most = most();
        // Most leave out each zero at the end, Java three at a time, Python all six or none.
        boolean whole = !zeroes || groups && !thousands || counts.size() == 2 && toSeconds();
        if (!whole) {
            int rarest = counts.keySet().stream()
                    .filter(length -> length < most)
                    .min(Comparator.comparing(counts::get))
                    .orElseThrow();
            Example shorter = examples.get(rarest);
            throw file.refused(
                    shorter.line,
                    column,
                    shorter.text,
                    "has fewer digits of a second than line %d (%d, not %d): it may be cut short"
                            .formatted(examples.get(most).line, rarest, most));
        }
        int least = counts.keySet().stream().mapToInt(Integer::intValue).min().orElse(0);
        return Optional.of("%s: line %d: %s: \"%s\" has fewer digits of a second than others (%d, not %d): %s"
                .formatted(
                        file.named().getFileName(),
                        examples.get(least).line,
                        column,
                        examples.get(least).text,
                        least,
                        most,
                        toSeconds()
                                ? "the column is known to 1 s only"
                                : "it is taken to be written without the zeros at its end"));
    }
}
