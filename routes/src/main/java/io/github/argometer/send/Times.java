package io.github.argometer.send;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** How times are written on the wire and in files: UTC, ISO 8601, always six digits of a second. */
public final class Times {

    private static final DateTimeFormatter MICROSECONDS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

    private Times() {}

    /** {@code time} cut to microseconds, such as {@code 2026-11-23T01:02:03.000456Z}. */
    public static String text(Instant time) {
        return MICROSECONDS.format(time);
    }
}
