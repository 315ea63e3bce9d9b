package io.github.argometer;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.util.SensitiveUtils;

/** What one setting may be. Records without lambdas or compiled patterns: a recorder's Job starts in their time. */
public sealed interface Range {

    /** The range in words, as a complaint says it. */
    String allowed();

    /** Whether {@code text}, as it was given, is in the range. */
    boolean holds(String text);

    /** Whether {@code text} is in the range and has no blanks at its ends. */
    default boolean holdsAsWritten(String text) {
        return holds(text) && text.equals(text.trim());
    }

    /** Whether no complaint may show {@code text}: it is a secret, or holds one. */
    default boolean hides(String text) {
        return false;
    }

    /** This range, or nothing at all. */
    default Range orNothing() {
        return new OrNothing(this);
    }

    /** An integer in decimal digits, both ends allowed. */
    record Whole(long min, long max) implements Range {

        /** The integer that {@code text} is; throws NumberFormatException where it is none. */
        static long parse(String text) {
            if (!text.matches("[-+]?[0-9]+")) { // Java would take the digits of every script
                throw new NumberFormatException(text);
            }
            return Long.parseLong(text);
        }

        @Override
        public String allowed() {
            return String.format(Locale.ROOT, "an integer from %s to %s", Long.toString(min), Long.toString(max));
        }

        @Override
        public boolean holds(String text) {
            try {
                long number = parse(text.trim());
                return number >= min && number <= max;
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }

    /** A number in decimal digits, both ends allowed. */
    record Decimal(double min, double max) implements Range {

        /** The number that {@code text} is; throws NumberFormatException where it is none. */
        static double parse(String text) {
            if (!text.matches("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) { // Java would take 0x1p3 and 10d
                throw new NumberFormatException(text);
            }
            return Double.parseDouble(text);
        }

        @Override
        public String allowed() {
            return String.format(Locale.ROOT, "a number from %s to %s", plain(min), plain(max));
        }

        @Override
        public boolean holds(String text) {
            try {
                double number = parse(text.trim());
                return number >= min && number <= max;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        private static String plain(double number) {
            return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
        }
    }

    /** One of a few words, written so. */
    record Word(String allowed, List<String> words) implements Range {
        @Override
        public boolean holds(String text) {
            return words.contains(text.trim());
        }
    }

    /** A text that a regular expression matches, without the blanks at its ends. */
    record Text(String allowed, String pattern) implements Range {
        @Override
        public boolean holds(String text) {
            return Pattern.matches(pattern, text.trim());
        }
    }

    /** A text that a regular expression matches, blanks and all. */
    record Exact(String allowed, String pattern) implements Range {
        @Override
        public boolean holds(String text) {
            return Pattern.matches(pattern, text);
        }
    }

    /** What is in two ranges; {@code one} says so. */
    record Both(Range one, Range other) implements Range {
        @Override
        public String allowed() {
            return one.allowed();
        }

        @Override
        public boolean holds(String text) {
            return one.holds(text) && other.holds(text);
        }
    }

    /** A comma-separated list of entries, each in the range of {@code entry} without the blanks at its ends. */
    record Entries(String allowed, Range entry) implements Range {

        /** The entries of {@code text}, each without the blanks at its ends. */
        static List<String> of(String text) {
            return Stream.of(text.split(",", -1)).map(String::trim).toList();
        }

        @Override
        public boolean holds(String text) {
            return of(text).stream().allMatch(entry::holds);
        }
    }

    /** As many parts as there are ranges, each in its own, joined by {@code separator}. */
    record Joined(String allowed, String separator, List<Range> parts) implements Range {
        @Override
        public boolean holds(String text) {
            String[] given = text.trim().split(separator, -1);
            return given.length == parts.size()
                    && IntStream.range(0, given.length)
                            .allMatch(i -> parts.get(i).holds(given[i]));
        }
    }

    /** A secret: it is taken as it stands, with the blanks at its ends, and never shown. */
    record Secret(String allowed, String pattern) implements Range {
        @Override
        public boolean holds(String text) {
            return Pattern.matches(pattern, text);
        }

        @Override
        public boolean hides(String text) {
            return !text.isEmpty();
        }
    }

    /** The path of a file or folder, there or not. */
    record File() implements Range {
        @Override
        public String allowed() {
            return "a path, without blanks at its ends";
        }

        @Override
        public boolean holds(String text) {
            try {
                return !text.isEmpty()
                        && text.equals(text.strip())
                        && !Path.of(text).toString().isEmpty();
            } catch (InvalidPathException e) {
                return false;
            }
        }
    }

    /** Where an HTTP service is. */
    record Url() implements Range {
        @Override
        public String allowed() {
            return "a URL such as http://localhost:4566";
        }

        /** With a user's name there may be a password, wherever a wrong URL has it. */
        @Override
        public boolean hides(String text) {
            return text.contains("@");
        }

        @Override
        public boolean holds(String text) {
            try {
                URI url = URI.create(text.trim());
                return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                        && url.getHost() != null
                        && url.getPort() != 0
                        && url.getPort() <= 65_535
                        && url.getUserInfo() == null
                        && url.getQuery() == null
                        && url.getFragment() == null;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** A Camel endpoint. */
    record Endpoint() implements Range {
        @Override
        public String allowed() {
            return "a Camel endpoint such as http://localhost:12000/orders, of visible ASCII characters and without {{";
        }

        /** A user's name may have a password behind it; parameters are secret by Camel's list, and by how others name theirs. */
        @Override
        public boolean hides(String text) {
            if (text.contains("@") || text.contains("%40")) {
                return true;
            }
            String[] parts = text.split("[?&]");
            for (int i = 1; i < parts.length; i++) {
                String name = parts[i].split("=", 2)[0];
                if (SensitiveUtils.containsSensitive(name)
                        || name.matches("(?i).*(secret|passw|token|signature|api[-_.]?key|access[-_.]?key).*")) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean holds(String text) {
            return text.trim().matches("[a-z][a-z0-9+.-]*:[!-~]+") && !text.contains("{{");
        }
    }

    /** A time in UTC, in the form and with the decimals that results have. */
    record Time() implements Range {
        @Override
        public String allowed() {
            return "a time in UTC such as 2026-11-23T01:02:03Z, with 6 decimals at most";
        }

        @Override
        public boolean holds(String text) {
            String time = text.trim();
            try {
                // Java would take more forms, and nanoseconds.
                return time.matches("[1-9][0-9]{3}-[0-9-]{5}T[0-9:]{8}(\\.[0-9]{1,6})?Z")
                        && Instant.parse(time) != null;
            } catch (DateTimeParseException e) {
                return false;
            }
        }
    }

    /** Another range, or nothing at all. */
    record OrNothing(Range range) implements Range {
        @Override
        public String allowed() {
            return range.allowed() + ", or nothing";
        }

        @Override
        public boolean holds(String text) {
            return text.trim().isEmpty() || range.holds(text);
        }

        @Override
        public boolean hides(String text) {
            return range.hides(text);
        }
    }
}
