package io.github.argometer.loadtest.analyse.files;

import static io.github.argometer.loadtest.analyse.files.Duckdb.quote;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.table.Column;
import io.github.argometer.loadtest.table.Rewriting;
import io.github.argometer.loadtest.table.Table;
import io.github.argometer.loadtest.table.TableFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads tables into DuckDB: as they stand where they are written as this program and MySQL write them, for DuckDB is fast; else
 * {@link Rewriting rewritten}, which names what is wrong by line, column and value.
 */
public final class CsvLoader {

    private static final String LINES = """
            CREATE OR REPLACE TEMP VIEW lines AS (SELECT %s FROM read_csv(%s, columns = %s, auto_detect = false, header = %s, compression = 'none',
              delim = ',', quote = '"', escape = '"', new_line = '\\n', strict_mode = true))""";

    /** Macros of csv.sql for times as this program writes its own, and those of the bus, and as MySQL does. */
    private static final List<String> TIMES = List.of("zoned", "fine", "unzoned");

    private static final int BLOCK = 1 << 16;

    private final Duckdb duckdb;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Duration> written = new HashMap<>();
    private int files;

    /** Loads into {@code duckdb}. */
    public CsvLoader(Duckdb duckdb) {
        this.duckdb = duckdb;
        duckdb.run("csv.sql", "values");
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
        Duration values = Duration.of(duckdb.row(step, Long.class), ChronoUnit.MICROS);
        return coarser(values, written.getOrDefault(name, values));
    }

    private static Duration coarser(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * Runs {@code insert}, which takes the rows of {@code file} from the view {@code lines}: the columns of {@code table} that are
     * read, times as microseconds since 1970, NULL where the file has not the column. Where it fails, nothing is inserted.
     *
     * @throws BadInputException where the file is missing, cut short, or has a line that is not as it should be
     */
    public void load(Table table, Path file, Runnable insert) {
        TableFile found = TableFile.of(table, file, file);
        if (table.end() == Table.End.DROPPED && !found.endsALine()) {
            notes.add(file.getFileName() + ": the last line was cut short and is dropped");
            found = TableFile.of(table, withoutLastLine(file), file);
        }
        if (!found.isPlain() || !loaded(found, insert)) {
            Path copy = scratch("rewritten");
            Rewriting.Remarks remarks = Rewriting.rewrite(found, copy);
            notes.addAll(remarks.notes());
            remarks.resolutions().forEach((name, resolution) -> written.merge(name, resolution, CsvLoader::coarser));
            duckdb.execute(lines(table.read(), table.read(), copy, false, TIMES.get(0)));
            insert.run();
        }
    }

    /** All times of a file must be of one form: whether they say that they are UTC or not, none is taken for what another says. */
    private boolean loaded(TableFile file, Runnable insert) {
        return TIMES.stream().anyMatch(form -> loaded(file, insert, form));
    }

    private boolean loaded(TableFile file, Runnable insert, String form) {
        List<Column> columns =
                file.columns().stream().map(column -> column.orElse(null)).toList();
        try {
            duckdb.execute(lines(file.table().read(), columns, file.path(), file.header(), form));
            insert.run();
            return true;
        } catch (Duckdb.Failure e) {
            if (!e.ofValues()) {
                throw e;
            }
            // DuckDB says it in words of its own; what is wrong, if anything, the rewriting will say in ours.
            return false;
        }
    }

    /** The view of {@code wanted} columns of {@code path}, which has {@code columns}; null stands for one that is none of ours. */
    private String lines(List<Column> wanted, List<Column> columns, Path path, boolean header, String form) {
        String types = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i) == null
                        ? quote("-" + i) + ": 'VARCHAR'"
                        : quote(columns.get(i).name()) + ": " + quote(type(columns.get(i))))
                .collect(Collectors.joining(", ", "{", "}"));
        String values = wanted.stream()
                .map(column -> (columns.contains(column) ? value(column, form) : "NULL") + " AS " + column.name())
                .collect(Collectors.joining(", "));
        return LINES.formatted(values, quote(duckdb.file(path)), types, header);
    }

    private static String type(Column column) {
        return column.isRead() ? column.type().duckdb() : "VARCHAR";
    }

    private static String value(Column column, String form) {
        return switch (column.type()) {
            case TIME -> "%s(%s)".formatted(form, column.name());
            case COUNT -> "whole(%s)".formatted(column.name());
            case LABEL -> "label(%s)".formatted(column.name());
            case CHANNEL -> "channel(%s)".formatted(column.name());
            case FLAG -> column.name() + " = 'true'";
            case TEXT, INTEGER, OUTCOME -> column.name();
        };
    }

    private Path scratch(String kind) {
        return duckdb.scratch().resolve("%s-%s.csv".formatted(kind, files++));
    }

    private Path withoutLastLine(Path file) {
        Path copy = scratch("whole");
        try {
            Files.copy(file, copy);
            try (RandomAccessFile bytes = new RandomAccessFile(copy.toFile(), "rw")) {
                bytes.setLength(lastLineEnd(bytes) + 1);
            }
            return copy;
        } catch (IOException e) {
            throw Rewriting.unwritable(file, copy, e);
        }
    }

    private static long lastLineEnd(RandomAccessFile bytes) throws IOException {
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
