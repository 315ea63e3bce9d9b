package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
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
            4,sqs,"hello, ""world\""",Ankur,2023-05-02 10:00:02,2023-05-02 10:00:02.5
            5,sns,,David,2023-05-02T10:00:03Z,2023-05-02T10:00:02.999Z
            """;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void file() {
        file = folder.resolve("dump.csv");
    }

    @Test
    void readsWithAndWithoutHeaderAndWithoutALastLineFeed() throws IOException {
        String quotedHeader = "\"" + HEADER.strip().replace(",", "\",\"") + "\"\n";
        for (String text : List.of(ROWS, HEADER + ROWS, quotedHeader + ROWS, ROWS.stripTrailing())) {
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
                "line 1: the columns are PayloadId,EventType,CustomMessage,Event");
        refused(ROWS + "4,sqs,cut", "line 4: ");
        refused(ROWS.replace("2023-05-02 10:00:02,", "noon,"), "line 2: ");
        refused(HEADER + "4,,hello,Ankur,2023-05-02 10:00:00,2023-05-02 10:00:00\n", "a line without EventType");
    }

    private void refused(String text, String why) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> Dump.of(file, ""))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(why);
    }
}
