package io.github.argometer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A result file that is replaced as a whole: it is written beside its place, and takes its name once it is complete and on
 * the disk. Whatever fails before, the file of that name stays as it was and nothing is left beside it.
 */
public final class WholeFile implements Closeable {

    private static final AtomicLong NUMBER = new AtomicLong();
    /** Those under way, for the end of the process: a signal runs no {@code finally}. */
    private static final Set<Path> PARTS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> PARTS.forEach(WholeFile::delete), "whole-files"));
    }

    /** Writes all that a file shall hold. */
    @FunctionalInterface
    public interface Content {

        /** Writes it to {@code part}, an empty file. */
        void writeTo(Path part) throws IOException;
    }

    private final Path file;
    private final Path part;

    /**
     * Begins {@code file}, in a folder that is there.
     *
     * @throws IOException naming the file, as all others of this class
     */
    public WholeFile(Path file) throws IOException {
        try {
            this.file = Files.exists(file) ? file.toRealPath() : file;
            this.part = this.file.resolveSibling(String.format(
                    Locale.ROOT,
                    ".%s.%d-%d.part",
                    file.getFileName(),
                    ProcessHandle.current().pid(),
                    NUMBER.incrementAndGet()));
            PARTS.add(part);
            Files.createFile(part);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** Writes {@code text} to {@code file}. */
    public static void write(Path file, String text) throws IOException {
        write(file, part -> Files.writeString(part, text));
    }

    /** Writes {@code content} to {@code file}. */
    public static void write(Path file, Content content) throws IOException {
        try (WholeFile whole = new WholeFile(file)) {
            try {
                content.writeTo(whole.part);
            } catch (IOException e) {
                throw failure(file, e);
            }
            whole.keep();
        }
    }

    /**
     * Writes {@code text} to {@code file}, which must not be there.
     *
     * @throws FileAlreadyExistsException where it is, even if another process makes it at the same time
     */
    public static void create(Path file, String text) throws IOException {
        Files.createFile(file);
        try {
            write(file, text);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Where it is written until it is complete. */
    public Path part() {
        return part;
    }

    /** It is complete, and takes its name. */
    public void keep() throws IOException {
        try {
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            PARTS.remove(part);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** Leaves nothing behind, unless it was kept. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(part);
        PARTS.remove(part);
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // nobody is left to be told
        }
    }

    /** The complaint about {@code file}, which is as it was. */
    public static IOException failure(Path file, IOException cause) {
        return new IOException(String.format(Locale.ROOT, "%s cannot be written: %s", file, reason(cause)), cause);
    }

    /** What kept a file from being read or written, in words and without its path. */
    public static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "a file of that name is there already";
        }
        String text = cause instanceof FileSystemException system ? system.getReason() : cause.getMessage();
        return text == null ? cause.getClass().getSimpleName() : text;
    }
}
