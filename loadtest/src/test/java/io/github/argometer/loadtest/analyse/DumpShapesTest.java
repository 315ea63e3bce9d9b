package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever wrote a dump, its rows are read, or what is wrong is named. */
class DumpShapesTest {

    private static final String HEADER = "PayloadId,EventType,CustomMessage,Author,EventTimestamp,CreatedAtTimestamp\n";
    private static final String ROWS = """
            4,sqs,hello world,Jürgen,2026-03-14 09:26:53.100000,2026-03-14 09:26:54.350000
            5,sns,hello world,David,2026-03-14 09:26:53.911000,2026-03-14 09:26:53.951000
            4,sqs,hello world,Jürgen,2026-03-14 09:26:54.722000,2026-03-14 09:26:55.622000
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkSaysHowTheTextIsEncoded(String charset) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("\ufeff".getBytes(Charset.forName(charset)));
        bytes.write((HEADER + ROWS).getBytes(Charset.forName(charset)));
        assertRead(bytes.toByteArray());
    }

    @Test
    void utf16IsSeenWithoutAMark() throws IOException {
        assertRead((HEADER + ROWS).getBytes(StandardCharsets.UTF_16LE));
        assertRead((HEADER + ROWS).getBytes(StandardCharsets.UTF_16BE));
    }

    @Test
    void windows1252IsRefusedByLineColumnAndValue() throws IOException {
        assertRefused(
                (HEADER + ROWS.replace("Jürgen,2026-03-14 09:26:53", "Ankur,2026-03-14 09:26:53"))
                        .getBytes(Charset.forName("windows-1252")),
                "line 4: Author: \"Jürgen\" is not UTF-8 (is it Windows-1252?): save the file as UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r"})
    void linesEndAsTheirWriterEndsThem(String end) throws IOException {
        assertRead((HEADER + ROWS).replace("\n", end));
        assertRead(ROWS.replace("\n", end));
        assertRead((HEADER + ROWS).replace("\n", end) + end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", ";", "|"})
    void theDelimiterIsFound(String delimiter) throws IOException {
        assertRead((HEADER + ROWS).replace(",", delimiter));
        assertRead(ROWS.replace(",", delimiter));
    }

    @Test
    void tabsAreEscapedAsMysqlDoes() throws IOException {
        assertRead((HEADER + ROWS).replace(",", "\t").replace("hello world", "a\\tb\\nc \\\\ \\N"));
    }

    @Test
    void betweenTabsAQuotationMarkIsALetter() throws IOException {
        for (String message : List.of("\"hello", "say \"hi\"", "\"", "\"a\"b")) {
            assertRead((HEADER + ROWS).replace(",", "\t").replace("hello world", message));
            assertRead(ROWS.replace(",", "\t").replace("hello world", message));
        }
        assertRead(quoted(HEADER + ROWS, "\t").replace("hello world", "a\tb\nc"));
        assertRead(quoted(ROWS, "\t").replace("hello world", "say \"\"hi\"\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";"})
    void quotationMarksMayBeEscaped(String delimiter) throws IOException {
        for (String message : List.of("say \\\"hi\\\"", "\\\"", "a\\\"" + delimiter + "\\\"b", "\\\\")) {
            assertRead(quoted(ROWS, delimiter).replace("hello world", message));
            assertRead(quoted(HEADER + ROWS, delimiter).replace("hello world", message));
            assertRead(HEADER.replace(",", delimiter)
                    + quoted(ROWS, delimiter).replaceFirst("hello world", message.replace("\\", "\\\\")));
        }
        assertRead(quoted(HEADER + ROWS, delimiter).replace("hello world", "C:\\"));
    }

    @Test
    void aFirstLineThatCannotBeTakenApartIsNotCalledEmpty() throws IOException {
        assertRefused("\"4\"x,sqs\n", "line 1: a quotation mark is not closed, or text follows a closing one");
        assertRefused("", "empty");
    }

    private static String quoted(String text, String delimiter) {
        return text.lines()
                .map(line -> "\"" + line.replace(",", "\"" + delimiter + "\"") + "\"\n")
                .reduce("", String::concat);
    }

    @Test
    void columnsAreFoundByNameInAnyOrderAndCase() throws IOException {
        assertRead("""
                Id,eventtype,"CREATEDATTIMESTAMP",Extra,EventTimestamp,Author,PayloadId,CustomMessage
                1,sqs,2026-03-14 09:26:54.350000,x,2026-03-14 09:26:53.100000,Ankur,4,"a, ""b"" and
                c"
                2,sns,2026-03-14 09:26:53.951000,,2026-03-14 09:26:53.911000,David,5,
                3,sqs,2026-03-14 09:26:55.622000,,2026-03-14 09:26:54.722000,Ankur,4,NULL
                """);
    }

    @Test
    void aHeaderNeedsOnlyTheColumnsThatAreRead() throws IOException {
        assertRead("""
                CreatedAtTimestamp,EventType,EventTimestamp
                2026-03-14 09:26:54.350000,sqs,2026-03-14 09:26:53.100000
                2026-03-14 09:26:53.951000,sns,2026-03-14 09:26:53.911000
                2026-03-14 09:26:55.622000,sqs,2026-03-14 09:26:54.722000
                """);
    }

    @Test
    void aColumnThatIsMissingOrStandsTwiceIsNamed() throws IOException {
        assertRefused(
                HEADER.replace("EventType", "Type") + ROWS,
                "line 1: EventType is missing; the columns are PayloadId,Type,CustomMessage,Author,EventTimestamp,"
                        + "CreatedAtTimestamp, and should be EventType,EventTimestamp,CreatedAtTimestamp");
        assertRefused(
                "PayloadId,EventType,CustomMessage\n4,sqs,x\n",
                "line 1: EventTimestamp, CreatedAtTimestamp are missing; the columns are"
                        + " PayloadId,EventType,CustomMessage, and should be EventType,EventTimestamp,CreatedAtTimestamp");
        assertRefused(HEADER.replace("Author", "eventtype") + ROWS, "line 1: EventType: two columns have this name");
    }

    @Test
    void withoutAHeaderOneColumnTooManyIsRefusedByWhatItIs() throws IOException {
        assertRefused(
                ROWS.lines().map(line -> "1," + line + "\n").reduce("", String::concat),
                "line 1: no header, and 7 columns where 6 are known (" + HEADER.strip()
                        + "); the first, \"1\", seems to be a key put before them: name the columns in the first line");
        assertRefused(
                "a,b\n",
                "line 1: no header, and 2 columns where 6 are known (" + HEADER.strip()
                        + "); they are \"a\", \"b\": name the columns in the first line");
    }

    @Test
    void everyValueThatIsNoneIsComplainedOfAlike() throws IOException {
        String time = "2026-03-14 09:26:55.622000";
        for (String value : List.of("\\N", "NULL", "", "0000-00-00 00:00:00.000000", "2026-02-30 09:26:55.622000")) {
            assertRefused(
                    HEADER + ROWS.replace(time, value),
                    "line 4: CreatedAtTimestamp: \"" + value + "\" is not a time such as 2026-03-14 09:26:53.100000 or"
                            + " 2026-03-14T09:26:53.1+02:00 (24 hours; offset ±hh:mm, Z or UTC)");
        }
        for (String value : List.of("", "\\N", "NULL")) {
            assertRefused(HEADER + ROWS.replace("sns", value), "line 3: EventType: \"" + value + "\" is empty");
        }
    }

    @Test
    void aQuotationMarkThatIsNotClosedIsNamedByItsLine() throws IOException {
        assertRefused(
                HEADER + ROWS.replaceFirst("hello", "\"hello"),
                "line 2: a quotation mark is not closed, or text follows a closing one");
    }

    @Test
    void aLineWithMoreOrLessThanItsColumnsIsRefused() throws IOException {
        assertRefused(
                HEADER + ROWS + "4,sqs,hello, world,Ankur,2026-03-14 09:26:53.1,2026-03-14 09:26:53.1\n",
                "line 5: 7 columns (\"4\", \"sqs\", \"hello\", \" world\", \"Ankur\", \"2026-03-14 09:26:53.1\","
                        + " \"2026-03-14 09:26:53.1\") where 6 are expected");
    }

    private void assertRead(String text) throws IOException {
        assertRead(text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertRead(byte[] bytes) throws IOException {
        Map<String, Dump.Delays> delays = Dump.of(write(bytes), "").delays();
        assertThat(delays.keySet()).containsExactly("sns", "sqs");
        Distribution sqs = delays.get("sqs").delay();
        assertThat(List.of(sqs.count(), sqs.min(), sqs.max())).containsExactly(2L, 900_000L, 1_250_000L);
        Distribution sns = delays.get("sns").delay();
        assertThat(List.of(sns.count(), sns.min())).containsExactly(1L, 40_000L);
    }

    private void assertRefused(String text, String why) throws IOException {
        assertRefused(text.getBytes(StandardCharsets.UTF_8), why);
    }

    private void assertRefused(byte[] bytes, String why) throws IOException {
        Path file = write(bytes);
        assertThatThrownBy(() -> Dump.of(file, ""))
                .isInstanceOf(BadInputException.class)
                .hasMessage(file + ": " + why);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("dump.csv"), bytes);
    }
}
