package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.argometer.TestEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkTest {

    private static final String TEXT = "argometer:20261127T160000Z-abcdef-orders-000012:2026-11-27T16:00:01.123456Z";

    private static final Mark MARK =
            new Mark("20261127T160000Z-abcdef", "orders", "000012", "2026-11-27T16:00:01.123456Z");

    /** What sources and transforms make of it. */
    static Stream<String> shapes() {
        String escaped = TEXT.chars().mapToObj("\\u%04X"::formatted).reduce("\"", String::concat) + "\"";
        String nested = TestEvents.json(Map.of("order", TEXT));
        String deeper = TestEvents.json(Map.of("line", nested));
        String encoded = base64(nested);
        return Stream.of(
                TestEvents.json(Map.of("Argometer", List.of(TEXT))),
                TestEvents.json(List.of("before" + TEXT + "after", TEXT)),
                TestEvents.json(deeper),
                TestEvents.json("\\u041" + TEXT),
                escaped,
                TestEvents.json(escaped),
                TestEvents.json(TestEvents.json(Map.of("line", escaped))),
                TestEvents.json(Map.of("body", encoded)),
                TestEvents.json(Map.of("body", encoded.replace("=", ""))),
                TestEvents.json(Map.of("body", encoded)).replace("=", "\\u003d"),
                TestEvents.json(Map.of("body", "a\n" + encoded)),
                TestEvents.json(Map.of("body", base64(base64(deeper)))),
                TestEvents.json(Map.of("body", base64("\u00ff\u0000" + TEXT))),
                TestEvents.json(Map.of("body", base64("???>>>" + TEXT))).replace("/", "\\/"),
                TestEvents.json(
                        Map.of("body", base64("???>>>" + TEXT).replace('/', '_').replace('+', '-'))));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void isFoundWhateverIsAroundIt(String json) {
        assertThat(Mark.anywhereIn(json)).containsExactly(MARK);
        assertThat(MARK).hasToString(TEXT);
    }

    @Test
    void inBase64IsLookedForOnlyWhereNoneIsInTheText() {
        String other = TEXT.replace("12:", "13:");
        assertThat(Mark.anywhereIn(TestEvents.json(List.of(base64(other), TEXT))))
                .containsExactly(MARK);
        assertThat(Mark.anywhereIn(TestEvents.json(List.of(base64(other), base64(TEXT)))))
                .extracting(Mark::number)
                .containsExactly("000013", "000012");
    }

    @Test
    void ofOneMessageAtTwoTimesAreTwo() {
        assertThat(Mark.in(TEXT + TEXT.replace("01.123456Z", "02Z"))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "argometer:8080",
                "argometer:r-orders-12:2026-11-27T16:00:01Z",
                "argometer:r-Orders-000012:2026-11-27T16:00:01Z",
                "argometer:.r-orders-000012:2026-11-27T16:00:01Z",
                "argometer:orders-000012:2026-11-27T16:00:01Z",
                "argometer:r-orders-000012:2026-11-27T16:00:01",
                "argometer:r-orders-000012:2026-11-27 16:00:01Z",
                "Argometer:r-orders-000012:2026-11-27T16:00:01Z",
                "argometer:r-orders-000012: 2026-11-27T16:00:01Z"
            })
    void isNothingElse(String text) {
        assertThat(Mark.anywhereIn(text)).isEmpty();
        assertThat(Mark.anywhereIn(base64(text.repeat(3)))).isEmpty();
    }

    /** Each of them would take minutes where a look at one place takes longer the more there is. */
    @ParameterizedTest
    @ValueSource(strings = {"\\", "\\u", "argometer:", "argometer:a-", "A", "QUFB", "-", "argometer:r-o-000000:"})
    void isLookedForInATimeThatGrowsWithTheText(String part) {
        String text = part.repeat(4_000_000 / part.length());
        assertTimeout(
                Duration.ofSeconds(10), () -> assertThat(Mark.anywhereIn(text)).isEmpty());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
