package io.github.argometer.loadtest.table;

import io.github.argometer.SettingRanges;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What a column's values are. */
public enum Type {
    TEXT("VARCHAR", "is empty", text -> text),
    /** A text that says what a row is: not NULL, as MySQL's tools write it. */
    LABEL("VARCHAR", "is empty", text -> text),
    /** A number that is a name: DuckDB rounds a fraction, and it is then another's. */
    INTEGER("BIGINT", Type.NO_INTEGER, Type::integer),
    /** A number to count with; to DuckDB a text, since it rounds what is none. */
    COUNT("VARCHAR", Type.NO_INTEGER, Type::integer),
    FLAG("is neither true nor false", text -> text.toLowerCase(Locale.ROOT), "true", "false"),
    /** To DuckDB a text, since it reads times with less care than we do. */
    TIME(
            "VARCHAR",
            "is not a time such as 2026-03-14 09:26:53.100000 or 2026-03-14T09:26:53.1+02:00"
                    + " (24 hours; offset ±hh:mm, Z or UTC)",
            text -> TimeText.of(text).map(TimeText::canonical).orElse(null)),
    /** The name of a channel. */
    CHANNEL("VARCHAR", "is no channel's name (1 to 32 of a-z 0-9, the first a letter)", Type::channel),
    OUTCOME("is none of started, accepted, failed, unknown", text -> text, "started", "accepted", "failed", "unknown");

    private static final String NO_INTEGER = "is not an integer from -2147483648 to 2147483647";
    private static final Pattern NAME = Pattern.compile(SettingRanges.CHANNEL_NAME);
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

    private final String duckdb;
    private final String complaint;
    private final UnaryOperator<String> canonical;

    Type(String duckdb, String complaint, UnaryOperator<String> canonical) {
        this.duckdb = duckdb;
        this.complaint = complaint;
        this.canonical = canonical;
    }

    Type(String complaint, UnaryOperator<String> form, String... values) {
        this("ENUM('%s')".formatted(String.join("', '", values)), complaint, text -> {
            String formed = form.apply(text);
            return List.of(values).contains(formed) ? formed : null;
        });
    }

    /** The type by which DuckDB reads them. */
    public String duckdb() {
        return duckdb;
    }

    /** What is wrong with a value that is none of this type. */
    String complaint() {
        return complaint;
    }

    /** {@code text} as this program writes it, or null where it is none of this type. */
    String canonical(String text) {
        return canonical.apply(text);
    }

    private static String channel(String text) {
        return NAME.matcher(text).matches() ? text : null;
    }

    private static String integer(String text) {
        if (!DIGITS.matcher(text).matches()) {
            return null;
        }
        long value = Long.parseLong(text);
        return value == (int) value ? String.valueOf(value) : null;
    }
}
