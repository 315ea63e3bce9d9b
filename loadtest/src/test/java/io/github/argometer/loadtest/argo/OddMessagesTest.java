package io.github.argometer.loadtest.argo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a message brings, a filter and a transform pass it, hold it back or drop it, and soon. */
@Timeout(value = 20, unit = SECONDS)
class OddMessagesTest {

    private static final SourceFilter SOURCE = SourceFilter.of("body.id == 4");
    private static final Dependency DEPENDENCY = new Dependency(
            "d",
            "source",
            "load",
            new Dependency.Transform(JqTransform.of(".body.message = \"set\"")),
            new Dependency.Filters(
                    List.of(new DataFilter(JsonPath.of("body.id"), "number", List.of("4"), "=")), null, null),
            null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e-2147483647",
                "1e308",
                "12345678901234567890123456789",
                "0.1e-5",
                "null",
                "\"4\"",
                "[[[]]]",
                "\"\\ud800\""
            })
    void aNumberOfAnySizeIsNotFour(String id) throws Exception {
        String data = "{\"body\":{\"id\":%s,\"author\":\"Ankur\"}}".formatted(id);
        assertThat(SOURCE.passes(GoJson.read(data))).isFalse();
        boolean text = id.equals("\"4\"");
        assertThat(DEPENDENCY
                        .take(CloudEvent.of("source", "sqs", "load", Instant.EPOCH, data))
                        .isPresent())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2147483647", "-1e2147483647", "1e999999999"})
    void aNumberThatGoCannotReadFailsAtTheSource(String id) throws Exception {
        String data = "{\"body\":{\"id\":%s,\"author\":\"Ankur\"}}".formatted(id);
        assertThatThrownBy(() -> SOURCE.passes(GoJson.read(data))).hasMessageEndingWith("is too large a number");
    }
}
