package io.github.argometer.send.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.plan.Channel;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsServiceTest {

    private final Map<String, String> values = new HashMap<>(Map.of(
            "sqs.queue", "argometer",
            "sns.topic", "argometer",
            "aws.region", "us-east-1",
            "aws.endpoint.override", "false",
            "aws.endpoint.url", ""));

    @Test
    void whatNeitherSaysIsThatOfBoth() {
        values.put("aws.endpoint.override", "true");
        values.put("aws.endpoint.url", "http://localhost:4566");
        URI url = URI.create("http://localhost:4566");
        assertThat(queue())
                .isEqualTo(new AwsService(
                        new AwsName("", "", "argometer"), "us-east-1", Optional.of(url), Optional.empty()));
        assertThat(topic()).isEqualTo(queue());
    }

    @Test
    void eachHasItsOwnWhereItIsSaid() {
        values.put("sqs.region", "us-east-2");
        values.put("sqs.endpoint", "https://vpce-1.sqs.us-east-2.vpce.amazonaws.com");
        values.put("sqs.queue-owner", "999988887777");
        assertThat(queue())
                .isEqualTo(new AwsService(
                        new AwsName("", "999988887777", "argometer"),
                        "us-east-2",
                        Optional.of(URI.create("https://vpce-1.sqs.us-east-2.vpce.amazonaws.com")),
                        Optional.empty()));
        assertThat(topic())
                .isEqualTo(new AwsService(
                        new AwsName("", "", "argometer"), "us-east-1", Optional.empty(), Optional.empty()));
    }

    @Test
    void anArnSaysRegionAndAccount() {
        values.put("sqs.queue", "arn:aws-cn:sqs:cn-north-1:999988887777:argometer");
        AwsName name = new AwsName("cn-north-1", "999988887777", "argometer");
        assertThat(queue()).isEqualTo(new AwsService(name, "cn-north-1", Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "sqs.region, eu-west-1, `us-east-1, as the ARN says, or none`",
                "sqs.queue-owner, 111122223333, `the account of the ARN, or none`",
                "sqs.queue-owner, me, `an account's twelve digits, or nothing`",
                "sqs.queue, argometer?delaySeconds=9, a queue's name (A-Z a-z 0-9 _ -) or ARN",
                "sqs.queue, arn:aws:sns:us-east-1:999988887777:argometer, a queue's name (A-Z a-z 0-9 _ -) or ARN",
                "sqs.queue, arn:aws:sqs:us-east-1:999988887777:a.fifo, a standard queue: FIFO queues are not supported",
                "sqs.endpoint, localhost:4566, a URL such as http://localhost:4566",
                "sqs.region, US East, `a region such as us-east-1, or nothing`"
            })
    void whatCannotBeIsRefusedByName(String key, String value, String allowed) {
        values.put("sqs.queue", "arn:aws:sqs:us-east-1:999988887777:argometer");
        values.put(key, value);
        assertThatThrownBy(this::queue)
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting %s = \"%s\": must be %s".formatted(key, value, allowed));
    }

    @Test
    void anotherEndpointWithoutAnUrlIsRefused() {
        values.put("aws.endpoint.override", "true");
        assertThatThrownBy(this::topic)
                .hasMessage("setting aws.endpoint.url = \"\": must be a URL such as http://localhost:4566");
    }

    @Test
    void halfAPairOfKeysIsRefusedAndNeverShown() {
        values.put("sns.secret-key", "hidden");
        assertThatThrownBy(this::topic)
                .hasMessage("setting sns.access-key = \"\": must be a key, since the other half of the pair is set");
        values.put("sns.access-key", "AK1");
        assertThat(topic()).asString().contains("Keys[AK1]").doesNotContain("hidden");
    }

    private AwsService queue() {
        return AwsService.of(settings(), Channel.SQS);
    }

    private AwsService topic() {
        return AwsService.of(settings(), Channel.SNS);
    }

    private Settings settings() {
        return new Settings(key -> values.getOrDefault(key, ""));
    }
}
