package io.github.argometer.loadtest.wire;

import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A folder that is there as a whole, or not at all: it is written beside its place, and moved. */
public final class NewFolder {

    private NewFolder() {}

    /**
     * Refuses a folder that cannot be a new one.
     *
     * @throws BadInputException where {@code folder} has files, is none, or lies in {@code read}
     */
    public static void check(Path folder, Path read) {
        if (real(folder).startsWith(real(read))) {
            throw new BadInputException("%s: must lie outside %s, which is read".formatted(folder, read));
        }
        if (Files.exists(folder) && !(Files.isDirectory(folder) && list(folder).isEmpty())) {
            throw new BadInputException("%s: is there already: name another, or remove it".formatted(folder));
        }
    }

    /** Writes {@code files}, by name, to {@code folder}, which may be there if it is empty. */
    public static void write(Path folder, Map<String, String> files) throws IOException {
        Path place = folder.toAbsolutePath().normalize();
        Path part = place.resolveSibling(String.format(
                Locale.ROOT,
                ".%s.%d.part",
                place.getFileName(),
                ProcessHandle.current().pid()));
        try {
            Files.createDirectories(place.getParent());
            Files.createDirectory(part);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(part.resolve(file.getKey()), file.getValue());
            }
            Files.deleteIfExists(place);
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            remove(part);
            throw WholeFile.failure(folder, e);
        }
    }

    private static void remove(Path part) throws IOException {
        if (Files.exists(part)) {
            try (Stream<Path> all = Files.walk(part)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(folder, WholeFile.reason(e)), e);
        }
    }

    /** Where {@code path} leads, or would lead once it is there. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return Files.exists(absolute)
                    ? absolute.toRealPath()
                    : real(absolute.getParent()).resolve(absolute.getFileName());
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(path, WholeFile.reason(e)), e);
        }
    }
}
