package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.BadInputException;
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
    static final class Failure extends RuntimeException {
        Failure(SQLException cause) {
            super("DuckDB: " + cause.getMessage(), cause);
        }
    }

    /** Reads one value from a result's row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static final Pattern PATTERN = Pattern.compile("[*?\\[\\\\]");

    private final Connection connection;
    private final Path scratch;
    private int links;

    private Duckdb(Connection connection, Path scratch) {
        this.connection = connection;
        this.scratch = scratch;
    }

    /**
     * Loads DuckDB's library, which the driver unpacks into the folder for temporary files.
     *
     * @throws BadInputException where it cannot be loaded, with what to do
     */
    public static void require() {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            connection.getMetaData();
        } catch (SQLException | LinkageError | RuntimeException e) {
            throw new BadInputException(
                    ("java.io.tmpdir = \"%s\": DuckDB's library, which reports are made with, cannot be unpacked and loaded there"
                                    + " (no such folder, full, or mounted noexec). Name another folder with:"
                                    + " java -Djava.io.tmpdir=FOLDER, or JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER")
                            .formatted(System.getProperty("java.io.tmpdir")),
                    e);
        }
    }

    /** An empty database that takes {@code memory} at most, such as {@code 1GB}; "" leaves it to DuckDB. */
    static Duckdb open(String memory) {
        try {
            Path scratch = Files.createTempDirectory("argometer");
            Duckdb duckdb = new Duckdb(DriverManager.getConnection("jdbc:duckdb:"), scratch);
            duckdb.execute("SET temp_directory = " + quote(scratch.toString()));
            duckdb.execute("SET preserve_insertion_order = false");
            duckdb.execute("SET TimeZone = 'UTC'");
            if (!memory.isEmpty()) {
                duckdb.execute("SET memory_limit = " + quote(memory));
            }
            return duckdb;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** {@code text} as an SQL literal. */
    static String quote(String text) {
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

    /** Runs {@code sql}. */
    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Runs {@code sql} with {@code parameters} and returns how many rows it changed. */
    int update(String sql, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /** Runs {@code sql} and reads each row of its result. */
    <T> List<T> rows(String sql, Reader<T> reader, Object... parameters) {
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
    <T> T row(String sql, Reader<T> reader, Object... parameters) {
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
        try (Stream<Path> files = Files.walk(scratch)) {
            connection.close();
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (SQLException e) {
            throw new Failure(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
