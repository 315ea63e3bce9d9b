package io.github.argometer.standin.service;

import io.github.argometer.loadtest.BadInputException;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Where the local services keep their files; it belongs to one process at a time. */
public final class DataFolder implements AutoCloseable {

    /** What an embedded database takes at least, in bytes: its program and its first files. */
    private static final long LEAST_FREE = 600L << 20;

    private static final long PATIENCE_S = 30;

    private final Path folder;
    private final FileChannel lock;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Takes {@code folder}, which is made if missing, and ends the processes that a killed {@code loadtest local} has left at work
     * for it.
     *
     * @throws BadInputException where it cannot be written, is full, or belongs to another process
     */
    public static DataFolder open(Path folder) {
        if (folder.toAbsolutePath().toString().contains(File.pathSeparator)) {
            throw refused(folder, "database and Java take a %s for the end of a path".formatted(File.pathSeparator));
        }
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            long free = Files.getFileStore(folder).getUsableSpace();
            String why = null;
            if (!isLocked(channel)) {
                why = "in use by another loadtest local";
            } else if (free < LEAST_FREE && Files.notExists(folder.resolve("rows"))) {
                why = "%,d MB are free there, and the database takes %,d".formatted(free >> 20, LEAST_FREE >> 20);
            }
            if (why != null) {
                channel.close();
                throw refused(folder, why);
            }
            DataFolder taken = new DataFolder(folder.toAbsolutePath(), channel);
            String server = taken.resolve(EmbeddedDatabase.PROGRAM) + " ";
            end(
                    ProcessHandle.allProcesses()
                            .filter(process -> process.info()
                                    .commandLine()
                                    .filter(line -> line.startsWith(server) || line.contains(taken.mark() + " "))
                                    .isPresent())
                            .toList(),
                    PATIENCE_S);
            return taken;
        } catch (IOException e) {
            throw new BadInputException("--data %s: not writable: %s".formatted(folder, e), e);
        }
    }

    /** Ends {@code processes} in order, and after some patience, in seconds for each, by force. */
    static void end(List<ProcessHandle> processes, long patience) {
        processes.forEach(ProcessHandle::destroy);
        for (ProcessHandle process : processes) {
            process.onExit()
                    .completeOnTimeout(process, patience, TimeUnit.SECONDS)
                    .join();
            process.destroyForcibly();
        }
    }

    /** The option by which a Java process shows that it belongs to this folder. */
    String mark() {
        return "-Dargometer.data=" + folder;
    }

    /** A file or folder in it. */
    public Path resolve(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static BadInputException refused(Path folder, String why) {
        return new BadInputException("--data %s: %s; choose another folder".formatted(folder, why));
    }
}
