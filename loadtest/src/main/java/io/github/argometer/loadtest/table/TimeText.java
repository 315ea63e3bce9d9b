package io.github.argometer.loadtest.table;

import io.github.argometer.Times;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as somebody wrote it, read whole: year-month-day or day.month.year, 24 hours, any fraction of a second and, if it is
 * written, the offset from UTC. What a month before a day could be taken for, a clock of twelve hours, and a zone by another name
 * than UTC are no times. Without an offset it is UTC. Digits of a second beyond six are cut.
 *
 * @param time by the writer's clock on the wall
 * @param offset that is written; null = none
 * @param fraction the digits of a second that are written
 */
record TimeText(LocalDateTime time, ZoneOffset offset, String fraction) {

    private static final String CLOCK =
            "(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d+))?(?: ?(Z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?))?";

    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)[ T]" + CLOCK);

    private static final Pattern DAY_FIRST = Pattern.compile("(\\d\\d?)\\.(\\d\\d?)\\.(\\d{4}),? " + CLOCK);

    private static final int NANOSECONDS = 9;

    /** The time that {@code text} says, or empty where it does not say one in full. */
    static Optional<TimeText> of(String text) {
        Matcher year = YEAR_FIRST.matcher(text);
        if (year.matches()) {
            return of(year, 1, 2, 3);
        }
        Matcher day = DAY_FIRST.matcher(text);
        return day.matches() ? of(day, 3, 2, 1) : Optional.empty();
    }

    private static Optional<TimeText> of(Matcher text, int year, int month, int day) {
        try {
            String fraction = text.group(7) == null ? "" : text.group(7);
            String nanos = (fraction + "0".repeat(NANOSECONDS)).substring(0, NANOSECONDS);
            LocalDateTime time = LocalDateTime.of(
                    number(text, year),
                    number(text, month),
                    number(text, day),
                    number(text, 4),
                    number(text, 5),
                    number(text, 6),
                    Integer.parseInt(nanos));
            return Optional.of(new TimeText(time, offset(text.group(8)), fraction));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(Matcher text, int group) {
        return Integer.parseInt(text.group(group));
    }

    private static ZoneOffset offset(String text) {
        if (text == null) {
            return null;
        }
        return Character.isLetter(text.charAt(0)) ? ZoneOffset.UTC : ZoneOffset.of(text);
    }

    /** As this program writes times: UTC, six digits of a second. */
    String canonical() {
        return Times.text(time.toInstant(offset == null ? ZoneOffset.UTC : offset));
    }

    /** What {@code text} looks like, whatever its digits are. */
    static String shape(String text) {
        return text.replaceAll("[0-9]", "0").toUpperCase(Locale.ROOT);
    }
}
