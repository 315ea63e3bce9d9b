package io.github.argometer.record;

import io.github.argometer.Settings;
import java.util.Locale;

/** An event that cannot be recorded as it is, however often it is tried; the message names the field and the reason. */
public class BadEventException extends RuntimeException {

    private static final int SHOWN = 80;

    /** A complaint about {@code field}, which is, as its {@code value}, cut to 40 code points where it is longer than 80 characters. */
    public BadEventException(String field, Object value, String allowed) {
        super(String.format(Locale.ROOT, "%s = %s: must be %s", shown(field), shown(String.valueOf(value)), allowed));
    }

    /** The complaint about a setting that would stand in every row. */
    BadEventException(Settings.Invalid setting) {
        super(setting.getMessage(), setting);
    }

    private static String shown(String value) {
        String line = value.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, line.offsetByCodePoints(0, SHOWN / 2)) + "…";
    }
}
