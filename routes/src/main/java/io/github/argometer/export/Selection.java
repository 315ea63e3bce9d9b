package io.github.argometer.export;

import io.github.argometer.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rows of a run are exported; null = any.
 *
 * @param type their event type
 * @param from the earliest CreatedAtTimestamp, UTC, as the database writes it
 * @param to the CreatedAtTimestamp that all are before
 */
public record Selection(String type, String from, String to) {

    /** The whole run. */
    public static final Selection ALL = new Selection(null, null, null);

    /**
     * What {@code export.type}, {@code export.from} and {@code export.to} say.
     *
     * @throws Settings.Invalid for one out of its range, or a time not before the other
     */
    public static Selection of(Settings settings) {
        String from = settings.checkedText("export.from");
        String to = settings.checkedText("export.to");
        if (!from.isEmpty() && !to.isEmpty() && !Instant.parse(from).isBefore(Instant.parse(to))) {
            throw settings.invalid("export.to", "after export.from = " + from);
        }
        String type = settings.checkedText("export.type");
        return new Selection(type.isEmpty() ? null : type, time(from), time(to));
    }

    private static String time(String iso) {
        return iso.isEmpty() ? null : iso.replace('T', ' ').replace("Z", "");
    }

    /** Name of the file they go to: a selection is never taken for the whole run. */
    public String file() {
        return equals(ALL) ? "records.csv" : "selection.csv";
    }

    /** As a complaint says it after "row"; "" for the whole run. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (type != null) {
            words.add(" of type " + type);
        }
        if (from != null) {
            words.add(" from " + from);
        }
        if (to != null) {
            words.add(" before " + to);
        }
        return String.join("", words);
    }
}
