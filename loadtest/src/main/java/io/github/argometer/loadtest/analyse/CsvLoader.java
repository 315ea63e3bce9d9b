package io.github.argometer.loadtest.analyse;

import static io.github.argometer.loadtest.analyse.CsvTable.quote;

import io.github.argometer.loadtest.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads a run's CSV files into DuckDB, and refuses by line and column what is not whole. */
final class CsvLoader {

    private static final String READ = """
            read_csv(%s, columns = %s, auto_detect = false, header = %s,
              delim = ',', quote = '"', escape = '"', %5$sstrict_mode = true,
              store_rejects = true, rejects_table = 'refused_%4$d', rejects_scan = 'scans_%4$d', rejects_limit = 10)""";

    private static final String REFUSED = "SELECT line, error_message FROM %s ORDER BY line, column_idx LIMIT 1";

    private static final String OURS = "new_line = '\\n', ";

    private static final int BLOCK = 1 << 16;

    private final Duckdb duckdb;
    private final Path scratch;
    private final List<String> notes = new ArrayList<>();
    private int files;

    /** Loads into {@code duckdb}; {@code scratch} is a folder for a file that must be mended first. */
    CsvLoader(Duckdb duckdb, Path scratch) {
        this.duckdb = duckdb;
        this.scratch = scratch;
    }

    /** What a reader of the result should know of the files. */
    List<String> notes() {
        return notes;
    }

    /**
     * Runs the statement that {@code sql} makes of a {@code read_csv(…)} of {@code file} and of its actual columns.
     *
     * @throws BadInputException where the file is missing, cut short, or has a line that is not as it should be
     */
    void load(CsvTable kind, Path file, SqlOfFile sql) {
        CsvTable table = checkHeader(kind, file);
        if (!endsWithLineFeed(file)) {
            throw new BadInputException(file + ": the last line is cut short (no line feed at its end)");
        }
        run(table, file, file, true, OURS, read -> sql.of(read, table));
    }

    /** As {@link #load}, but a last line cut short, as a killed writer leaves it, is dropped and noted. */
    void loadCut(CsvTable kind, Path file, SqlOfFile sql) {
        CsvTable table = checkHeader(kind, file);
        Path whole = file;
        if (!endsWithLineFeed(file)) {
            whole = withoutLastLine(file);
            notes.add(file.getFileName() + ": the last line was cut short and is dropped");
        }
        run(table, file, whole, true, OURS, read -> sql.of(read, table));
    }

    /** As {@link #load}, for a file that may have no header and no line feed at its end. */
    void loadBare(CsvTable table, Path file, boolean header, SqlOfFile sql) {
        run(table, file, file, header, "", read -> sql.of(read, table));
    }

    /** Makes a statement from a {@code read_csv(…)} and the columns that the file has. */
    interface SqlOfFile {
        String of(String read, CsvTable table);
    }

    /** {@code lines} says how they end; where it is "", DuckDB sees for itself. */
    private void run(
            CsvTable table, Path named, Path file, boolean header, String lines, Function<String, String> sql) {
        int number = files++;
        try {
            duckdb.execute(
                    sql.apply(READ.formatted(quote(file.toString()), table.readColumns(), header, number, lines)));
        } catch (Duckdb.Failure e) {
            throw new BadInputException(
                    named + ": " + e.getMessage().lines().findFirst().orElse(""), e);
        }
        duckdb.rows(REFUSED.formatted("refused_" + number), row -> {
            throw new BadInputException("%s: line %d: %s".formatted(named, row.getLong(1), row.getString(2)));
        });
    }

    /** The first line of {@code file}, or null. */
    static String firstLine(Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return lines.readLine();
        } catch (NoSuchFileException e) {
            throw new BadInputException(file + ": missing", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static CsvTable checkHeader(CsvTable kind, Path file) {
        String header = firstLine(file);
        return kind.as(header)
                .orElseThrow(() -> new BadInputException("%s: line 1: the columns are %s, and should be %s"
                        .formatted(file, header == null ? "missing" : header, kind.header())));
    }

    static boolean endsWithLineFeed(Path file) {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            bytes.seek(bytes.length() - 1);
            return bytes.read() == '\n';
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private Path withoutLastLine(Path file) {
        Path copy = scratch.resolve("whole-" + file.getFileName());
        try (FileChannel in = FileChannel.open(file);
                FileChannel out = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long end = lastLineFeed(file) + 1;
            for (long at = 0; at < end; ) {
                at += in.transferTo(at, end - at, out);
            }
            return copy;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static long lastLineFeed(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            for (long end = bytes.length(); end > 0; end -= BLOCK) {
                long start = Math.max(0, end - BLOCK);
                byte[] block = new byte[(int) (end - start)];
                bytes.seek(start);
                bytes.readFully(block);
                for (int i = block.length - 1; i >= 0; i--) {
                    if (block[i] == '\n') {
                        return start + i;
                    }
                }
            }
            return -1;
        }
    }

    static BadInputException unreadable(Path file, IOException e) {
        return new BadInputException("%s: cannot be read: %s".formatted(file, e), e);
    }
}
