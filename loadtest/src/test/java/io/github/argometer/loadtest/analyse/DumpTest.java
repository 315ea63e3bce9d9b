package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpTest {

    private static final String HEADER = "PayloadId,EventType,CustomMessage,Author,EventTimestamp,CreatedAtTimestamp\n";
    private static final String ROWS = """
            4,sqs,hello world,Ankur,2023-05-02 10:00:00.100000,2023-05-02 10:00:01.350000
            4,sqs,"hello, ""world\""",Ankur,2023-05-02 10:00:02,2023-05-02 10:00:02.500000
            5,sns,,David,2023-05-02T10:00:03Z,2023-05-02T10:00:02.999000Z
            """;
    private static final String ROW =
            "4,sqs,\"hello, world\",Ankur,2023-05-02 10:00:00.100000,2023-05-02 10:00:01.350000";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void file() {
        file = folder.resolve("dump.csv");
    }

    @Test
    void readsWithAndWithoutHeader() throws IOException {
        String quotedHeader = "\"" + HEADER.strip().replace(",", "\",\"") + "\"\n";
        for (String text : List.of(ROWS, HEADER + ROWS, quotedHeader + ROWS)) {
            Files.writeString(file, text);

            Dump dump = Dump.of(file, "");

            assertThat(dump.delays().keySet()).containsExactly("sns", "sqs");
            Distribution sqs = dump.delays().get("sqs").delay();
            assertThat(List.of(sqs.count(), sqs.min(), sqs.max())).containsExactly(2L, 500_000L, 1_250_000L);
            assertThat(dump.delays().get("sns").delay().min()).isEqualTo(-1_000);
            assertThat(dump.delays().get("sns").delay().negative()).isEqualTo(1);
        }
    }

    @Test
    void aWholeLastLineNeedsNoLineFeed() throws IOException {
        String quoted = ROW.replaceAll("(2023[^,]+)", "\"$1\"");
        String message = ROW.replace("hello, world", "hello,\nworld");
        for (String row : List.of(ROW, quoted, message, ROW.replace("0000,", "0000Z,") + "Z")) {
            for (String before : List.of("", HEADER, row + "\n", HEADER + row + "\n")) {
                Files.writeString(file, before + row);

                assertThat(Dump.of(file, "").delays().get("sqs").delay().max())
                        .as(before + row)
                        .isEqualTo(1_250_000);
            }
        }
        Files.writeString(file, ROW.replace(".100000", "") + "\n" + ROW.replace(".100000", ""));
        assertThat(Dump.of(file, "").delays().get("sqs").delay().count())
                .as("the line before goes before the line's other time")
                .isEqualTo(2);
    }

    @Test
    void aLastLineCutAnywhereIsRefused() throws IOException {
        for (String before : List.of("", HEADER, ROW + "\n", HEADER + ROW + "\n")) {
            for (int length = 1; length < ROW.length(); length++) {
                refused(before + ROW.substring(0, length), "line ");
            }
        }
    }

    @Test
    void aTimeCutToAnotherTimeIsRefused() throws IOException {
        for (String before : List.of("", HEADER, ROW + "\n", HEADER + ROW + "\n")) {
            long line = before.lines().count() + 1;
            for (String cut : List.of("350000", "50000", ".350000", ":01.350000", " 10:00:01.350000")) {
                String last = ROW.substring(0, ROW.length() - cut.length());
                refused(
                        before + last,
                        "line %d: CreatedAtTimestamp: \"%s\" "
                                .formatted(line, last.substring(last.lastIndexOf(',') + 1)));
            }
        }
    }

    @Test
    void ofALongDumpTheEndIsJudged() throws IOException {
        String rows = (ROW + "\n").repeat(2_000);
        refused(
                rows + ROW.substring(0, ROW.length() - 7),
                "line 2001: CreatedAtTimestamp: \"2023-05-02 10:00:01\" ends the file without a line feed");
        Files.writeString(file, rows + ROW);
        assertThat(Dump.of(file, "").delays().get("sqs").delay().count()).isEqualTo(2_001);
    }

    @Test
    void windowsLineEndsAreLineEnds() throws IOException {
        Files.writeString(file, (HEADER + ROWS).replace("\n", "\r\n"));

        assertThat(Dump.of(file, "").delays().get("sqs").delay().count()).isEqualTo(2);
    }

    @Test
    void whatIsNoSuchDumpIsRefused() throws IOException {
        refused("", "empty");
        refused(HEADER, "no row");
        refused(
                HEADER.replace(",Author", "") + ROWS,
                "line 2: 6 columns (\"4\", \"sqs\", \"hello world\", \"Ankur\", \"2023-05-02 10:00:00.100000\","
                        + " \"2023-05-02 10:00:01.350000\") where 5 are expected");
        refused(
                ROWS + "4,sqs,cut",
                "line 4: 3 columns (\"4\", \"sqs\", \"cut\") where 6 are expected; it may be cut short");
        refused(
                ROWS.replace("2023-05-02 10:00:02,", "noon,"),
                "line 2: EventTimestamp: \"noon\" is not a time such as");
        refused(
                HEADER + "4,,hello,Ankur,2023-05-02 10:00:00,2023-05-02 10:00:00\n",
                "line 2: EventType: \"\" is empty");
    }

    private void refused(String text, String why) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> Dump.of(file, ""))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(why);
    }
}
