package io.github.argometer.loadtest;

import java.util.LinkedHashMap;
import java.util.Map;

/** How every command ends: the one list of its exit codes. */
public final class ExitCode {

    /** All well: what was expected arrived, and nothing else. */
    public static final int OK = 0;

    /**
     * Something expected did not arrive, something came that should not, a message was not sent, or the run was
     * interrupted; a threshold of {@code report.thresholds} is broken, or the run is worse than its baseline; duplicates
     * too where {@code report.fail-on-duplicates} says so.
     */
    public static final int NOT_AS_EXPECTED = 1;

    /** Bad input: a setting, an argument, or a file of a run. One line on stderr names it. */
    public static final int BAD_INPUT = 2;

    /** The system under test could not be reached, or is not ready. stderr says what is missing and how to mend it. */
    public static final int NOT_READY = 3;

    /**
     * An error nobody foresaw: a bug, or memory, a disk or a network that fails. One line on stderr says what; with
     * {@code --debug} its stack trace follows.
     */
    public static final int UNFORESEEN = 70;

    /** Ended by a signal: this and the signal's number, so 130 after SIGINT (Ctrl-C), 143 after SIGTERM. */
    public static final int SIGNAL = 128;

    /** The list above, as {@code --help} shows it. */
    public static Map<String, String> list() {
        Map<String, String> list = new LinkedHashMap<>();
        list.put("0", "All well: what was expected arrived, and nothing else.");
        list.put(
                "1",
                "Something expected did not arrive, something came that should not, a message was not sent, or the run"
                        + " was interrupted; a threshold is broken, or the run is worse than its baseline (duplicates too with"
                        + " report.fail-on-duplicates=true).");
        list.put("2", "Bad input: a setting, an argument, or a file of a run.");
        list.put("3", "The system under test could not be reached, or is not ready.");
        list.put("70", "An error nobody foresaw; with --debug its stack trace follows.");
        return list;
    }

    /** What a signal does, as {@code --help} shows it below the list. */
    public static String signals() {
        return "Ctrl-C (SIGINT) and SIGTERM end a command with 130 and 143, once it has said what was done; run, local and"
                + " capacity make their report and end with 1 (local --services-only has none). A second signal ends at once.";
    }

    private ExitCode() {}
}
