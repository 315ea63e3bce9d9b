package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeanwhileTest {

    @TempDir
    private Path folder;

    @Test
    void aRestartIsMarkedWhereItsTimeIsKnownAndANoteWhereItIsNot() throws IOException {
        RunFiles files = new RunFixture(1, 0, 0).accepted("sqs", 0, false, 0).in(folder);
        Files.writeString(files.cluster(), """
                {"taken": "2026-11-23T01:03:00Z", "channels": {}, "restarts": [
                  {"pod": "bus-0", "container": "nats", "at": "2026-11-23T01:02:05Z", "reason": "OOMKilled, exit code 137"},
                  {"pod": "source-1", "container": "main", "at": null, "reason": "Error, exit code 2"}]}
                """);

        Analysis analysis = Analysis.of(files);

        assertThat(analysis.meanwhile().marks()).singleElement().satisfies(mark -> {
            assertThat(mark.at() - analysis.meanwhile().start()).isEqualTo(2_000_000);
            assertThat(mark.label()).isEqualTo("bus-0, container nats, started again: OOMKilled, exit code 137");
        });
        assertThat(analysis.notes())
                .containsExactly(
                        "! source-1, container main, started again during the run, at a time that is not known:"
                                + " Error, exit code 2");
    }
}
