package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

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

    private static final String MARK = "argometer:20261127T160000Z-abcdef-orders-000012:2026-11-27T16:00:01.123456Z";
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
                        "",
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
        refuses(
                TestEvents.event("e").attribute("EventId", 7),
                "EventId = 7: must be 1 to 128 visible ASCII characters");
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
                .containsEntry("triggerName", "")
                .hasSize(12);
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
        EventRecord record = ArgoEvent.fromArguments(
                List.of(TestEvents.event("e")
                        .attribute("SentAt", "2026-11-23T01:02:03.9999999Z")
                        .context("time", "2026-11-23T01:02:04.123456500Z")
                        .data("timestamp", "2026-11-23T01:02:05.000000999Z")
                        .argument()),
                "",
                Instant.parse("2026-11-23T01:02:06.0000005Z"),
                Instant.parse("2026-11-23T01:02:07.999999999Z"))[0];
        assertThat(record.eventTimestamp()).isEqualTo("2026-11-23T01:02:03.999999Z");
        assertThat(record.sourceTimestamp()).isEqualTo("2026-11-23T01:02:04.123456Z");
        assertThat(record.snsTimestamp()).isEqualTo("2026-11-23T01:02:05Z");
        assertThat(record.processTimestamp()).isEqualTo("2026-11-23T01:02:06Z");
        assertThat(record.receivedTimestamp()).isEqualTo("2026-11-23T01:02:07.999999Z");
    }

    @Test
    void readsAMarkWhereTheMessageIsNotTheDemos() {
        EventRecord record = ArgoEvent.fromArguments(
                List.of(marked("{\"header\": {\"Argometer\": [\"" + MARK + "\"]}, \"body\": {\"id\": 4}}")),
                "argo-events/orders/http",
                STARTED,
                RECEIVED)[0];
        assertThat(record)
                .isEqualTo(new EventRecord(
                        "20261127T160000Z-abcdef-orders-000012",
                        "argo-events/orders/http",
                        "20261127T160000Z-abcdef",
                        null,
                        "orders",
                        null,
                        null,
                        Instant.parse("2026-11-27T16:00:01.123456Z"),
                        Instant.parse("2026-11-27T16:00:02Z"),
                        null,
                        STARTED,
                        RECEIVED));
        assertThat(record.parameters())
                .hasEntrySatisfying("payloadId", none -> isNo(Types.INTEGER, none))
                .hasEntrySatisfying("customMessage", none -> isNo(Types.VARCHAR, none))
                .hasEntrySatisfying("author", none -> isNo(Types.VARCHAR, none));
    }

    @Test
    void anAttributeThatOthersCallEventIdTooMakesNoDemo() {
        assertThat(argument(marked("{\"messageAttributes\": {\"EventId\": {\"StringValue\": \"e\"}}, \"body\": \""
                                + MARK + "\"}"))
                        .eventType())
                .isEqualTo("orders");
        assertThat(argument(TestEvents.event("e").body("message", "argometer:e").argument())
                        .eventId())
                .isEqualTo("e");
    }

    @Test
    void refusesAMessageWithoutMarkOrWithTwo() {
        assertThatThrownBy(() -> argument(marked("{\"body\":\"hello\"}")))
                .isInstanceOf(BadEventException.class)
                .hasMessage("data = {\"body\":\"hello\"}: must be JSON with messageAttributes.EventId, or with"
                        + " argometer:<run id>-<channel>-<number>:<SentAt> as text or in a text's base64");
        assertThatThrownBy(() -> argument(marked("[\"" + MARK + MARK.replace("12:", "13:") + "\"]")))
                .isInstanceOf(BadEventException.class)
                .hasMessageEndingWith(
                        "…: must be of one message, and has the marks " + MARK + " and " + MARK.replace("12:", "13:"));
        assertThatThrownBy(() -> argument(marked("[\"" + MARK.replace("-11-27", "-02-30") + "\"]")))
                .isInstanceOf(BadEventException.class)
                .hasMessageStartingWith("SentAt = \"2026-02-30T16:00:01.123456Z\": must be a UTC time");
        assertThat(argument(marked("[\"" + MARK + "\", \"" + MARK + "\"]")).eventType())
                .isEqualTo("orders");
    }

    @Test
    void readsAnEventOfEachDependencyThatCameAndEachOnce() {
        String one = TestEvents.event("one").argument();
        String two = marked("[\"" + MARK + "\"]");
        assertThat(ArgoEvent.fromArguments(List.of("", one, "", two, one), "t", STARTED, RECEIVED))
                .extracting(EventRecord::eventId, EventRecord::trigger)
                .containsExactly(tuple("one", "t"), tuple("20261127T160000Z-abcdef-orders-000012", "t"));
        assertThat(ArgoEvent.fromHttp(json(Map.of("a", one, "b", "", "c", one)), "t", RECEIVED))
                .extracting(EventRecord::eventId)
                .containsExactly("one");
        assertThat(ArgoEvent.fromHttp(json(Map.of("a", one, "b", two)), "t", RECEIVED))
                .extracting(EventRecord::eventId)
                .containsExactlyInAnyOrder("one", "20261127T160000Z-abcdef-orders-000012");
    }

    @Test
    void refusesWhatHasNoEventOrBesideOneSomethingElse() {
        assertThatThrownBy(() -> ArgoEvent.fromArguments(List.of("", ""), "", STARTED, RECEIVED))
                .isInstanceOf(BadEventException.class)
                .hasMessage("event = : must be a JSON object");
        for (String none : List.of("{}", "{\"data\":\"\"}", "{\"a\":\"\",\"b\":\"\"}")) {
            assertThatThrownBy(() -> request(none.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(BadEventException.class)
                    .hasMessage("request = " + none
                            + ": must be a JSON object of texts, of which one at least is an event");
        }
        String one = TestEvents.event("one").argument();
        Map<Object, String> others = Map.of(
                4,
                "b\t = 4: must be a text of at most 10000000 characters",
                "{}",
                "data = : must be JSON",
                "[]",
                "b\t = []: must be a JSON object");
        others.forEach((other, message) -> assertThatThrownBy(() -> request(json(Map.of("a", one, "b\t", other))))
                .isInstanceOf(BadEventException.class)
                .hasMessageStartingWith(message.replace('\t', ' ')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "!\"#$%&'()*+-./~", "argo-events/my-sensor/my-trigger"})
    void takesTheTriggersName(String name) {
        byte[] body = TestEvents.event("e").request().getBytes(StandardCharsets.UTF_8);
        assertThat(ArgoEvent.fromHttp(body, name, RECEIVED))
                .extracting(EventRecord::trigger)
                .containsExactly(name);
        String longest = name.repeat(128).substring(0, 128);
        assertThat(ArgoEvent.fromHttp(body, longest, RECEIVED)[0].trigger()).isEqualTo(longest);
        assertThatThrownBy(() -> ArgoEvent.fromHttp(body, longest + "x", RECEIVED))
                .isInstanceOf(BadEventException.class)
                .hasMessageEndingWith("…: must be 1 to 128 visible ASCII characters without comma, or nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", " a", "a ", "a b", "é", "a\u007f", "a\tb", " "})
    void refusesATriggerOfAnotherForm(String name) {
        byte[] body = TestEvents.event("e").request().getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ArgoEvent.fromHttp(body, name, RECEIVED))
                .isInstanceOf(BadEventException.class)
                .hasMessageStartingWith("X-Argometer-Trigger = ")
                .hasMessageEndingWith(": must be 1 to 128 visible ASCII characters without comma, or nothing");
    }

    private static String marked(String data) {
        return TestEvents.event("e")
                .context("type", "webhook")
                .context("time", "2026-11-27T16:00:02Z")
                .cloudEvent(data);
    }

    private static byte[] json(Map<String, Object> request) {
        return TestEvents.json(request).getBytes(StandardCharsets.UTF_8);
    }

    private static void isNoTime(Object parameter) {
        isNo(Types.TIMESTAMP, parameter);
    }

    private static void isNo(int type, Object parameter) {
        assertThat(parameter).isInstanceOfSatisfying(SqlParameterValue.class, none -> {
            assertThat(none.getSqlType()).isEqualTo(type);
            assertThat(none.getValue()).isNull();
        });
    }

    private static EventRecord argument(String argument) {
        return ArgoEvent.fromArguments(List.of(argument), "", STARTED, RECEIVED)[0];
    }

    private static EventRecord request(byte[] body) {
        return ArgoEvent.fromHttp(body, null, RECEIVED)[0];
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
