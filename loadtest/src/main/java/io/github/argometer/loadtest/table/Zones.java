package io.github.argometer.loadtest.table;

import java.time.ZoneOffset;
import java.util.Optional;

/** Whether all times of a file say how far from UTC they are, or none. */
final class Zones {

    private record Example(long line, String column, String text) {}

    private final TableFile file;
    private Example without;
    private Example utc;
    private Example elsewhere;

    Zones(TableFile file) {
        this.file = file;
    }

    /** One more time; {@code offset} null = it says none. */
    void add(long line, String column, String text, ZoneOffset offset) {
        if (offset == null) {
            without = without == null ? new Example(line, column, text) : without;
        } else if (offset.equals(ZoneOffset.UTC)) {
            utc = utc == null ? new Example(line, column, text) : utc;
        } else {
            elsewhere = elsewhere == null ? new Example(line, column, text) : elsewhere;
        }
        if (without != null && elsewhere != null) {
            throw file.refused(
                    without.line,
                    without.column,
                    without.text,
                    "has no UTC offset, where %s in line %d has one (\"%s\"): which time it is cannot be told"
                            .formatted(elsewhere.column, elsewhere.line, elsewhere.text));
        }
    }

    /** What a reader should know: some times are taken for UTC, since others say so. */
    Optional<String> note() {
        return without == null || utc == null
                ? Optional.empty()
                : Optional.of(
                        "%s: %s in line %d (\"%s\"), and all that have no UTC offset, are taken as UTC, as line %d says"
                                .formatted(
                                        file.named().getFileName(),
                                        without.column,
                                        without.line,
                                        without.text,
                                        utc.line));
    }
}
