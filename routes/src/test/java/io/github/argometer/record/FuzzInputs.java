package io.github.argometer.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.TestEvents;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Requests of every kind, good and bad; each is made once it is given the id that its event shall have. */
final class FuzzInputs {

    /** Makes the body of a request. */
    interface Input {
        byte[] body(String eventId);
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private FuzzInputs() {}

    static Arbitrary<Input> any() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, texts()),
                Tuple.of(4, fields()),
                Tuple.of(2, marked()),
                Tuple.of(3, times()),
                Tuple.of(3, flipped()),
                Tuple.of(1, cut()),
                Tuple.of(1, bytes()),
                Tuple.of(1, nested()));
    }

    /** Good events, and those whose texts are too long. */
    private static Arbitrary<Input> texts() {
        Arbitrary<String> part = Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(30),
                Arbitraries.strings().withCharRange('\u0000', '\u00ff').ofMaxLength(30),
                Arbitraries.of("😀", "𝒳", "e\u0301", "\u202e", "'; DROP TABLE argo_event_record; --", "", " "));
        // Repeated, since a part a character is slow to draw: lengths lie around those that columns hold.
        Arbitrary<String> text =
                Combinators.combine(part, Arbitraries.of(1, 1, 1, 8, 40)).as(String::repeat);
        return Combinators.combine(text, text, Arbitraries.integers(), Arbitraries.of(true, false))
                .as((message, author, id, escaped) -> eventId -> {
                    TestEvents event = TestEvents.event(eventId)
                            .body("message", message)
                            .body("author", author.substring(0, Math.min(author.length(), 260)))
                            .body("id", id);
                    String data = event.decodedData();
                    return bytes(TestEvents.request(event.cloudEvent(escaped ? escaped(data) : data)));
                });
    }

    /** The same JSON in ASCII; halves of pairs stay, which UTF-8 has not. */
    private static String escaped(String json) {
        StringBuilder ascii = new StringBuilder();
        for (char c : json.toCharArray()) {
            ascii.append(c < 0x80 ? String.valueOf(c) : "\\u%04x".formatted((int) c));
        }
        return ascii.toString();
    }

    /** Events of others, with a mark between any texts, in JSON of any depth, and in base64 or not. */
    private static Arbitrary<Input> marked() {
        Arbitrary<String> text = Arbitraries.strings().all().ofMaxLength(30);
        return Combinators.combine(text, text, Arbitraries.integers().between(0, 5), Arbitraries.of(true, false))
                .as((before, after, depth, base64) -> eventId -> {
                    String id = marksId(eventId);
                    String mark = before + "argometer:" + id + ":2026-11-23T01:02:03.000456Z" + after;
                    for (int i = 0; i < depth; i++) {
                        mark = base64 && i == 0
                                ? Base64.getEncoder().encodeToString(bytes(mark))
                                : i % 2 == 0 ? text(List.of(mark, before)) : escaped(text(mark));
                    }
                    String data = text(Map.of("marked", id, "body", mark));
                    return bytes(TestEvents.request(TestEvents.event("").cloudEvent(data)));
                });
    }

    private static String marksId(String eventId) {
        return "fuzz-orders-%06d".formatted(Integer.parseInt(eventId.replaceAll("\\D", "")));
    }

    /** Events of which one field is something else. */
    private static Arbitrary<Input> fields() {
        Arbitrary<Object> value = Arbitraries.oneOf(
                Arbitraries.just("").map(Object.class::cast),
                Arbitraries.strings().all().ofMaxLength(30).map(Object.class::cast),
                Arbitraries.longs().map(Object.class::cast),
                Arbitraries.bigDecimals().map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast),
                Arbitraries.of(List.of(), Map.of(), List.of(4), Map.of("StringValue", "x")));
        Arbitrary<String> field = Arbitraries.of(
                "type",
                "time",
                "EventId",
                "RunId",
                "SentAt",
                "id",
                "message",
                "author",
                "timestamp",
                "body",
                "messageAttributes");
        return Combinators.combine(field, value).as((name, other) -> eventId -> {
            TestEvents event = TestEvents.event(eventId);
            return bytes(
                    switch (name) {
                        case "type", "time" -> event.context(name, other).request();
                        case "EventId", "RunId", "SentAt" ->
                            event.attribute(name, other).request();
                        case "id", "message", "author" ->
                            event.body(name, other).request();
                        case "timestamp" -> event.data(name, other).request();
                        default -> TestEvents.request(event.cloudEvent(text(Map.of(name, other))));
                    });
        });
    }

    /** Events whose times are nearly, or just, right. */
    private static Arbitrary<Input> times() {
        Arbitrary<Integer> two = Arbitraries.integers().between(0, 61);
        Arbitrary<String> year =
                Arbitraries.of("2026", "1970", "1969", "9998", "9999", "+10000", "-0001", "26", "0000");
        Arbitrary<String> end =
                Arbitraries.of("Z", ".5Z", ".123456Z", ".123456789Z", ".1234567890Z", "", "+01:00", "z", " Z");
        return Combinators.combine(year, two, two, two, end, Arbitraries.of("SentAt", "time", "timestamp"))
                .as((y, a, b, c, z, field) -> eventId -> {
                    String time = "%s-%02d-%02dT%02d:%02d:%02d%s".formatted(y, 1 + a % 13, 1 + b % 32, a % 25, b, c, z);
                    TestEvents event = TestEvents.event(eventId);
                    return bytes(
                            switch (field) {
                                case "SentAt" -> event.attribute(field, time).request();
                                case "time" -> event.context(field, time).request();
                                default -> event.data(field, time).request();
                            });
                });
    }

    private static Arbitrary<Input> flipped() {
        return Combinators.combine(
                        Arbitraries.integers()
                                .between(0, 10_000)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(4),
                        Arbitraries.bytes())
                .as((places, with) -> eventId -> changed(eventId, body -> {
                    for (int place : places) {
                        body[place % body.length] = with;
                    }
                    return body;
                }));
    }

    private static Arbitrary<Input> cut() {
        return Arbitraries.integers()
                .between(0, 10_000)
                .map(length -> eventId -> changed(eventId, body -> Arrays.copyOf(body, length % body.length)));
    }

    private static Arbitrary<Input> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(200).map(bytes -> eventId -> bytes);
    }

    private static Arbitrary<Input> nested() {
        return Combinators.combine(Arbitraries.integers().between(1, 20_000), Arbitraries.of("[", "{\"a\":", "[[],"))
                .as((depth, open) -> eventId -> {
                    String deep = open.repeat(depth);
                    return bytes(
                            depth % 2 == 0
                                    ? deep
                                    : TestEvents.request(
                                            TestEvents.event(eventId).cloudEvent(deep)));
                });
    }

    private static byte[] changed(String eventId, UnaryOperator<byte[]> change) {
        return change.apply(bytes(TestEvents.event(eventId).request()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What an accepted request says, read by no code of the recorder's. */
    static JsonNode data(byte[] body) throws java.io.IOException {
        JsonNode event = JSON.readTree(JSON.readTree(new String(body, StandardCharsets.UTF_8))
                .iterator()
                .next() // a flipped byte may have named it otherwise
                .textValue());
        byte[] data = Base64.getDecoder().decode(event.path("data").textValue());
        return JSON.readTree(new String(data, StandardCharsets.UTF_8));
    }
}
