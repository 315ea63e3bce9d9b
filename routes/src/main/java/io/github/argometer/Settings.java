package io.github.argometer;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.DefaultPropertiesLookup;
import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;
import org.apache.camel.component.properties.PropertiesParser;

/**
 * Typed, range-checked reading of {@code application.properties}, for every stage. A setting is taken as it stands or
 * refused by name, value and allowed range; it is never corrected.
 */
public final class Settings {

    /** A setting that is missing or outside its range; the message names key, value and what is allowed. */
    public static final class Invalid extends IllegalArgumentException {
        Invalid(String name, String value, String allowed) {
            super("%s = \"%s\": allowed is %s".formatted(name, value, allowed));
        }

        Invalid(String name, String allowed) {
            super("%s: allowed is %s (its value is not shown)".formatted(name, allowed));
        }
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final UnaryOperator<String> lookup;
    private final UnaryOperator<String> naming;

    /** Settings read through {@code lookup}, which returns a key's text, or "" where it is empty. */
    public Settings(UnaryOperator<String> lookup) {
        this(lookup, key -> "setting " + key);
    }

    /** The same, where a complaint about {@code key} names it by {@code naming}: what the user wrote, and where. */
    public Settings(UnaryOperator<String> lookup, UnaryOperator<String> naming) {
        this.lookup = lookup;
        this.naming = naming;
    }

    /**
     * The settings of a Camel context: environment variables override its properties. Each is what the user wrote: Camel's
     * own way would look for placeholders in it, and take backslashes out of it.
     */
    public static Settings of(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        PropertiesParser parser = new DefaultPropertiesParser(properties);
        PropertiesLookup lookup = new DefaultPropertiesLookup(properties);
        return new Settings(key -> parser.parseUri("{{" + key + "}}", lookup, false, false, false));
    }

    /** The text of {@code key}, trimmed; "" where it is empty. */
    public String text(String key) {
        return asWritten(key).trim();
    }

    /** The text of {@code key} with all its blanks: a password, or a name that others have given. */
    public String asWritten(String key) {
        return lookup.apply(key);
    }

    /** An integer from {@code min} to {@code max}, both allowed. */
    public long integer(String key, long min, long max) {
        String value = text(key);
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the range
        }
        throw invalid(key, "an integer from %d to %d".formatted(min, max));
    }

    /** A decimal number from {@code min} to {@code max}, both allowed. */
    public double number(String key, double min, double max) {
        try {
            double number = Double.parseDouble(text(key));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the range
        }
        throw invalid(key, "a number from %s to %s".formatted(plain(min), plain(max)));
    }

    /** {@code true} or {@code false}, written so. */
    public boolean flag(String key) {
        return switch (text(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(key, "true or false");
        };
    }

    /** A name of 1 to 64 letters, digits, dots, dashes and underscores. */
    public String name(String key) {
        String value = text(key);
        if (!isName(value)) {
            throw invalid(key, "1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return value;
    }

    /** A comma-separated list of at least one entry, none empty. */
    public List<String> list(String key) {
        List<String> entries =
                Stream.of(text(key).split(",", -1)).map(String::trim).toList();
        if (entries.contains("")) {
            throw invalid(key, "a comma-separated list without empty entries");
        }
        return entries;
    }

    /** Whether {@code text} may name a run. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The complaint about a value that only its reader can judge, in the same words as all others. */
    public Invalid invalid(String key, String allowed) {
        return new Invalid(naming.apply(key), text(key), allowed);
    }

    /** The same about a value that may be a secret, and is not told. */
    public Invalid invalidSecret(String key, String allowed) {
        return new Invalid(naming.apply(key), allowed);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
