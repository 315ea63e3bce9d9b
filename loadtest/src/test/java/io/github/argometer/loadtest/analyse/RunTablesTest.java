package io.github.argometer.loadtest.analyse;

import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ledgers and rows that passed through other programs, in folders of any name. */
class RunTablesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r"})
    void linesEndAsTheirWriterEndsThem(String end) throws IOException {
        RunFiles files = run(folder, 10_000);
        for (Path file : List.of(folder.resolve("sent.csv"), files.records())) {
            Files.writeString(file, Files.readString(file).replace("\n", end));
        }
        assertWhole(files, 10_000);
    }

    @Test
    void aHeaderThatEndsOtherwiseThanTheRowsHidesNone() throws IOException {
        RunFiles files = run(folder, 10_000);
        String text = Files.readString(files.records());
        Files.writeString(files.records(), text.replaceFirst("\n", "\r\n"));
        assertWhole(files, 10_000);
        Files.writeString(files.records(), text.replace("\n", "\r\n").replaceFirst("\r\n", "\n"));
        assertWhole(files, 10_000);
    }

    @Test
    void columnsComeInAnyOrder() throws IOException {
        RunFiles files = run(folder, 10_000);
        for (Path file : List.of(folder.resolve("sent.csv"), files.records())) {
            Files.writeString(
                    file,
                    Files.readAllLines(file).stream()
                            .map(line -> backwards(line.replace("\"a detail, with \"\"quotes\"\"\"", "a detail")))
                            .collect(Collectors.joining("\n", "", "\n")));
        }
        assertWhole(files, 10_000);
    }

    @Test
    void anOffsetOfARowIsReadWhole() throws IOException {
        RunFiles files = run(folder, 10_000);
        Files.writeString(
                files.records(),
                Files.readString(files.records()).replaceAll("T01:02:03([.0-9]+)Z", " 03:02:03$1+02:00"));
        assertWhole(files, 10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "3000000000", "-3000000000", "12345678901234567890"})
    void whatIsNoIntegerThatCanBeHeldIsRefused(String value) throws IOException {
        RunFiles files = run(folder, 10_000);
        Path sent = folder.resolve("sent.csv");
        String ledger = Files.readString(sent);
        String rows = Files.readString(files.records());
        String why = "\"%s\" is not an integer from -2147483648 to 2147483647".formatted(value);
        Files.writeString(files.records(), rows.replaceFirst("Z,1,", "Z," + value + ","));
        assertThatThrownBy(() -> Analysis.of(files)).hasMessage(files.records() + ": line 2: Deliveries: " + why);
        Files.writeString(files.records(), rows);
        Files.writeString(sent, ledger.replaceFirst(",4,Ankur", "," + value + ",Ankur"));
        assertThatThrownBy(() -> Analysis.of(files)).hasMessage(sent + ": line 2: PayloadId: " + why);
        Files.writeString(sent, ledger.replaceFirst(",1,started", "," + value + ",started"));
        assertThatThrownBy(() -> Analysis.of(files)).hasMessage(sent + ": line 2: Attempt: " + why);
    }

    @Test
    void anAuthorOfThatNameMakesNoAttemptStarted() throws IOException {
        RunFiles files = run(folder, 10_000);
        Path sent = folder.resolve("sent.csv");
        List<String> lines = Files.readAllLines(sent);
        String ended = lines.get(2).replace("Ankur", "started");
        String[] values = ended.split(",");
        lines.set(2, ended.replace("," + values[8] + ",1,accepted", ",,1,accepted"));
        Files.write(sent, lines);

        assertThatThrownBy(() -> Analysis.of(files))
                .hasMessage(sent + ": line 3: Finished: \"\" is empty, where Outcome is not started");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a*b",
                "a?b",
                "a[x]b",
                "a{x,y}b",
                "it's",
                "100%20x",
                "two words",
                "ü€",
                "back\\slash*",
                "{{x}}",
                "~"
            })
    void aFolderOfAnyNameIsReadAndNoOther(String name) throws IOException {
        for (String other : List.of("axb", "xyb", "ab", "ayb")) {
            run(Files.createDirectory(folder.resolve(other)), 99_000);
        }
        RunFiles files = run(Files.createDirectory(folder.resolve(name)), 10_000);

        assertWhole(files, 10_000);

        Analysis.of(files, new Analysis.Options("", Duration.ofDays(1), Optional.of(files.folder()), true));
        assertThat(Files.readAllLines(files.folder().resolve("ledger.csv")).get(1))
                .startsWith(id("sqs", 0));
        assertThat(files.folder().resolve("delays.hlog")).exists();
    }

    private static RunFiles run(Path folder, long delay) throws IOException {
        return new RunFixture(2, 2, 0)
                .started("sqs", 0, true, 0, 1)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, delay, 1)
                .accepted("sqs", 1, true, 1_000)
                .row("sqs", 1, 1_000, 1_000 + delay, 1)
                .in(folder);
    }

    private static void assertWhole(RunFiles files, long delay) {
        ChannelResult sqs = RunFixture.sqs(files);
        assertThat(List.of(
                        sqs.counts().accepted(),
                        sqs.counts().recorded(),
                        sqs.counts().missing()))
                .containsExactly(2L, 2L, 0L);
        Distribution delays = sqs.statistics().delay();
        assertThat(List.of(delays.min(), delays.max())).containsExactly(delay, delay);
    }

    private static String backwards(String line) {
        List<String> values = Arrays.asList(line.split(",", -1));
        Collections.reverse(values);
        return "more," + String.join(",", values);
    }
}
