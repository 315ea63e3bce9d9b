package io.github.argometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void readsWhatIsInRangeEndsIncluded() {
        assertThat(settings("n", "1").integer("n", 1, 10)).isEqualTo(1);
        assertThat(settings("n", " 10 ").integer("n", 1, 10)).isEqualTo(10);
        assertThat(settings("f", "true").flag("f")).isTrue();
        assertThat(settings("l", "4, 5").list("l")).isEqualTo(List.of("4", "5"));
        assertThat(settings("r", "2026.a_b-c").name("r")).isEqualTo("2026.a_b-c");
    }

    @Test
    void refusesByKeyValueAndRange() {
        assertThatThrownBy(() -> settings("send.messages", "0").integer("send.messages", 1, 10))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting send.messages = \"0\": allowed is an integer from 1 to 10");
        assertThatThrownBy(() -> settings("n", "11").integer("n", 1, 10)).hasMessageContaining("\"11\"");
        assertThatThrownBy(() -> settings("n", "ten").integer("n", 1, 10)).hasMessageContaining("\"ten\"");
        assertThatThrownBy(() -> settings("n", "").integer("n", 1, 10)).hasMessageContaining("\"\"");
        assertThatThrownBy(() -> settings("f", "yes").flag("f"))
                .hasMessage("setting f = \"yes\": allowed is true or false");
        assertThatThrownBy(() -> settings("l", "4,,5").list("l")).hasMessageContaining("without empty entries");
        assertThatThrownBy(() -> settings("r", "a/b").name("r"))
                .hasMessage("setting r = \"a/b\": allowed is 1 to 64 of A-Z a-z 0-9 . _ -, the first no dot");
        assertThatThrownBy(() -> settings("r", "..").name("r")).hasMessageContaining("\"..\"");
    }

    @Test
    void takesTheDigitsOfNoOtherScriptAndNoneOfJavasOwnNotations() {
        for (String number : List.of("\u0661", "0x1p3", "10d", "NaN", "Infinity", "1_000")) {
            assertThatThrownBy(() -> settings("n", number).number("n", 0, 1_000))
                    .hasMessage("setting n = \"%s\": allowed is a number from 0 to 1000".formatted(number));
            assertThatThrownBy(() -> settings("n", number).integer("n", 0, 1_000))
                    .hasMessage("setting n = \"%s\": allowed is an integer from 0 to 1000".formatted(number));
        }
    }

    @Test
    void showsNoUrlWithAUsersPassword() {
        for (String url :
                List.of("http://admin:s3cret@localhost:4566", "htp://admin:s3cret@localhost", "admin:s3cret@x")) {
            String complaint =
                    "setting %s: allowed is a URL such as http://localhost:4566, or nothing (its value is not shown)";
            assertThatThrownBy(() -> settings("aws.endpoint.url", url).check("aws.endpoint.url"))
                    .hasMessage(complaint.formatted("aws.endpoint.url"));
            assertThatThrownBy(() -> settings("sqs.queue-url", url).check("sqs.queue-url"))
                    .hasMessage(complaint.formatted("sqs.queue-url"));
            assertThat(settings("sqs.queue-url", url).invalid("sqs.queue-url", "none"))
                    .hasMessage("setting sqs.queue-url: allowed is none (its value is not shown)");
        }
        assertThatThrownBy(() -> settings("aws.endpoint.url", "localhost").check("aws.endpoint.url"))
                .hasMessageStartingWith("setting aws.endpoint.url = \"localhost\": ");
    }

    private static Settings settings(String key, String value) {
        return new Settings(Map.of(key, value)::get);
    }
}
