package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.TestEvents;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.SqlParameterValue;

class ArgoEventTest {

    private static final Instant STARTED = Instant.parse("2026-11-23T01:02:03.1Z");
    private static final Instant RECEIVED = Instant.parse("2026-11-23T01:02:03.2Z");

    @Test
    void readsTheArgumentThatTheShippedSqsSensorSends() {
        assertThat(argument(captured("sqs-job-argument.json"))).satisfies(record -> {
            assertThat(record.eventId()).startsWith(record.runId() + "-sqs-");
            assertThat(record.eventType()).isEqualTo("sqs");
            assertThat(record.payloadId()).isEqualTo(4);
            assertThat(record.author()).isEqualTo("Ankur");
            assertThat(record.customMessage()).isEqualTo("set by sensor sqs-job");
            assertThat(record.sourceTimestamp()).isEqualTo("2026-11-23T01:03:37Z");
            assertThat(record.snsTimestamp()).isNull();
            assertThat(record.processTimestamp()).isEqualTo(STARTED);
            assertThat(record.receivedTimestamp()).isEqualTo(RECEIVED);
            assertThat(record.eventTimestamp()).isAfter(Instant.parse("2026-11-23T00:00:00Z"));
        });
    }

    @Test
    void readsTheRequestThatTheShippedSnsSensorSends() {
        byte[] body = captured("sns-http-request.json").getBytes(StandardCharsets.UTF_8);
        assertThat(request(body)).satisfies(record -> {
            assertThat(record.eventId()).startsWith(record.runId() + "-sns-");
            assertThat(record.eventType()).isEqualTo("sns");
            assertThat(record.author()).isEqualTo("David");
            assertThat(record.customMessage()).isEqualTo("hello world");
            assertThat(record.sourceTimestamp()).isEqualTo("2026-11-23T01:03:38Z");
            assertThat(record.snsTimestamp()).isEqualTo("2026-11-23T01:03:38.496Z");
            assertThat(record.processTimestamp()).isNull();
            assertThat(record.receivedTimestamp()).isEqualTo(RECEIVED);
            assertThat(record.eventTimestamp()).isAfter(Instant.parse("2026-11-23T00:00:00Z"));
        });
    }

    @Test
    void keepsEveryCharacterAndMicrosecond() {
        EventRecord record = argument(TestEvents.event("run-sns-000001")
                .body("message", "grüß 😀 \"'\\\n")
                .body("author", "Zoë 𝒳")
                .argument());
        assertThat(record)
                .isEqualTo(new EventRecord(
                        "run-sns-000001",
                        "test-run",
                        4,
                        "sns",
                        "grüß 😀 \"'\\\n",
                        "Zoë 𝒳",
                        Instant.parse("2026-11-23T01:02:03.000456Z"),
                        null,
                        null,
                        STARTED,
                        RECEIVED));
    }

    @Test
    void namesTheFieldTheValueAndWhatIsAllowed() {
        refuses(TestEvents.event("e").context("type", "kafka"), "context.type = \"kafka\": must be sqs or sns");
        refuses(TestEvents.event("e").body("id", 4.5), "data.body.id = 4.5: must be a 32-bit integer");
        refuses(TestEvents.event("e").body("id", 1L << 31), "data.body.id = 2147483648: must be a 32-bit integer");
        refuses(
                TestEvents.event("e").body("author", 7),
                "data.body.author = 7: must be a text of at most 255 characters");
        refuses(TestEvents.event("e").without("EventId"), "EventId = : must be 1 to 128 visible ASCII characters");
        refuses(TestEvents.event("é"), "EventId = \"é\": must be 1 to 128 visible ASCII characters");
        refuses(
                TestEvents.event("e").without("RunId"),
                "RunId = : must be 1 to 64 of A-Z a-z 0-9 . _ -, the first no dot");
        refuses(
                TestEvents.event("e").attribute("SentAt", "yesterday"),
                "SentAt = \"yesterday\": must be a UTC time such as 2026-11-23T01:02:03.000456Z, in the years 1970 to 9998");
        refuses(
                TestEvents.event("e").context("time", "2026-11-23 01:02:03"),
                "context.time = \"2026-11-23 01:02:03\": must be a UTC time such as 2026-11-23T01:02:03.000456Z, in the years 1970 to 9998");
        refuses(
                TestEvents.event("e").context("time", 1_795_395_723),
                "context.time = 1795395723: must be a text of at most 40 characters");
        refuses(
                TestEvents.event("e").data("timestamp", "-2026-11-23T01:02:03Z"),
                "data.timestamp = \"-2026-11-23T01:02:03Z\": must be a UTC time such as 2026-11-23T01:02:03.000456Z, in the years 1970 to 9998");
    }

    @Test
    void takesTextsUpToTheirColumnsWidthCountedAsMySqlCounts() {
        String widest = "😀".repeat(1_024);
        assertThat(argument(TestEvents.event("e").body("message", widest).argument())
                        .customMessage())
                .isEqualTo(widest);
        assertThatThrownBy(() -> argument(
                        TestEvents.event("e").body("message", widest + "x").argument()))
                .isInstanceOf(BadEventException.class)
                .hasMessageStartingWith("data.body.message = ")
                .hasMessageEndingWith("…: must be a text of at most 1024 characters");
    }

    /** The driver would write a question mark for each. */
    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "x\\udfff", "\\ude00\\ud83d", "\\ud83dx"})
    void refusesUnpairedSurrogates(String escaped) {
        TestEvents event = TestEvents.event("e").body("message", "MESSAGE").body("author", "AUTHOR");
        for (String field : List.of("message", "author")) {
            String data = event.decodedData().replace(field.toUpperCase(Locale.ROOT), escaped);
            assertThatThrownBy(() -> argument(event.cloudEvent(data)))
                    .isInstanceOf(BadEventException.class)
                    .hasMessageStartingWith("data.body." + field + " = ")
                    .hasMessageEndingWith(": must be a text without unpaired surrogates");
        }
    }

    @Test
    void takesAPairOfSurrogatesThatIsEscaped() {
        TestEvents event = TestEvents.event("e").body("message", "MESSAGE");
        assertThat(argument(event.cloudEvent(event.decodedData().replace("MESSAGE", "\\ud83d\\ude00")))
                        .customMessage())
                .isEqualTo("😀");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "no json",
                "null",
                "[]",
                "4",
                "{}",
                "{} {}",
                "{\"context\":{\"type\":\"sqs\"}}",
                "{\"context\":{\"type\":\"sqs\"},\"data\":\"%%%\"}",
                "{\"context\":{\"type\":\"sqs\"},\"data\":\"e30=\"}",
                "{\"context\":{\"type\":\"sqs\"},\"data\":{}}",
                "{\"context\":\"sqs\",\"data\":\"e30=\"}"
            })
    void refusesWhatIsNoEvent(String text) {
        assertThatThrownBy(() -> argument(text)).isInstanceOf(BadEventException.class);
        assertThatThrownBy(() -> request(text.getBytes(StandardCharsets.UTF_8))).isInstanceOf(BadEventException.class);
        assertThatThrownBy(() -> request(TestEvents.request(text).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BadEventException.class);
    }

    @Test
    void refusesDeepNestingWithoutOverflow() {
        String deep = "[".repeat(100_000);
        assertThatThrownBy(() -> argument(deep)).isInstanceOf(BadEventException.class);
        assertThatThrownBy(() -> argument(TestEvents.event("e").cloudEvent(deep)))
                .isInstanceOf(BadEventException.class);
    }

    @Test
    void givesTheRowsParametersInUtc() {
        Map<String, Object> parameters =
                argument(TestEvents.event("e").argument()).parameters();
        assertThat(parameters)
                .containsEntry("eventTimestamp", java.time.LocalDateTime.parse("2026-11-23T01:02:03.000456"))
                .containsEntry("receivedTimestamp", java.time.LocalDateTime.parse("2026-11-23T01:02:03.2"))
                .hasEntrySatisfying("snsTimestamp", ArgoEventTest::isNoTime)
                .hasSize(11);
    }

    /** {@code \xff} inside a text, and an overlong slash. */
    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0af", "eda080", "e282"})
    void refusesMalformedUtf8InRequestAndData(String malformed) {
        TestEvents event = TestEvents.event("e").body("author", "AUTHOR");
        byte[] data = with(event.decodedData(), malformed);
        assertThatThrownBy(() -> argument(event.cloudEvent(data)))
                .isInstanceOf(BadEventException.class)
                .hasMessageStartingWith("data = ")
                .hasMessageEndingWith(": must be UTF-8");
        byte[] request = with("{\"data\": \"AUTHOR\"}", malformed);
        assertThatThrownBy(() -> request(request))
                .isInstanceOf(BadEventException.class)
                .hasMessageStartingWith("request = ")
                .hasMessageEndingWith(": must be UTF-8");
    }

    private static byte[] with(String text, String malformed) {
        byte[] bytes =
                text.replace("AUTHOR", "x".repeat(malformed.length() / 2)).getBytes(StandardCharsets.UTF_8);
        byte[] wrong = HexFormat.of().parseHex(malformed);
        System.arraycopy(wrong, 0, bytes, text.indexOf("AUTHOR"), wrong.length);
        return bytes;
    }

    @Test
    void cutsEveryTimeToMicroseconds() {
        EventRecord record = ArgoEvent.fromArgument(
                TestEvents.event("e")
                        .attribute("SentAt", "2026-11-23T01:02:03.9999999Z")
                        .context("time", "2026-11-23T01:02:04.123456500Z")
                        .data("timestamp", "2026-11-23T01:02:05.000000999Z")
                        .argument(),
                Instant.parse("2026-11-23T01:02:06.0000005Z"),
                Instant.parse("2026-11-23T01:02:07.999999999Z"));
        assertThat(record.eventTimestamp()).isEqualTo("2026-11-23T01:02:03.999999Z");
        assertThat(record.sourceTimestamp()).isEqualTo("2026-11-23T01:02:04.123456Z");
        assertThat(record.snsTimestamp()).isEqualTo("2026-11-23T01:02:05Z");
        assertThat(record.processTimestamp()).isEqualTo("2026-11-23T01:02:06Z");
        assertThat(record.receivedTimestamp()).isEqualTo("2026-11-23T01:02:07.999999Z");
    }

    private static void isNoTime(Object parameter) {
        assertThat(parameter).isInstanceOfSatisfying(SqlParameterValue.class, none -> {
            assertThat(none.getSqlType()).isEqualTo(Types.TIMESTAMP);
            assertThat(none.getValue()).isNull();
        });
    }

    private static EventRecord argument(String argument) {
        return ArgoEvent.fromArgument(argument, STARTED, RECEIVED);
    }

    private static EventRecord request(byte[] body) {
        return ArgoEvent.fromHttp(body, RECEIVED);
    }

    private static void refuses(TestEvents event, String message) {
        assertThatThrownBy(() -> argument(event.argument()))
                .isInstanceOf(BadEventException.class)
                .hasMessage(message);
    }

    private static String captured(String name) {
        try (var in = ArgoEventTest.class.getResourceAsStream("/events/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
