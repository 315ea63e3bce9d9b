package io.github.argometer.loadtest.table;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a column's values are. */
public enum Type {
    TEXT("VARCHAR", "is empty") {
        @Override
        String canonical(String text) {
            return text;
        }
    },
    /** A text that says what a row is: not NULL, as MySQL's tools write it. */
    LABEL("VARCHAR", "is empty") {
        @Override
        String canonical(String text) {
            return text;
        }
    },
    /** A number that is a name: DuckDB rounds a fraction, and it is then another's. */
    INTEGER("BIGINT", "is not an integer from -2147483648 to 2147483647") {
        @Override
        String canonical(String text) {
            return integer(text);
        }
    },
    /** A number to count with; to DuckDB a text, since it rounds what is none. */
    COUNT("VARCHAR", "is not an integer from -2147483648 to 2147483647") {
        @Override
        String canonical(String text) {
            return integer(text);
        }
    },
    FLAG(values("true", "false"), "is neither true nor false") {
        @Override
        String canonical(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            return FLAGS.contains(lower) ? lower : null;
        }
    },
    /** To DuckDB a text, since it reads times with less care than we do. */
    TIME(
            "VARCHAR",
            "is not a time such as 2026-03-14 09:26:53.100000 or 2026-03-14T09:26:53.1+02:00"
                    + " (24 hours; offset ±hh:mm, Z or UTC)") {
        @Override
        String canonical(String text) {
            return TimeText.of(text).map(TimeText::canonical).orElse(null);
        }
    },
    CHANNEL(values("sqs", "sns"), "is neither sqs nor sns") {
        @Override
        String canonical(String text) {
            return CHANNELS.contains(text) ? text : null;
        }
    },
    OUTCOME(values("started", "accepted", "failed", "unknown"), "is none of started, accepted, failed, unknown") {
        @Override
        String canonical(String text) {
            return OUTCOMES.contains(text) ? text : null;
        }
    };

    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");
    private static final Set<String> FLAGS = Set.of("true", "false");
    private static final Set<String> CHANNELS = Set.of("sqs", "sns");
    private static final Set<String> OUTCOMES = Set.of("started", "accepted", "failed", "unknown");

    private final String duckdb;
    private final String complaint;

    Type(String duckdb, String complaint) {
        this.duckdb = duckdb;
        this.complaint = complaint;
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
    abstract String canonical(String text);

    private static String integer(String text) {
        if (!DIGITS.matcher(text).matches()) {
            return null;
        }
        long value = Long.parseLong(text);
        return value == (int) value ? String.valueOf(value) : null;
    }

    private static String values(String... values) {
        return Arrays.stream(values).collect(Collectors.joining("', '", "ENUM('", "')"));
    }
}
