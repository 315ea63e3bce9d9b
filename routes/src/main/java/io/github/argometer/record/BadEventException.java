package io.github.argometer.record;

import java.util.Locale;

/** An event that cannot be recorded as it is, however often it is tried; the message names the field and the reason. */
public class BadEventException extends RuntimeException {

    private static final int SHOWN = 80;

    /** A complaint about {@code field}, whose {@code value} is cut to 40 code points where it is longer than 80 characters. */
    public BadEventException(String field, Object value, String allowed) {
        super(String.format(Locale.ROOT, "%s = %s: must be %s", field, shown(String.valueOf(value)), allowed));
    }

    private static String shown(String value) {
        String line = value.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, line.offsetByCodePoints(0, SHOWN / 2)) + "…";
    }
}
