package io.github.argometer.loadtest.analyse.files;

import static io.github.argometer.loadtest.analyse.files.Duckdb.quote;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.table.Column;
import io.github.argometer.loadtest.table.Rewriting;
import io.github.argometer.loadtest.table.Table;
import io.github.argometer.loadtest.table.TableFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads tables into DuckDB: as they stand where they are written as this program and MySQL write them, for DuckDB is fast; else
 * {@link Rewriting rewritten}, which names what is wrong by line, column and value.
 */
public final class CsvLoader {

    private static final String READ = """
            (SELECT %s FROM read_csv(%s, columns = %s, auto_detect = false, header = %s, compression = 'none',
              delim = ',', quote = '"', escape = '"', new_line = '\\n', strict_mode = true))""";

    /** Macros for times as this program writes them, and as MySQL does. */
    private static final List<String> TIMES = List.of("zoned", "unzoned");

    /**
     * Reads a value whole, or fails: DuckDB leaves out a time's offset, and rounds a number. Nothing but an offset's absence lets
     * the cast take a time that ends with Z; where none does, each character is looked at, which takes as long as the cast.
     */
    private static final List<String> MACROS =
            List.of("""
            CREATE MACRO zoned(t) AS CASE
              WHEN strlen(t) = 27 AND suffix(t, 'Z') THEN epoch_us(CAST(t AS TIMESTAMP))
              WHEN t IS NOT NULL THEN error('a time') END""", """
            CREATE MACRO unzoned(t) AS CASE
              WHEN t GLOB '%s' THEN epoch_us(CAST(t AS TIMESTAMP))
              WHEN t IS NOT NULL THEN error('a time') END""".formatted("0000-00-00 00:00:00.000000".replace("0", "[0-9]")), """
            CREATE MACRO whole(t) AS CASE
              WHEN CAST(CAST(t AS BIGINT) AS VARCHAR) = t THEN CAST(t AS BIGINT)
              WHEN t IS NOT NULL THEN error('an integer') END""", """
            CREATE MACRO label(t) AS CASE
              WHEN t NOT IN ('\\N', 'NULL') THEN t
              WHEN t IS NOT NULL THEN error('nothing') END""");

    private static final int BLOCK = 1 << 16;

    private final Duckdb duckdb;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Duration> written = new HashMap<>();
    private int files;

    /** Loads into {@code duckdb}. */
    public CsvLoader(Duckdb duckdb) {
        this.duckdb = duckdb;
        MACROS.forEach(duckdb::execute);
    }

    /** What a reader of the result should know of the files. */
    public List<String> notes() {
        return notes;
    }

    /** A step of a clock: more than {@code few} times are not whole numbers of it by chance. */
    public record ClockStep(long micros, int few) {}

    /**
     * To what the times of a file's column {@code name} are known: as they are written, or if that is coarser, to the first of
     * {@code steps} that all of {@code column} in {@code table} are whole numbers of; a microsecond at best.
     */
    public Duration resolution(String name, String table, String column, List<ClockStep> steps) {
        String step = steps.stream()
                .map(s -> "WHEN count(*) > %s AND bool_and(%s %% %s = 0) THEN %3$s".formatted(s.few, column, s.micros))
                .collect(Collectors.joining(" ", "SELECT CASE ", " ELSE 1 END FROM " + table));
        Duration values = duckdb.row(step, row -> Duration.of(row.getLong(1), ChronoUnit.MICROS));
        return coarser(values, written.getOrDefault(name, values));
    }

    private static Duration coarser(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * Runs the statement that {@code sql} makes of a query for the rows of {@code file}: the columns of {@code table} that are read,
     * times as microseconds since 1970, NULL where the file has not the column.
     *
     * @throws BadInputException where the file is missing, cut short, or has a line that is not as it should be
     */
    public void load(Table table, Path file, UnaryOperator<String> sql) {
        TableFile found = TableFile.of(table, file, file);
        if (table.end() == Table.End.DROPPED && !found.endsALine()) {
            notes.add(file.getFileName() + ": the last line was cut short and is dropped");
            found = TableFile.of(table, withoutLastLine(file), file);
        }
        if (!found.isPlain() || !loaded(found, sql)) {
            Path copy = scratch("rewritten");
            Rewriting.Remarks remarks = Rewriting.rewrite(found, copy);
            notes.addAll(remarks.notes());
            remarks.resolutions().forEach((name, resolution) -> written.merge(name, resolution, CsvLoader::coarser));
            duckdb.execute(sql.apply(read(table.read(), table.read(), copy, false, TIMES.get(0))));
        }
    }

    /** All times of a file must be of one form: whether they say that they are UTC or not, none is taken for what another says. */
    private boolean loaded(TableFile file, UnaryOperator<String> sql) {
        return TIMES.stream().anyMatch(form -> loaded(file, sql, form));
    }

    private boolean loaded(TableFile file, UnaryOperator<String> sql, String form) {
        List<Column> columns =
                file.columns().stream().map(column -> column.orElse(null)).toList();
        try {
            duckdb.execute(sql.apply(read(file.table().read(), columns, file.path(), file.header(), form)));
            return true;
        } catch (Duckdb.Failure e) {
            if (!e.ofValues()) {
                throw e;
            }
            // DuckDB says it in words of its own; what is wrong, if anything, the rewriting will say in ours.
            return false;
        }
    }

    /** A query for {@code wanted} columns of {@code path}, which has {@code columns}; null stands for one that is none of ours. */
    private String read(List<Column> wanted, List<Column> columns, Path path, boolean header, String form) {
        String types = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i) == null
                        ? quote("-" + i) + ": 'VARCHAR'"
                        : quote(columns.get(i).name()) + ": " + quote(type(columns.get(i))))
                .collect(Collectors.joining(", ", "{", "}"));
        String values = wanted.stream()
                .map(column -> (columns.contains(column) ? value(column, form) : "NULL") + " AS " + column.name())
                .collect(Collectors.joining(", "));
        return READ.formatted(values, quote(duckdb.file(path)), types, header);
    }

    private static String type(Column column) {
        return column.isRead() ? column.type().duckdb() : "VARCHAR";
    }

    private static String value(Column column, String form) {
        return switch (column.type()) {
            case TIME -> "%s(%s)".formatted(form, column.name());
            case COUNT -> "whole(%s)".formatted(column.name());
            case LABEL -> "label(%s)".formatted(column.name());
            case FLAG -> column.name() + " = 'true'";
            case TEXT, INTEGER, CHANNEL, OUTCOME -> column.name();
        };
    }

    private Path scratch(String kind) {
        return duckdb.scratch().resolve("%s-%s.csv".formatted(kind, files++));
    }

    private Path withoutLastLine(Path file) {
        Path copy = scratch("whole");
        try (FileChannel in = FileChannel.open(file);
                FileChannel out = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long end = lastLineEnd(file) + 1;
            for (long at = 0; at < end; ) {
                at += in.transferTo(at, end - at, out);
            }
            return copy;
        } catch (IOException e) {
            throw Rewriting.unwritable(file, copy, e);
        }
    }

    private static long lastLineEnd(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            for (long end = bytes.length(); end > 0; end -= BLOCK) {
                long start = Math.max(0, end - BLOCK);
                byte[] block = new byte[(int) (end - start)];
                bytes.seek(start);
                bytes.readFully(block);
                for (int i = block.length - 1; i >= 0; i--) {
                    if (block[i] == '\n' || block[i] == '\r') {
                        return start + i;
                    }
                }
            }
            return -1;
        }
    }
}
