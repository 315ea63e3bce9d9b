package io.github.argometer.loadtest.analyse.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.send.SteadyClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClocksTest {

    @TempDir
    private Path folder;

    @Test
    void aClockThatWasSetDuringTheRunIsToldWithItsTime() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 5, 1)
                .accepted("sns", 0, false, 0)
                .in(folder);
        new Clocks(new Clocks.Offset(40, 520), null)
                .with(List.of(
                        new SteadyClock.Step("2026-11-23T01:02:05.500000Z", -60_000_000),
                        new SteadyClock.Step("2026-11-23T01:02:06.000000Z", 21_500)))
                .write(files.clocks());

        Analysis analysis = Analysis.of(files);

        assertThat(analysis.clocks().generatorToDatabase()).isEqualTo(new Clocks.Offset(40, 520));
        assertThat(analysis.notes())
                .containsExactly(
                        "! the generator's wall clock was set by -60.000 s at 2026-11-23T01:02:05.500000Z: times of sending go"
                                + " on as if it had not been, those of all else on its machine do not",
                        "! the generator's wall clock was set by +0.022 s at 2026-11-23T01:02:06.000000Z: times of sending go"
                                + " on as if it had not been, those of all else on its machine do not");
    }

    @Test
    void aFileThatNamesNoStepsHasNone() throws IOException {
        Path file = folder.resolve("clocks.json");
        Files.writeString(file, "{\"generatorToDatabase\":{\"offsetMicros\":1,\"errorMicros\":2}}\n");

        assertThat(Clocks.read(file)).isEqualTo(new Clocks(new Clocks.Offset(1, 2), List.of()));
    }
}
