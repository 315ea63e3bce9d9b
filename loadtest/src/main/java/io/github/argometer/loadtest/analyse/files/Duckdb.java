package io.github.argometer.loadtest.analyse.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.IOUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SingleColumnRowMapper;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** An embedded DuckDB of its own, with a folder for what does not fit into memory; both are gone when it is closed. */
public final class Duckdb implements AutoCloseable {

    /** DuckDB refuses, or fails. */
    public static final class Failure extends DataAccessException {
        Failure(SQLException cause) {
            super(PREFIX + cause.getMessage().replace(UNPREPARED, ""), cause);
        }

        /** Whether it is for what stands in a file or a table, and not for a missing file or want of memory or disk. */
        boolean ofValues() {
            return VALUES.stream().anyMatch(kind -> getMessage().startsWith(PREFIX + kind));
        }
    }

    private static final String PREFIX = "DuckDB: ";

    /** What the driver of DuckDB 1.5 puts before the error of a statement that fails before it runs, as for a missing file. */
    private static final String UNPREPARED =
            "Invalid Input Error: Attempting to execute an unsuccessful or closed pending query result\nError: ";

    private static final List<String> VALUES =
            List.of("Conversion Error", "Invalid Input Error", "Constraint Error", "Out of Range Error");

    private static final Pattern PATTERN = Pattern.compile("[*?\\[\\\\]");

    private final SingleConnectionDataSource connection;
    private final JdbcTemplate jdbc;
    private final Path scratch;
    private final Thread atTheEnd = new Thread(this::deleteAtTheEnd, "delete-scratch");
    private int links;

    private Duckdb(SingleConnectionDataSource connection, Path scratch) {
        this.connection = connection;
        this.scratch = scratch;
        jdbc = new JdbcTemplate(connection);
        jdbc.setExceptionTranslator((task, sql, e) -> new Failure(e));
        Runtime.getRuntime().addShutdownHook(atTheEnd);
    }

    /**
     * An empty database that takes {@code memory} at most, such as {@code 1GB}; "" leaves it to DuckDB.
     *
     * @throws IllegalStateException where its library, which unpacks itself into the folder for temporary files, cannot be loaded
     */
    public static Duckdb open(String memory) {
        Duckdb duckdb = load();
        try {
            duckdb.execute("SET temp_directory = " + quote(duckdb.scratch.toString()));
            duckdb.execute("SET preserve_insertion_order = false");
            duckdb.execute("SET TimeZone = 'UTC'");
            if (!memory.isEmpty()) {
                duckdb.execute("SET memory_limit = " + quote(memory));
            }
            return duckdb;
        } catch (RuntimeException e) {
            duckdb.close();
            throw e;
        }
    }

    private static Duckdb load() {
        try {
            return new Duckdb(
                    new SingleConnectionDataSource(DriverManager.getConnection("jdbc:duckdb:"), true),
                    Files.createTempDirectory("argometer"));
        } catch (IOException | SQLException | LinkageError e) {
            IllegalStateException told = new IllegalStateException(
                    ("DuckDB, which makes the reports, cannot be loaded with java.io.tmpdir = \"%s\": %s; name a folder that can be"
                                    + " written and run from: JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR")
                            .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()));
            told.addSuppressed(e);
            throw told;
        }
    }

    /** {@code text} as an SQL literal. */
    public static String quote(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /**
     * The name by which DuckDB reads {@code path} and no other file: it takes some characters for a pattern, and one of them cannot be
     * escaped, so that such a file gets a link with a plain name.
     */
    String file(Path path) {
        String name = path.toAbsolutePath().toString();
        if (!PATTERN.matcher(name).find()) {
            return name;
        }
        try {
            Path link = scratch.resolve("link-" + links++);
            Files.createSymbolicLink(link, path.toAbsolutePath());
            return PATTERN.matcher(link.toString()).replaceAll("[$0]");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder that goes with this database. */
    Path scratch() {
        return scratch;
    }

    /** Runs {@code sql}, one statement or several. */
    public void execute(String sql) {
        jdbc.execute(sql);
    }

    /**
     * Runs the part of {@code script}, a resource of {@code /analyse}, that stands below {@code -- PART part}; one that takes
     * {@code parameters} is one statement.
     */
    public void run(String script, String part, Object... parameters) {
        String sql = Stream.of(text(script).split("(?m)^-- PART "))
                .filter(text ->
                        text.lines().findFirst().orElse("").split(":")[0].equals(part))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s has no part %s".formatted(script, part)));
        if (parameters.length == 0) {
            execute("-- " + sql);
        } else {
            jdbc.update("-- " + sql, parameters);
        }
    }

    private static String text(String script) {
        try {
            return IOUtils.resourceToString("/analyse/" + script, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets the variable {@code name} to {@code value}, a text or a number. */
    public void set(String name, Object value) {
        execute("SET VARIABLE %s = %s"
                .formatted(name, value instanceof String text ? quote(text) : value + "::BIGINT"));
    }

    /**
     * Runs {@code sql} and reads each row of its result as a {@code type}: a number or a text of one column, or a record whose
     * components are columns, {@code sent_at} for {@code sentAt}.
     */
    public <T> List<T> rows(String sql, Class<T> type) {
        return jdbc.query(sql, type.isRecord() ? new Records<>(type) : new SingleColumnRowMapper<>(type));
    }

    /** The one row that {@code sql} gives, as a {@code type}. */
    public <T> T row(String sql, Class<T> type) {
        return rows(sql, type).get(0);
    }

    /** Reads lists and maps too, which the library leaves to the driver. */
    private static final class Records<T> extends DataClassRowMapper<T> {
        Records(Class<T> type) {
            super(type);
        }

        @Override
        protected Object getColumnValue(ResultSet row, int index, Class<?> type) throws SQLException {
            if (Collection.class.isAssignableFrom(type)) {
                Array array = row.getArray(index);
                return array == null ? List.of() : Arrays.asList((Object[]) array.getArray());
            }
            return Map.class.isAssignableFrom(type) ? row.getObject(index) : super.getColumnValue(row, index, type);
        }
    }

    @Override
    public void close() {
        try {
            connection.destroy();
            FileUtils.deleteDirectory(scratch.toFile());
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException e) {
            // the process ends, and the hook runs already
        }
    }

    /** Where a signal ends the process, nobody closes this. */
    private void deleteAtTheEnd() {
        try {
            FileUtils.deleteDirectory(scratch.toFile());
        } catch (IOException | IllegalArgumentException e) {
            System.err.printf("%s is left, and can be deleted: %s%n", scratch, e);
        }
    }
}
