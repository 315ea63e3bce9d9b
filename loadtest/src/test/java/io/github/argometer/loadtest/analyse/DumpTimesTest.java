package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.report.DumpText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A time is read whole or refused, and no figure is given for finer than it is. */
class DumpTimesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "2026-03-14 11:26:53.1+02:00,2026-03-14 09:26:54.350+00:00",
        "2026-03-14 11:26:53.1+02,2026-03-14 09:26:54.350+00",
        "2026-03-14 11:26:53.1+0200,2026-03-14 09:26:54.350 UTC",
        "2026-03-14T14:56:53.1+0530,2026-03-14T09:26:54.350Z",
        "2026-03-14 02:26:53.1 -07:00,2026-03-14 09:26:54.350GMT",
        "2026-10-25 02:59:59.1+02:00,2026-10-25 02:00:00.35+01:00",
        "14.03.2026 09:26:53.1,14.03.2026 09:26:54.350",
        "2026-03-14 09:26:53.1000009,2026-03-14 09:26:54.350000999",
    })
    void isRead(String event, String created) throws IOException {
        assertThat(dump(event, created).delays().get("sqs").delay().min()).isEqualTo(1_250_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-14 09:26:53 CEST",
                "2026-03-14 09:26:53 Europe/Berlin",
                "2026-03-14 09:26:53 AM",
                "3/14/2026 9:26:53 AM",
                "03/04/2026 09:26:53",
                "2026-03-14 09:26",
                "2026-03-14",
                "2026-03-14 24:00:00",
                "2026-03-14 09:26:60",
                "2026-03-14 09:26:53.",
                "2026-03-14 09:26:53+2",
                "2026-03-14 09:26:53+25:00",
                "1773480413",
                "٢٠٢٦-03-14 09:26:53",
            })
    void isRefused(String time) {
        assertThatThrownBy(() -> dump(time, "2026-03-14 09:26:54"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(folder.resolve("dump.csv") + ": line 1: EventTimestamp: \"" + time
                        + "\" is not a time such as 2026-03-14 09:26:53.100000 or 2026-03-14T09:26:53.1+02:00"
                        + " (24 hours; offset ±hh:mm, Z or UTC)");
    }

    @ParameterizedTest
    @CsvSource({"+02,0", "+0200,0", "+02:00,0", " +02:00,0", "-0330,19800", "Z,7200", "UTC,7200", "GMT,7200"})
    void anOffsetIsReadAfterAnyNumberOfDigits(String offset, long secondsLess) throws IOException {
        for (int digits = 0; digits <= 6; digits++) {
            String fraction = digits == 0 ? "" : "." + "123456".substring(0, digits);
            Dump dump = dump("2026-03-14 11:26:53" + fraction + offset, "2026-03-14T09:26:54.350000Z");

            long micros = digits == 0 ? 0 : Long.parseLong((fraction.substring(1) + "000000").substring(0, 6));
            assertThat(dump.delays().get("sqs").delay().min())
                    .as(fraction + offset)
                    .isEqualTo(1_350_000 - micros - secondsLess * 1_000_000);
        }
    }

    @Test
    void withAnOffsetInOnePlaceAndNoneInAnotherNothingCanBeTold() {
        assertThatThrownBy(() -> dump("2026-03-14 11:26:53+02:00", "2026-03-14 09:26:54"))
                .hasMessageContaining("line 1: CreatedAtTimestamp: \"2026-03-14 09:26:54\" has no UTC offset, where"
                        + " EventTimestamp in line 1 has one (\"2026-03-14 11:26:53+02:00\")");
    }

    @Test
    void withZInOnePlaceUtcIsTakenForAll() throws IOException {
        Dump dump = dump("2026-03-14T09:26:53.100000Z", "2026-03-14 09:26:54.350000");
        assertThat(dump.delays().get("sqs").delay().min()).isEqualTo(1_250_000);
        assertThat(dump.notes())
                .containsExactly(
                        "dump.csv: CreatedAtTimestamp in line 1 (\"2026-03-14 09:26:54.350000\"), and all that have"
                                + " no UTC offset, are taken as UTC, as line 1 says");
    }

    @Test
    void secondsAreNotPrintedAsExact() throws IOException {
        Dump dump = dump(
                "2026-03-14 09:26:53.123456",
                "2026-03-14 09:26:54",
                "2026-03-14 09:26:54.000001",
                "2026-03-14 09:26:56");
        assertThat(dump.resolutions().values()).containsExactly(Duration.ofNanos(1_000), Duration.ofSeconds(1));
        assertThat(printed(dump))
                .contains("  min                            ~877", "  max                          ~2,000")
                .contains("(EventTimestamp is known to 0.001 ms, CreatedAtTimestamp is known to 1,000 ms:"
                        + " each delay may be wrong by up to 1,000 ms)");
    }

    @Test
    void millisecondsAreSeenHoweverManyZerosFollow() throws IOException {
        Dump dump = dump("2026-03-14 09:26:53.123000", "2026-03-14 09:26:54.001000");
        assertThat(dump.resolution()).isEqualTo(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @CsvSource({
        "53.1, 54.3, 55.9, 100, ~",
        "53.12, 54.35, 55.97, 10, ~",
        "53.100000, 54.300000, 55.900000, 100, ~",
        "53.120000, 54.350000, 55.970000, 10, ~",
        "53.123, 54.351, 55.977, 1, ''",
        "53.123400, 54.351200, 55.977700, 0.1, ''",
        "00, 00, 00, '60,000', ~",
        "00.000000, 00.000000, 00.000000, '60,000', ~",
        "53, 00, 00, '1,000', ~",
    })
    void powersOfTenAndMinutesAreSeen(String one, String two, String three, String known, String about)
            throws IOException {
        String created = "2026-03-14 09:29:54.000001";
        Dump dump = dump(
                "2026-03-14 09:26:" + one,
                created,
                "2026-03-14 09:27:" + two,
                created,
                "2026-03-14 09:28:" + three,
                created);
        assertThat(printed(dump))
                .anyMatch(line -> line.startsWith(
                        "(EventTimestamp is known to " + known + " ms, CreatedAtTimestamp is known to 0.001 ms"))
                .anyMatch(line -> line.matches("  max +" + about + "[0-9,.]+"));
    }

    @Test
    void aTimeCutShortOnAnyLineIsRefused() {
        assertThatThrownBy(() -> dump(
                        "2026-03-14 09:26:53.100000", "2026-03-14 09:26:54.350000",
                        "2026-03-14 09:26:53.100000", "2026-03-14 09:26:54.35",
                        "2026-03-14 09:26:53.100000", "2026-03-14 09:26:54.350000"))
                .hasMessageEndingWith(
                        "line 2: CreatedAtTimestamp: \"2026-03-14 09:26:54.35\" has fewer digits of a second"
                                + " than line 1 (2, not 6): it may be cut short");
    }

    @Test
    void whatLeavesOutZerosAtTheEndIsTold() throws IOException {
        Dump dump = dump(
                "2026-03-14 09:26:53.1",
                "2026-03-14 09:26:54.350001",
                "2026-03-14 09:26:53.2",
                "2026-03-14 09:26:54.35");
        assertThat(dump.notes())
                .containsExactly(
                        "dump.csv: line 2: CreatedAtTimestamp: \"2026-03-14 09:26:54.35\" has fewer digits of a"
                                + " second than others (2, not 6): it is taken to be written without the zeros at its end");
        assertThat(printed(dump)).contains("(" + dump.notes().get(0) + ")");
    }

    @Test
    void oneTimeToTheSecondMakesItsColumnKnownToTheSecond() throws IOException {
        Dump dump = dump(
                "2026-03-14 09:26:53.100000", "2026-03-14 09:26:54.350000",
                "2026-03-14 09:26:53.100000", "2026-03-14 09:26:54",
                "2026-03-14 09:26:53.100000", "2026-03-14 09:26:54.350001");
        assertThat(dump.notes())
                .containsExactly(
                        "dump.csv: line 2: CreatedAtTimestamp: \"2026-03-14 09:26:54\" has fewer digits of a second"
                                + " than others (0, not 6): the column is known to 1 s only");
        assertThat(dump.resolution()).isEqualTo(Duration.ofSeconds(1));
        assertThat(printed(dump)).contains("  min                            ~900");
    }

    private Dump dump(String... times) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < times.length; i += 2) {
            rows.append("4,sqs,hello,Ankur,%s,%s\n".formatted(times[i], times[i + 1]));
        }
        return Dump.of(Files.writeString(folder.resolve("dump.csv"), rows), "");
    }

    private static List<String> printed(Dump dump) {
        StringWriter text = new StringWriter();
        DumpText.print(new PrintWriter(text), dump);
        return text.toString().lines().toList();
    }
}
