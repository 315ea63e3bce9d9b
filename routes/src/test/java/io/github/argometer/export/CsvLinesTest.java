package io.github.argometer.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvLinesTest {

    /** What quoting depends on, and its neighbours; a value of these is quoted half the time. */
    private static final String[] PIECES = {
        "",
        "a",
        "b",
        ",",
        "\"",
        "\n",
        "\r",
        "#",
        "$",
        "!",
        " ",
        "\t",
        "~",
        "\u007f",
        "é",
        "ü",
        "€",
        "😀",
        "\u0000",
        "\u2028",
        "\\",
        "'",
        "long".repeat(20_000)
    };

    @TempDir
    Path folder;

    @Test
    void writesWhatCommonsCsvDoes() throws Exception {
        Random random = new Random(7);
        String[][] rows = IntStream.range(0, 20_000)
                .mapToObj(row -> IntStream.range(0, 4)
                        .mapToObj(column -> column == 0 ? String.valueOf(row) : value(random))
                        .toArray(String[]::new))
                .toArray(String[][]::new);
        Path ours = Files.createFile(folder.resolve("ours.csv"));
        Path theirs = folder.resolve("theirs.csv");

        try (CsvLines lines = new CsvLines(ours);
                CSVPrinter printer = new CSVPrinter(
                        Files.newBufferedWriter(theirs),
                        CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get())) {
            lines.plain("Id,A,B,C\n".getBytes(UTF_8));
            printer.printRecord("Id", "A", "B", "C");
            for (String[] row : rows) {
                lines.plain(row[0].getBytes(UTF_8));
                for (String value : List.of(row).subList(1, row.length)) {
                    lines.mark(',');
                    lines.text(value.getBytes(UTF_8));
                }
                lines.mark('\n');
                printer.printRecord((Object[]) row);
            }
            lines.finish();
        }

        assertThat(ours).hasSameBinaryContentAs(theirs);
    }

    private static String value(Random random) {
        int pieces = random.nextInt(4);
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            // the long one seldom
            value.append(PIECES[random.nextInt(random.nextInt(500) == 0 ? PIECES.length : PIECES.length - 1)]);
        }
        return value.toString();
    }
}
