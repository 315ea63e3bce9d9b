package io.github.argometer.standin.service;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Classes of recorder-job, loaded once and kept in a file (class data sharing), so that each of its many processes starts
 * in about half the time. Made anew at each start: it fits one Java and one build alone.
 */
final class ClassArchive {

    private static final long PATIENCE_S = 60;

    private ClassArchive() {}

    /** Trains with an event that the program refuses, and returns the options with which it uses the archive; maybe none. */
    static List<String> train(Processes processes, DataFolder folder) throws IOException, InterruptedException {
        Path file = folder.resolve("recorder-job.jsa");
        Files.deleteIfExists(file);
        File log = folder.resolve("recorder-job.jsa.log").toFile();
        Process training = processes.start(Programs.JOB
                .process(List.of("-XX:ArchiveClassesAtExit=" + file), List.of("no event"), Map.of())
                .redirectErrorStream(true)
                .redirectOutput(log));
        if (!training.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            training.destroyForcibly();
            return List.of();
        }
        return Files.exists(file) ? List.of("-XX:SharedArchiveFile=" + file) : List.of();
    }
}
