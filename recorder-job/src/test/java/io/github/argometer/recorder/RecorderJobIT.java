package io.github.argometer.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The recorder as it runs in a Job: a process of its own, judged by its exit code, its stderr and the table. */
class RecorderJobIT {

    private record Ended(int code, String out, String err) {}

    private static TestDatabase database;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void settings() throws Exception {
        database.clear();
        database.settings()
                .forEach((key, value) ->
                        environment.put(key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    }

    @Test
    void endsWith0AndSilentlyOnceTheRowIsThere() throws Exception {
        Ended ended =
                record(TestEvents.event("run-sqs-1").context("type", "sqs").argument());
        assertThat(ended).isEqualTo(new Ended(0, "", ""));
        assertThat(database.query("SELECT EventId, EventType, Deliveries FROM argo_event_record"))
                .containsExactly(Map.of("EventId", "run-sqs-1", "EventType", "sqs", "Deliveries", "1"));
    }

    @Test
    void endsWith64ForAnythingButOneArgument() throws Exception {
        assertThat(record())
                .isEqualTo(new Ended(64, "", "recorder-job: 0 arguments: allowed is exactly one, the event\n"));
        assertThat(record("a", "b").code()).isEqualTo(64);
    }

    @Test
    void endsWith65ForABadEvent() throws Exception {
        Ended ended = record(TestEvents.event("e").body("id", "4").argument());
        assertThat(ended)
                .isEqualTo(new Ended(
                        65, "", "recorder-job: BAD_EVENT: data.body.id = \"4\": allowed is a 32-bit integer\n"));
    }

    @Test
    void endsWith69WhenTheDatabaseIsNotThereOrDoesNotLetItIn() throws Exception {
        environment.put("DB_PASSWORD", "wrong");
        Ended refused = record(TestEvents.event("e").argument());
        assertThat(refused.code()).isEqualTo(69);
        assertThat(refused.err())
                .startsWith("recorder-job: DATABASE_UNAVAILABLE: Access denied for user 'recorder'")
                .hasLineCount(1);

        environment.put("DB_PORT", "1");
        Ended away = record(TestEvents.event("e").argument());
        assertThat(away.code()).isEqualTo(69);
        assertThat(away.err())
                .startsWith("recorder-job: DATABASE_UNAVAILABLE: ")
                .contains("Connection refused")
                .hasLineCount(1);
    }

    @Test
    void endsWith73WhenTheInsertIsRefused() throws Exception {
        database.execute("argometer", "RENAME TABLE argo_event_record TO elsewhere");
        try {
            Ended ended = record(TestEvents.event("e").argument());
            assertThat(ended.code()).isEqualTo(73);
            assertThat(ended.err())
                    .startsWith("recorder-job: INSERT_REFUSED: ")
                    .contains("argo_event_record")
                    .hasLineCount(1);
        } finally {
            database.execute("argometer", "RENAME TABLE elsewhere TO argo_event_record");
        }
    }

    private Ended record(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RecorderJob.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Path err = Files.createTempFile("recorder-job", ".err");
        Process process = builder.redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
    }
}
