package io.github.argometer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
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
            super(String.format(Locale.ROOT, "%s = \"%s\": must be %s", name, value, allowed));
        }

        Invalid(String name, String allowed) {
            super(String.format(Locale.ROOT, "%s: must be %s (its value is not shown)", name, allowed));
        }
    }

    private final UnaryOperator<String> lookup;
    private final UnaryOperator<String> naming;
    private final Map<String, Range> ranges;

    /** Settings read through {@code lookup}, which returns a key's text, or "" where it is empty. */
    public Settings(UnaryOperator<String> lookup) {
        this(lookup, key -> "setting " + key);
    }

    /** The same, where a complaint about {@code key} names it by {@code naming}: what the user wrote, and where. */
    public Settings(UnaryOperator<String> lookup, UnaryOperator<String> naming) {
        this(lookup, naming, SettingRanges.all());
    }

    /** The same for other keys than those of {@code application.properties} too: {@code ranges} has the range of each. */
    public Settings(UnaryOperator<String> lookup, UnaryOperator<String> naming, Map<String, Range> ranges) {
        this.lookup = lookup;
        this.naming = naming;
        this.ranges = ranges;
    }

    /**
     * The settings of a Camel context: environment variables override its properties. Each is what the user wrote: Camel's
     * own way would look for placeholders in it, and take backslashes out of it.
     */
    public static Settings of(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        PropertiesParser parser = new DefaultPropertiesParser(properties);
        PropertiesLookup lookup = new DefaultPropertiesLookup(properties);
        return new Settings(key -> {
            boolean listed =
                    SettingRanges.ofChannel(key) == null; // no file has the others, which are nothing unless set
            return parser.parseUri("{{" + key + (listed ? "}}" : ":}}"), lookup, !listed, false, false);
        });
    }

    /** The text of {@code key}, trimmed; "" where it is empty. */
    public String text(String key) {
        return asWritten(key).trim();
    }

    /** The text of {@code key} with all its blanks: a password, or a name that others have given. */
    public String asWritten(String key) {
        String text = lookup.apply(key);
        if (ProcessDefaults.isLost(text)) {
            throw new Invalid(naming.apply(key), ProcessDefaults.MEND);
        }
        return text;
    }

    /** Refuses {@code key} where it is not in its range of the table. */
    public void check(String key) {
        inRange(key);
    }

    /** The text of {@code key}, trimmed, in its range of the table. */
    public String checkedText(String key) {
        return inRange(key).trim();
    }

    /** The text of {@code key} with all its blanks, in its range of the table. */
    public String inRange(String key) {
        return inRange(key, range(key));
    }

    private Range range(String key) {
        Range range = ranges.get(key);
        return range == null ? SettingRanges.ofChannel(key) : range;
    }

    private String inRange(String key, Range range) {
        String text = asWritten(key);
        if (!range.holds(text)) {
            throw invalid(key, range, text, range.allowed());
        }
        return text;
    }

    /** An integer in the range of the table. */
    public long integer(String key) {
        return Range.Whole.parse(checkedText(key));
    }

    /** The same, and {@code most} or less: other settings leave less than the table. */
    public long integer(String key, long most) {
        Range.Whole range = (Range.Whole) ranges.get(key);
        return integer(key, range.min(), Math.min(range.max(), most));
    }

    /** A decimal number in the range of the table. */
    public double number(String key) {
        return Range.Decimal.parse(checkedText(key));
    }

    /** An integer from {@code min} to {@code max}, both allowed. */
    public long integer(String key, long min, long max) {
        return Range.Whole.parse(inRange(key, new Range.Whole(min, max)).trim());
    }

    /** A decimal number from {@code min} to {@code max}, both allowed. */
    public double number(String key, double min, double max) {
        return Range.Decimal.parse(inRange(key, new Range.Decimal(min, max)).trim());
    }

    /** {@code true} or {@code false}, written so. */
    public boolean flag(String key) {
        return inRange(key, SettingRanges.FLAG).trim().equals("true");
    }

    /** A name of 1 to 64 letters, digits, dots, dashes and underscores, the first no dot. */
    public String name(String key) {
        return inRange(key, SettingRanges.NAME).trim();
    }

    /** A comma-separated list of at least one entry, none empty, in its range where the table has one. */
    public List<String> list(String key) {
        return Range.Entries.of(inRange(key, ranges.getOrDefault(key, SettingRanges.LIST)));
    }

    /**
     * The folder that {@code key} names, made where it is missing, in which a file could be written just now.
     *
     * @throws Invalid for one that cannot be made or written
     */
    public Path writableFolder(String key) {
        Path folder = Path.of(text(key));
        try {
            Files.delete(
                    Files.writeString(Files.createTempFile(Files.createDirectories(folder), ".writable", ""), key));
            return folder;
        } catch (IOException e) {
            throw invalid(key, "a folder that can be made and written; this one cannot: " + WholeFile.reason(e));
        }
    }

    /** Whether {@code text} may name a run. */
    public static boolean isName(String text) {
        return SettingRanges.NAME.holdsAsWritten(text);
    }

    /** What a complaint calls {@code key}: what the user wrote, and where. */
    public String named(String key) {
        return naming.apply(key);
    }

    /** The complaint about a value that only its reader can judge, in the same words as all others. */
    public Invalid invalid(String key, String allowed) {
        return invalid(key, range(key), text(key), allowed);
    }

    private Invalid invalid(String key, Range range, String text, String allowed) {
        return range != null && range.hides(text)
                ? new Invalid(naming.apply(key), allowed)
                : new Invalid(naming.apply(key), text, allowed);
    }
}
