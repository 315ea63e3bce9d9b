package io.github.argometer.loadtest.evidence;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queued",
                "deadLetters",
                "sourceSent",
                "sourceFailed",
                "busPending",
                "busDropped",
                "triggered",
                "triggerFailed",
                "jobsActive"
            })
    void aNegativeCounterIsRefusedByFieldAndValue(String counter) throws IOException {
        refuses(
                "{\"sqs\": {\"%s\": -1}}".formatted(counter),
                ": channels.sqs.%s = -1: must be an integer from 0 to 1000000000000".formatted(counter));
        refuses("{\"sqs\": {\"%s\": 1.5}}".formatted(counter), "channels.sqs.%s: ".formatted(counter));
        refuses("{\"sqs\": {\"%s\": \"5\"}}".formatted(counter), "channels.sqs.%s: ".formatted(counter));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {"kafka": {}} | channels names "kafka": must be one of [sqs, sns]
                    {"sqs": null} | channels.sqs = null: must be an object
                    {"sqs": {"failedJobs": [null]}} | channels.sqs.failedJobs[0] = null: must be an object
                    {"sqs": {"failedJobs": [{"eventId": "a"}]}} | channels.sqs.failedJobs[0].name = null: must be a Job's name
                    {"sqs": {"failedJobs": [{"name": "a", "exitCode": 256}]}} | channels.sqs.failedJobs[0].exitCode = 256: must be an integer from 0 to 255
                    {"sqs": {"queued": 1, "queued": 2}} | Duplicate field 'queued'
                    """)
    void whatCannotBeIsRefused(String channels, String why) throws IOException {
        refuses(channels, why);
    }

    private void refuses(String channels, String why) throws IOException {
        Path file = folder.resolve("cluster.json");
        Files.writeString(file, "{\"taken\": \"\", \"channels\": %s}".formatted(channels));
        assertThatThrownBy(() -> Evidence.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }
}
