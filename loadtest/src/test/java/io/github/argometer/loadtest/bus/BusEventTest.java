package io.github.argometer.loadtest.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On events as Argo Events 1.9.11 put them on a JetStream bus. */
class BusEventTest {

    private static final Instant STORED = Instant.parse("2026-11-26T01:53:56.395117670Z");

    @TempDir
    private Path folder;

    @Test
    void readsAnEventOfTheSqsSource() throws IOException {
        assertThat(BusEvent.of("default.aws-sqs.load", captured("sqs"), STORED, 9))
                .isEqualTo(new BusEvent(
                        "20261126T015350Z-845fc6-sqs-000005",
                        "aws-sqs",
                        "load",
                        "811da6dbe8584f66a65479aec74c4003",
                        Instant.parse("2026-11-26T01:53:56.394764533Z"),
                        STORED,
                        9));
    }

    @Test
    void readsAnEventOfTheSnsSource() throws IOException {
        assertThat(BusEvent.of("default.aws-sns.load", captured("sns"), STORED, 2))
                .isEqualTo(new BusEvent(
                        "20261126T015350Z-845fc6-sns-000000",
                        "aws-sns",
                        "load",
                        "af8d167905be4451938adad1aa2ffd41",
                        Instant.parse("2026-11-26T01:53:56.032082547Z"),
                        STORED,
                        2));
    }

    @Test
    void anEventOfSomebodyElseHasNoId() {
        assertThat(BusEvent.of("default.calendar.tick.tock", "no JSON".getBytes(UTF_8), STORED, 3))
                .isEqualTo(new BusEvent("", "calendar", "tick.tock", "", null, STORED, 3));
        assertThat(BusEvent.of("elsewhere", "{\"id\":\"1\",\"time\":\"soon\"}".getBytes(UTF_8), STORED, 4))
                .isEqualTo(new BusEvent("", "", "", "1", null, STORED, 4));
        assertThat(BusEvent.of("default.a.b", "{\"data_base64\":\"?\"}".getBytes(UTF_8), STORED, 5)
                        .eventId())
                .isEmpty();
        String twoLines = "{\"messageAttributes\":{\"EventId\":{\"StringValue\":\"a\\nb\"}}}";
        assertThat(BusEvent.of("default.a.b", event(twoLines), STORED, 6).eventId())
                .isEmpty();
    }

    @Test
    void aLineAnEventInOneForm() throws IOException {
        Path file = folder.resolve("bus.csv");
        try (BusTable lines = BusTable.events(file)) {
            lines.add(
                    new BusEvent("a,\"b\"", "aws-sqs", "load", "1f", Instant.parse("2026-11-26T01:00:00Z"), STORED, 7));
            lines.add(new BusEvent("", "aws-sns", "load", "2f", null, STORED, 8));
            assertThat(file).doesNotExist();
            lines.keep();
        }
        assertThat(file).hasContent("""
                        Sequence,EventId,EventSource,Event,CloudEventId,SourceTime,StreamTime
                        7,"a,""b""\",aws-sqs,load,1f,2026-11-26T01:00:00.000000000Z,2026-11-26T01:53:56.395117670Z
                        8,,aws-sns,load,2f,,2026-11-26T01:53:56.395117670Z
                        """);
    }

    @Test
    void leavesNothingOfAFileThatWasNotKept() throws IOException {
        try (BusTable lines = BusTable.events(folder.resolve("bus.csv"))) {
            lines.add(new BusEvent("", "a", "b", "c", null, STORED, 1));
        }
        assertThat(folder).isEmptyDirectory();
    }

    private static byte[] event(String data) {
        return "{\"data_base64\":\"%s\"}"
                .formatted(Base64.getEncoder().encodeToString(data.getBytes(UTF_8)))
                .getBytes(UTF_8);
    }

    private static byte[] captured(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/bus", name + ".json"));
    }
}
