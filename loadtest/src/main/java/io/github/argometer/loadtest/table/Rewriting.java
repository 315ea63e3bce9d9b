package io.github.argometer.loadtest.table;

import io.github.argometer.loadtest.BadInputException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a table value by value, with every care and without haste, and writes it as DuckDB reads it fast: the columns that are
 * read, in their order, without a header, separated by commas, times in UTC. Takes a file that is not written so, or in which DuckDB
 * found something wrong, whose line is then named.
 */
public final class Rewriting {

    /** NULL, as MySQL's tools write it. */
    private static final Set<String> NULLS = Set.of("", "\\N", "NULL");

    /**
     * What a reader should know of a file.
     *
     * @param notes in words
     * @param resolutions to which the times of each column are written
     */
    public record Remarks(List<String> notes, Map<String, Duration> resolutions) {}

    private static final CSVFormat WRITTEN =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    private final TableFile file;
    private final int[] places;
    private final TimeForms times;
    private CSVRecord before;

    private Rewriting(TableFile file) {
        this.file = file;
        List<Optional<Column>> columns = file.columns();
        this.places = file.table().read().stream()
                .mapToInt(column -> columns.indexOf(Optional.of(column)))
                .toArray();
        this.times = new TimeForms(file);
    }

    /**
     * Rewrites {@code file} to {@code copy}.
     *
     * @return what a reader should know of it
     * @throws BadInputException for the first value that is not as it should be
     */
    public static Remarks rewrite(TableFile file, Path copy) {
        try {
            return new Rewriting(file).to(copy);
        } catch (BadInputException e) {
            // Few escape a quotation mark, and to others a backslash at the end of a value is no more than that.
            Optional<TableFile> escaped = file.escaped();
            if (escaped.isEmpty()) {
                throw e;
            }
            try {
                return new Rewriting(escaped.get()).to(copy);
            } catch (BadInputException again) {
                throw e;
            }
        }
    }

    private Remarks to(Path copy) {
        long line = 0;
        try (CSVParser lines = CSVParser.parse(file.bytes().text(file.path()), file.format());
                BufferedWriter out = Files.newBufferedWriter(copy);
                CSVPrinter printer = new CSVPrinter(out, WRITTEN)) {
            Iterator<CSVRecord> records = lines.iterator();
            boolean header = file.header();
            while (records.hasNext()) {
                CSVRecord row = records.next();
                line = lines.getCurrentLineNumber();
                boolean last = !file.endsALine() && !records.hasNext();
                if (header) {
                    header = false;
                } else if (row.size() > 1 || !row.get(0).isBlank()) {
                    row(row, TableFile.firstLine(row, line), last, printer);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof CSVException
                    ? file.refused(line + 1, TableFile.QUOTES)
                    : new BadInputException(
                            "%s: cannot be read: %s"
                                    .formatted(file.named(), e.getCause().getMessage()),
                            e);
        } catch (IOException e) {
            throw unwritable(file.named(), copy, e);
        }
        return times.remarks();
    }

    /** That {@code copy}, in the folder for temporary files, could not be written. */
    public static UncheckedIOException unwritable(Path named, Path copy, IOException e) {
        UncheckedIOException told = new UncheckedIOException(new IOException(
                "%s: cannot be written to, with a copy of %s: %s; name another folder: JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR"
                        .formatted(copy.getParent(), named, e.getMessage())));
        told.addSuppressed(e);
        return told;
    }

    private void row(CSVRecord row, long line, boolean last, CSVPrinter printer) throws IOException {
        if (last && file.table().end() == Table.End.REFUSED) {
            throw file.refused(line, "the last line is cut short (no line feed at its end)");
        }
        if (row.size() != file.names().size()) {
            throw file.refused(
                    line,
                    "%s (\"%s\") where %d are expected%s"
                            .formatted(
                                    TableFile.columns(row.size()),
                                    TableFile.shown(String.join("\", \"", row.toList())),
                                    file.names().size(),
                                    last ? "; it may be cut short" : ""));
        }
        if (last) {
            judge(row, line);
        }
        List<Column> columns = file.table().read();
        List<String> values = new ArrayList<>(places.length);
        for (int i = 0; i < places.length; i++) {
            values.add(places[i] < 0 ? null : value(columns.get(i), row.get(places[i]), line));
        }
        for (int i = 0; i < places.length; i++) {
            if (columns.get(i).need() == Column.Need.ENDED && values.get(i) == null && !started(columns, values)) {
                throw file.refused(line, columns.get(i).name(), "", "is empty, where Outcome is not started");
            }
        }
        printer.printRecord(values);
        before = row;
    }

    private static boolean started(List<Column> columns, List<String> values) {
        return IntStream.range(0, values.size())
                .anyMatch(i -> columns.get(i).type() == Type.OUTCOME && "started".equals(values.get(i)));
    }

    private String value(Column column, String text, long line) {
        boolean verbatim = column.type() == Type.TEXT || column.type() == Type.LABEL;
        String value = verbatim ? text : text.strip();
        if (column.type() == Type.TEXT ? value.isEmpty() : NULLS.contains(value)) {
            if (column.need() == Column.Need.FILLED) {
                throw file.refused(line, column.name(), text, column.type().complaint());
            }
            return null;
        }
        String canonical = column.type() != Type.TIME
                ? column.type().canonical(value)
                : TimeText.of(value)
                        .map(time -> times.canonical(line, column.name(), value, time))
                        .orElse(null);
        if (canonical == null) {
            throw file.refused(line, column.name(), text, column.type().complaint());
        }
        return canonical;
    }

    /**
     * Nothing but its last value can tell whether a last line without an end is whole, and only if that is in quotes or a time:
     * written as fully as the one before, or as the line's own other time. What nobody reads may be cut.
     */
    private void judge(CSVRecord row, long line) {
        int place = row.size() - 1;
        Optional<Column> column = file.columns().get(place).filter(Column::isRead);
        if (column.isEmpty() || file.bytes().last() == '"') {
            return;
        }
        String shape = TimeText.shape(row.get(place));
        boolean whole = column.get().type() == Type.TIME
                && Stream.concat(Stream.ofNullable(before).map(other -> other.get(place)), others(row, place))
                        .filter(text -> TimeText.of(text).isPresent())
                        .map(TimeText::shape)
                        .findFirst()
                        .filter(shape::equals)
                        .isPresent();
        if (!whole) {
            throw file.refused(
                    line,
                    column.get().name(),
                    row.get(place),
                    "ends the file without a line feed, and may be cut short; if it is whole, end it with a line feed");
        }
    }

    private Stream<String> others(CSVRecord row, int place) {
        List<Optional<Column>> columns = file.columns();
        return Stream.iterate(place - 1, other -> other >= 0, other -> other - 1)
                .filter(other -> columns.get(other)
                        .map(Column::type)
                        .filter(Type.TIME::equals)
                        .isPresent())
                .map(row::get);
    }
}
