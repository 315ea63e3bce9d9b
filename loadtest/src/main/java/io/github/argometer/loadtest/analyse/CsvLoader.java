package io.github.argometer.loadtest.analyse;

import static io.github.argometer.loadtest.analyse.CsvTable.quote;

import io.github.argometer.loadtest.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads a run's CSV files into DuckDB, and refuses by line and column what is not whole. */
final class CsvLoader {

    private static final String INSERT = """
            INSERT INTO %1$s BY NAME SELECT * FROM read_csv(%2$s, columns = %3$s, auto_detect = false, header = true,
              delim = ',', quote = '"', escape = '"', new_line = '\\n', strict_mode = true,
              store_rejects = true, rejects_table = '%1$s_refused', rejects_scan = '%1$s_scans', rejects_limit = 10)""";

    private static final String REFUSED = """
            SELECT line, error_message FROM %s_refused ORDER BY line, column_idx LIMIT 1""";

    private final Connection duckdb;

    CsvLoader(Connection duckdb) {
        this.duckdb = duckdb;
    }

    /**
     * Makes {@code table} and fills it from {@code file}.
     *
     * @throws BadInputException where the file is missing, cut short, or has a line that is not as it should be
     */
    void load(CsvTable table, Path file) throws SQLException {
        CsvTable found = hasHeader(table.withoutHops(), file) ? table.withoutHops() : table;
        checkEnds(found, file);
        try (Statement statement = duckdb.createStatement()) {
            statement.execute(table.create());
            statement.execute(INSERT.formatted(table.name(), quote(file.toString()), found.readColumns()));
        } catch (SQLException e) {
            throw new BadInputException(
                    file + ": " + e.getMessage().lines().findFirst().orElse(""), e);
        }
        try (Statement statement = duckdb.createStatement();
                ResultSet refused = statement.executeQuery(REFUSED.formatted(table.name()))) {
            if (refused.next()) {
                throw new BadInputException(
                        "%s: line %d: %s".formatted(file, refused.getLong(1), refused.getString(2)));
            }
        }
    }

    private static boolean hasHeader(CsvTable table, Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return table.header().equals(lines.readLine());
        } catch (IOException e) {
            return false; // told by checkEnds
        }
    }

    private static void checkEnds(CsvTable table, Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file);
                RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            String header = lines.readLine();
            if (!table.header().equals(header)) {
                throw new BadInputException("%s: line 1: the columns are %s, and should be %s"
                        .formatted(file, header == null ? "missing" : header, table.header()));
            }
            bytes.seek(bytes.length() - 1);
            if (bytes.read() != '\n') {
                throw new BadInputException(file + ": the last line is cut short (no line feed at its end)");
            }
        } catch (NoSuchFileException e) {
            throw new BadInputException(file + ": missing", e);
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(file, e), e);
        }
    }
}
