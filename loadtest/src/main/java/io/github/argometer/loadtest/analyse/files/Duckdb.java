package io.github.argometer.loadtest.analyse.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An embedded DuckDB of its own, with a folder for what does not fit into memory; both are gone when it is closed. */
public final class Duckdb implements AutoCloseable {

    /** DuckDB refuses, or fails. */
    public static final class Failure extends RuntimeException {
        Failure(SQLException cause) {
            super("DuckDB: " + cause.getMessage(), cause);
        }

        /** Whether it is for what stands in a file or a table, and not for want of memory or disk. */
        boolean ofValues() {
            return VALUES.stream().anyMatch(getCause().getMessage()::startsWith);
        }
    }

    private static final List<String> VALUES =
            List.of("Conversion Error", "Invalid Input Error", "Constraint Error", "Out of Range Error");

    /** Reads one value from a result's row. */
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static final Pattern PATTERN = Pattern.compile("[*?\\[\\\\]");

    private final Connection connection;
    private final Path scratch;
    private final Thread atTheEnd = new Thread(this::deleteAtTheEnd, "delete-scratch");
    private int links;

    private Duckdb(Connection connection, Path scratch) {
        this.connection = connection;
        this.scratch = scratch;
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
            Connection connection = DriverManager.getConnection("jdbc:duckdb:");
            return new Duckdb(connection, Files.createTempDirectory("argometer"));
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
    public String file(Path path) {
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
    public Path scratch() {
        return scratch;
    }

    /** Runs {@code sql}. */
    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Runs {@code sql} with {@code parameters} and returns how many rows it changed. */
    public int update(String sql, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Runs {@code sql} and reads each row of its result. */
    public <T> List<T> rows(String sql, Reader<T> reader, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** The one row that {@code sql} gives. */
    public <T> T row(String sql, Reader<T> reader, Object... parameters) {
        return rows(sql, reader, parameters).get(0);
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        try {
            connection.close();
            delete(scratch);
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (SQLException e) {
            throw new Failure(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException e) {
            // the process ends, and the hook runs already
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Where a signal ends the process, nobody closes this. */
    private void deleteAtTheEnd() {
        try {
            delete(scratch);
        } catch (IOException | UncheckedIOException e) {
            System.err.printf("%s is left, and can be deleted: %s%n", scratch, e);
        }
    }
}
