package io.github.argometer.loadtest.table;

import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A file with a table, and what its beginning says of it: where each column stands, and what separates them.
 *
 * @param table that it is
 * @param path of the file
 * @param named the path that complaints name
 * @param bytes what they say
 * @param format how a line is taken apart
 * @param header whether the first line names the columns
 * @param names of the columns, in the file's order
 */
public record TableFile(
        Table table, Path path, Path named, Bytes bytes, CSVFormat format, boolean header, List<String> names) {

    /** No first line is longer, in bytes. */
    private static final int HEAD = 1 << 16;

    private static final List<Character> DELIMITERS = List.of(',', '\t', ';', '|');

    private static final Pattern BINARY = Pattern.compile("[\\x00-\\x08\\x0e-\\x1f]");

    private static final int SHOWN = 100;

    private static final char ESCAPE = '\\';

    /** What a reader of quotation marks stumbles over. */
    static final String QUOTES = "a quotation mark is not closed, or text follows a closing one";

    /** The first line, taken apart; {@code known} of its values are names of columns. */
    private record First(CSVFormat format, List<String> values, long known) {

        boolean header() {
            return known > 1;
        }
    }

    /**
     * Finds out how {@code file} is written.
     *
     * @param named the path that complaints name
     * @throws BadInputException where it is missing, is no text, or lacks columns of {@code table}
     */
    public static TableFile of(Table table, Path file, Path named) {
        try {
            Bytes bytes = Bytes.of(file);
            First first = first(table, bytes, file);
            if (first.values.isEmpty()) {
                throw new BadInputException(named + (bytes.last() == 0 ? ": empty" : ": line 1: " + QUOTES));
            }
            if (first.values.stream().anyMatch(value -> BINARY.matcher(value).find())) {
                throw new BadInputException(named + ": no text in UTF-8 or UTF-16 (is it compressed?)");
            }
            List<String> names = first.header()
                    ? first.values
                    : table.columns().stream().map(Column::name).toList();
            TableFile found = new TableFile(table, file, named, bytes, first.format, first.header(), names);
            found.check(first.values);
            if (!bytes.isText()) {
                throw found.notText();
            }
            return found;
        } catch (NoSuchFileException e) {
            throw new BadInputException(named + ": missing", e);
        } catch (IOException | UncheckedIOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(named, e.getMessage()), e);
        }
    }

    private static First first(Table table, Bytes bytes, Path file) throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(bytes.mark());
            text = new String(in.readNBytes(HEAD), bytes.charset());
        }
        return DELIMITERS.stream()
                .flatMap(delimiter -> formats(delimiter, text.startsWith("\"")))
                .map(format -> first(table, format, text))
                .max(Comparator.comparing(First::known)
                        .thenComparing(
                                first -> first.values.size() == table.columns().size())
                        .thenComparing(first -> first.values.size()))
                .orElseThrow();
    }

    private static First first(Table table, CSVFormat format, String text) {
        List<String> values;
        try (CSVParser lines = CSVParser.parse(new StringReader(text), format)) {
            values = lines.iterator().next().toList();
        } catch (IOException | UncheckedIOException | NoSuchElementException e) {
            values = List.of();
        }
        long known =
                values.stream().filter(value -> table.column(value).isPresent()).count();
        return new First(format, values, known);
    }

    /** MySQL's tools escape and do not quote what they separate by tabs; everybody else quotes, and some escape quotation marks. */
    private static Stream<CSVFormat> formats(char delimiter, boolean quoted) {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(true)
                .setQuote(delimiter != '\t' || quoted ? '"' : null)
                .get();
        return delimiter == '\t' ? Stream.of(escaped(format)) : Stream.of(format, escaped(format));
    }

    private static CSVFormat escaped(CSVFormat format) {
        return format.builder().setEscape(ESCAPE).get();
    }

    /** The same, taken to have quotation marks behind a \\ where it does not do so yet. */
    Optional<TableFile> escaped() {
        return format.isEscapeCharacterSet()
                ? Optional.empty()
                : Optional.of(new TableFile(table, path, named, bytes, escaped(format), header, names));
    }

    private void check(List<String> first) {
        if (!header) {
            checkUnnamed(first);
            return;
        }
        Set<String> seen = new HashSet<>();
        columns().stream().flatMap(Optional::stream).map(Column::name).forEach(name -> {
            if (!seen.add(name)) {
                throw refused(1, "%s: two columns have this name".formatted(name));
            }
        });
        String missing = table.columns().stream()
                .filter(column -> column.isRequired() && !seen.contains(column.name()))
                .map(Column::name)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw refused(
                    1,
                    "%s %s missing; the columns are %s, and should be %s"
                            .formatted(
                                    missing,
                                    missing.contains(",") ? "are" : "is",
                                    String.join(",", first),
                                    table.header()));
        }
    }

    private void checkUnnamed(List<String> first) {
        if (table.headed()) {
            throw refused(
                    1,
                    "the columns are \"%s\", and should be %s"
                            .formatted(shown(String.join(",", first)), table.header()));
        }
        if (first.size() != names.size()) {
            boolean key = first.size() == names.size() + 1 && fits(first.subList(1, first.size()));
            throw refused(
                    1,
                    "no header, and %s where %d are known (%s)%s: name the columns in the first line"
                            .formatted(
                                    columns(first.size()),
                                    names.size(),
                                    String.join(",", names),
                                    key
                                            ? "; the first, \"%s\", seems to be a key put before them"
                                                    .formatted(shown(first.get(0)))
                                            : "; they are \"%s\"".formatted(shown(String.join("\", \"", first)))));
        }
    }

    private boolean fits(List<String> values) {
        return IntStream.range(0, values.size())
                .allMatch(i -> table.columns().get(i).type().canonical(values.get(i)) != null);
    }

    /** Names the first value that is not text; most such files are of Windows. */
    private BadInputException notText() throws IOException {
        String what = bytes.charset().equals(StandardCharsets.UTF_8)
                ? "is not UTF-8 (is it Windows-1252?): save the file as UTF-8"
                : "is not %s: save the file as UTF-8".formatted(bytes.charset());
        try (CSVParser rows = CSVParser.parse(bytes.text(path), format)) {
            for (CSVRecord row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    Optional<String> value = bytes.malformed(row.get(i));
                    if (value.isPresent()) {
                        String column = i < names.size() ? names.get(i) : "column " + (i + 1);
                        return refused(firstLine(row, rows.getCurrentLineNumber()), column, value.get(), what);
                    }
                }
            }
        } catch (UncheckedIOException e) {
            // its quotation marks are wrong, too
        }
        return new BadInputException(named + ": " + what);
    }

    /** The line in which {@code row} begins, which ends in {@code last}. */
    static long firstLine(CSVRecord row, long last) {
        return last
                - row.stream()
                        .mapToLong(value -> value.chars().filter(c -> c == '\n').count())
                        .sum();
    }

    /** The columns in the file's order; empty where one is not of this table. */
    public List<Optional<Column>> columns() {
        return names.stream().map(table::column).toList();
    }

    /** So many columns, in words. */
    static String columns(int count) {
        return count == 1 ? "1 column" : count + " columns";
    }

    /** Whether DuckDB reads it as it stands, if its values are written as this program writes them. */
    public boolean isPlain() {
        return bytes.plain() && format.getDelimiterString().equals(",") && !format.isEscapeCharacterSet();
    }

    /** Whether the last line has an end. */
    public boolean endsALine() {
        return bytes.endsALine();
    }

    /** A complaint of a line. */
    BadInputException refused(long line, String what) {
        return new BadInputException("%s: line %d: %s".formatted(named, line, what));
    }

    /** A complaint of a value. */
    BadInputException refused(long line, String column, String value, String what) {
        return refused(line, "%s: \"%s\" %s".formatted(column, shown(value), what));
    }

    /** {@code value} on one line, and not at any length. */
    static String shown(String value) {
        String line = value.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
