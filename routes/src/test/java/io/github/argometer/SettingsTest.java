package io.github.argometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.plan.Channel;
import io.github.argometer.send.aws.AwsName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                .hasMessage("setting send.messages = \"0\": must be an integer from 1 to 10");
        assertThatThrownBy(() -> settings("n", "11").integer("n", 1, 10)).hasMessageContaining("\"11\"");
        assertThatThrownBy(() -> settings("n", "ten").integer("n", 1, 10)).hasMessageContaining("\"ten\"");
        assertThatThrownBy(() -> settings("n", "").integer("n", 1, 10)).hasMessageContaining("\"\"");
        assertThatThrownBy(() -> settings("f", "yes").flag("f"))
                .hasMessage("setting f = \"yes\": must be true or false");
        assertThatThrownBy(() -> settings("l", "4,,5").list("l")).hasMessageContaining("without empty entries");
        assertThatThrownBy(() -> settings("r", "a/b").name("r"))
                .hasMessage("setting r = \"a/b\": must be 1 to 64 of A-Z a-z 0-9 . _ -, the first no dot");
        assertThatThrownBy(() -> settings("r", "..").name("r")).hasMessageContaining("\"..\"");
    }

    @Test
    void leavesNoMoreThanTheTableAndAnotherSettingAllow() {
        assertThat(settings("send.batch", "10").integer("send.batch", 12)).isEqualTo(10);
        assertThatThrownBy(() -> settings("send.batch", "11").integer("send.batch", 12))
                .hasMessage("setting send.batch = \"11\": must be an integer from 1 to 10");
        assertThatThrownBy(() -> settings("send.batch", "4").integer("send.batch", 3))
                .hasMessage("setting send.batch = \"4\": must be an integer from 1 to 3");
    }

    @Test
    void readsAListOnlyInItsRangeOfTheTable() {
        assertThat(settings("send.steps", " 4x1 , 5x2").list("send.steps")).containsExactly("4x1", "5x2");
        assertThatThrownBy(() -> settings("send.steps", "4x1,05x2").list("send.steps"))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageStartingWith("setting send.steps = \"4x1,05x2\": must be RATExSECONDS, comma-separated");
    }

    @Test
    void takesBlanksAroundNamesOfAwsInSettingsOnly() {
        assertThat(settings("sqs.queue", " q ").checkedText("sqs.queue")).isEqualTo("q");
        assertThat(AwsName.of(Channel.SQS, " q ")).isEmpty();
        assertThat(AwsName.isAccount("999988887777")).isTrue();
        assertThat(AwsName.isAccount(" 999988887777")).isFalse();
        assertThat(AwsName.isAccount("")).isFalse();
    }

    @Test
    void takesTheDigitsOfNoOtherScriptAndNoneOfJavasOwnNotations() {
        for (String number : List.of("\u0661", "0x1p3", "10d", "NaN", "Infinity", "1_000")) {
            assertThatThrownBy(() -> settings("n", number).number("n", 0, 1_000))
                    .hasMessage("setting n = \"%s\": must be a number from 0 to 1000".formatted(number));
            assertThatThrownBy(() -> settings("n", number).integer("n", 0, 1_000))
                    .hasMessage("setting n = \"%s\": must be an integer from 0 to 1000".formatted(number));
        }
    }

    /** The table, by which the command line refuses, and the stages that read these settings are of one opinion. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "send.steps, 010x60",
                "send.steps, 10 x 60",
                "sqs.queue, arn:Aws:sqs:us-east-1:999988887777:q",
                "sqs.queue, arn:amazon:sqs:us-east-1:999988887777:q"
            })
    void refusesInTheTableWhatNoStageTakes(String key, String value) {
        assertThatThrownBy(() -> settings(key, value).check(key)).isInstanceOf(Settings.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"send.steps, `10x60, 0.5x1e2`", "sqs.queue, arn:aws-cn:sqs:cn-north-1:999988887777:q"})
    void takesInTheTableWhatTheStagesTake(String key, String value) {
        assertThatCode(() -> settings(key, value).check(key)).doesNotThrowAnyException();
    }

    @Test
    void knowsHowLongNamesOfQueuesAndTopicsAre() {
        for (Channel channel : Channel.SHIPPED) {
            String key = channel.equals(Channel.SQS) ? "sqs.queue" : "sns.topic";
            int longest = channel.equals(Channel.SQS) ? 80 : 256;
            assertThat(AwsName.of(channel, "q".repeat(longest))).isPresent();
            assertThat(AwsName.of(channel, "q".repeat(longest + 1))).isEmpty();
            assertThatCode(() -> settings(key, "q".repeat(longest)).check(key)).doesNotThrowAnyException();
            assertThatThrownBy(() -> settings(key, "q".repeat(longest + 1)).check(key))
                    .isInstanceOf(Settings.Invalid.class);
        }
    }

    @Test
    void showsNoUrlWithAUsersPassword() {
        for (String url :
                List.of("http://admin:s3cret@localhost:4566", "htp://admin:s3cret@localhost", "admin:s3cret@x")) {
            String complaint =
                    "setting %s: must be a URL such as http://localhost:4566, or nothing (its value is not shown)";
            assertThatThrownBy(() -> settings("aws.endpoint.url", url).check("aws.endpoint.url"))
                    .hasMessage(complaint.formatted("aws.endpoint.url"));
            assertThatThrownBy(() -> settings("sqs.queue-url", url).check("sqs.queue-url"))
                    .hasMessage(complaint.formatted("sqs.queue-url"));
            assertThat(settings("sqs.queue-url", url).invalid("sqs.queue-url", "none"))
                    .hasMessage("setting sqs.queue-url: must be none (its value is not shown)");
        }
        assertThatThrownBy(() -> settings("aws.endpoint.url", "localhost").check("aws.endpoint.url"))
                .hasMessageStartingWith("setting aws.endpoint.url = \"localhost\": ");
    }

    private static Settings settings(String key, String value) {
        return new Settings(Map.of(key, value)::get);
    }
}
