package io.github.argometer.loadtest.analyse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines of a {@link PlantedRun}: what its sender and its recorders wrote. */
final class PlantedLines {

    private static final String[] AUTHORS = {"Ankur", "Brian", "David"};

    final List<String> sent = new ArrayList<>();
    final List<String> rows = new ArrayList<>();

    private final String runId;
    private final boolean twoLines;
    private final boolean longRows;

    /**
     * None yet.
     *
     * @param twoLines whether an attempt has a line for its start too
     * @param longRows whether rows have the times of the hops
     */
    PlantedLines(String runId, boolean twoLines, boolean longRows) {
        this.runId = runId;
        this.twoLines = twoLines;
        this.longRows = longRows;
    }

    static long sentAt(int number, int attempt) {
        return number * 1_000L + attempt * 100L;
    }

    void attempt(String id, String channel, int number, int kind, boolean passes, int attempt, String outcome) {
        String begin = String.join(
                ",",
                id,
                channel,
                String.valueOf(number),
                String.valueOf(payloadId(kind)),
                author(kind),
                String.valueOf(passes),
                time(number * 1_000L));
        if (twoLines) {
            sent.add(begin + "," + time(sentAt(number, attempt) - 7) + ",," + attempt + ",started,");
        }
        if (!outcome.equals("started")) {
            sent.add(begin + "," + time(sentAt(number, attempt)) + "," + time(sentAt(number, attempt) + 50) + ","
                    + attempt + "," + outcome + "," + (outcome.equals("accepted") ? "" : "\"so, it \"\"failed\"\"\""));
        }
    }

    static String author(int kind) {
        return AUTHORS[kind % 3];
    }

    static int payloadId(int kind) {
        return kind < 3 ? 4 : 5;
    }

    /** A row with the content of {@code kind}. */
    void row(String id, String type, int kind, long sentAt, long committed, int deliveries) {
        rows.add("," + id + "," + runId + "," + payloadId(kind) + "," + type + ",hello world," + author(kind) + ","
                + time(sentAt) + "," + time(committed) + ","
                + deliveries + (longRows ? "," + time(0) + ",,," + time(committed - 1) : ""));
    }

    static String time(long micros) {
        long at = micros + 1_000_000_000L;
        return String.format(
                Locale.ROOT,
                "2026-11-23T%02d:%02d:%02d.%06dZ",
                at / 3_600_000_000L,
                at / 60_000_000L % 60,
                at / 1_000_000L % 60,
                at % 1_000_000L);
    }
}
