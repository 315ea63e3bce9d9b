package io.github.argometer.loadtest.report;

import java.util.Locale;

/**
 * One line of a verdict.
 *
 * @param level what it means for the run
 * @param text the line, without a mark
 */
public record Finding(Level level, String text) {

    /** What a finding means for the run. */
    public enum Level {
        /** As it should be. */
        GOOD,
        /** Worth knowing; the run passes all the same. */
        NOTE,
        /** The run fails. */
        BAD
    }

    static Finding good(String text, Object... values) {
        return new Finding(Level.GOOD, text(text, values));
    }

    static Finding note(String text, Object... values) {
        return new Finding(Level.NOTE, text(text, values));
    }

    static Finding bad(String text, Object... values) {
        return new Finding(Level.BAD, text(text, values));
    }

    /** Numbers are written alike everywhere, whatever the machine's language. */
    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
