package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The last line of a dump, which ends in two times. Without a line feed at its end nothing but its last time can tell
 * whether it is whole: cut in its seconds' fraction, a time is still a time.
 */
final class LastLine {

    /** So much of a file's end has the last fields of its last two lines, or at least those of the last one. */
    private static final int TAIL = 1 << 16;

    private static final String TIME = "0000-00-00[ T]00:00:00(\\.0+)?(Z|[+-]00(:?00)?)?";

    private LastLine() {}

    /**
     * Refuses a file whose last line has no line feed, and whose last time is not written as fully as the one before.
     *
     * @throws BadInputException where it is so, or the file cannot be read
     */
    static void refuseCut(Path file) {
        try {
            if (CsvLoader.endsWithLineFeed(file)) {
                return;
            }
            List<String> lines = tail(file).lines().toList();
            String last = lines.get(lines.size() - 1);
            if (!isWhole(last, lines.size() > 1 ? lines.get(lines.size() - 2) : "")) {
                throw new BadInputException(("%s: line %d: ends with \"%s\", without a line feed, and may be cut short;"
                                + " if it is whole, end it with a line feed")
                        .formatted(file, lineNumber(file), field(last, 1)));
            }
        } catch (IOException e) {
            throw CsvLoader.unreadable(file, e);
        }
    }

    /** Judged by the last time of the line before, or by the line's own other time where that line has none. */
    private static boolean isWhole(String line, String before) {
        return Stream.of(field(before, 1), field(line, 2))
                .map(LastLine::shape)
                .filter(shape -> shape.matches(TIME))
                .findFirst()
                .filter(shape(field(line, 1))::equals)
                .isPresent();
    }

    /** The field of {@code line} at {@code place}, counting from 1 at its end; fields with a comma in quotes lie before. */
    private static String field(String line, int place) {
        String[] fields = line.split(",", -1);
        return fields.length < place ? "" : fields[fields.length - place];
    }

    /** What {@code field} looks like, whatever its digits are. */
    private static String shape(String field) {
        return field.replaceFirst("^\"(.*)\"$", "$1").replaceAll("[0-9]", "0");
    }

    private static String tail(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(TAIL, bytes.length())];
            bytes.seek(bytes.length() - tail.length);
            bytes.readFully(tail);
            return new String(tail, StandardCharsets.ISO_8859_1);
        }
    }

    private static long lineNumber(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.count();
        }
    }
}
