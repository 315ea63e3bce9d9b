package io.github.argometer.loadtest.cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.RealQueues;
import io.github.argometer.loadtest.cluster.argo.Source;
import io.github.argometer.plan.Channel;
import io.github.argometer.send.aws.AwsName;
import io.github.argometer.send.aws.AwsService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class DeadLettersTest {

    private static final String HEADER = "EventId,Channel,Queue,GivenUpBy";

    @TempDir
    private Path folder;

    private RealQueues queues;
    private Path file;

    @BeforeEach
    void queues() {
        queues = new RealQueues();
        file = folder.resolve("dead-letters.csv");
    }

    @AfterEach
    void close() {
        queues.close();
    }

    @Test
    void namesTheRunsOwnAndTakesNothingAway() throws IOException {
        queues.create("dead-sqs").create("dead-sns");
        IntStream.range(0, 25).forEach(number -> queues.sendEvent("dead-sqs", "run-1-sqs-0000%02d".formatted(number)));
        queues.sendEvent("dead-sqs", "run-10-sqs-000001")
                .sendEvent("dead-sqs", "canary")
                .send("dead-sqs", "[]")
                .send("dead-sqs", "no JSON")
                .send("dead-sns", envelope("run-1-sns-000007"))
                .send("dead-sns", envelope("run-1-sns-000007"))
                .send("dead-sns", envelope("run-0-sns-000007"));

        assertThat(letters(30)
                        .with(target(Channel.SQS), () -> name("dead-sqs"))
                        .with(target(Channel.SNS), () -> name("dead-sns"))
                        .write(file))
                .isEmpty();

        assertThat(Files.readAllLines(file))
                .hasSize(27)
                .startsWith(HEADER)
                .contains(
                        "run-1-sqs-000000,sqs,dead-sqs,sqs",
                        "run-1-sqs-000024,sqs,dead-sqs,sqs",
                        "run-1-sns-000007,sns,dead-sns,sns");
        assertThat(visible("dead-sqs")).isEqualTo("29");
        assertThat(visible("dead-sns")).isEqualTo("3");
    }

    @Test
    void readsTheSameQueueOfBothOnce() throws IOException {
        queues.create("dead").sendEvent("dead", "run-1-sqs-000001").send("dead", envelope("run-1-sns-000002"));

        letters(30)
                .with(target(Channel.SQS), () -> name("dead"))
                .with(target(Channel.SNS), () -> name("dead"))
                .write(file);

        assertThat(Files.readAllLines(file))
                .containsExactlyInAnyOrder(HEADER, "run-1-sqs-000001,sqs,dead,sqs", "run-1-sns-000002,sns,dead,sns");
    }

    @Test
    void aQueueThatCannotBeAskedIsToldAndTheOtherRead() throws IOException {
        queues.create("dead-sqs").sendEvent("dead-sqs", "run-1-sqs-000001");

        List<Missing> missing = letters(30)
                .with(target(Channel.SQS), () -> name("dead-sqs"))
                .with(target(Channel.SNS), () -> {
                    throw SdkClientException.create("no such right");
                })
                .write(file);

        assertThat(missing).singleElement().satisfies(one -> assertThat(one.what())
                .contains("no such right"));
        assertThat(Files.readAllLines(file)).containsExactly(HEADER, "run-1-sqs-000001,sqs,dead-sqs,sqs");
    }

    @Test
    void thereIsNoFileWhereNoQueueCouldBeRead() throws IOException {
        assertThat(letters(30).with(target(Channel.SQS), () -> null).write(file))
                .isEmpty();
        assertThat(file).doesNotExist();

        assertThat(letters(30).with(target(Channel.SQS), () -> name("nowhere")).write(file))
                .hasSize(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void aQueueThatWouldGiveUpWhatIsReadTooOftenIsNotRead() throws IOException {
        queues.withDeadLetters("dead-sqs", "deader").sendEvent("dead-sqs", "run-1-sqs-000001");

        assertThat(letters(30).with(target(Channel.SQS), () -> name("dead-sqs")).write(file))
                .containsExactly(new Missing(
                        "dead-sqs has a queue of dead letters of its own, to which reading could move its messages",
                        "read it yourself, or take its RedrivePolicy away"));
        assertThat(file).doesNotExist();
        assertThat(visible("dead-sqs")).isEqualTo("1");
    }

    @Test
    void moreThanThereIsTimeForIsTold() throws IOException {
        queues.create("dead-sqs");
        IntStream.range(0, 11).forEach(number -> queues.sendEvent("dead-sqs", "run-1-sqs-0000%02d".formatted(number)));

        assertThat(letters(0).with(target(Channel.SQS), () -> name("dead-sqs")).write(file))
                .singleElement()
                .satisfies(one ->
                        assertThat(one.what()).isEqualTo("dead-sqs has more dead letters than the 10 that were read"));
        assertThat(Files.readAllLines(file)).hasSize(11);
    }

    private DeadLetters letters(int seconds) {
        return new DeadLetters(target(Channel.SQS), "run-1", Duration.ofSeconds(seconds));
    }

    private AwsTarget target(Channel channel) {
        return new AwsTarget(
                new Source(null, channel, channel.label(), "load", null),
                name("argometer"),
                Optional.of(URI.create(queues.url())),
                Optional.empty(),
                Optional.of(new AwsService.Keys("test", "test")),
                "the test");
    }

    private static AwsName name(String queue) {
        return new AwsName("elasticmq", "000000000000", queue);
    }

    /** How SNS puts a notification that it could not deliver into a queue of dead letters. */
    private static String envelope(String eventId) {
        return """
                {"Type": "Notification", "Message": "{}", "MessageAttributes": {"EventId": {"Type": "String", "Value": "%s"}}}""".formatted(eventId);
    }

    private String visible(String queue) {
        QueueAttributeName count = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
        return queues.sqs
                .getQueueAttributes(
                        request -> request.queueUrl(queues.at(queue)).attributeNames(count))
                .attributes()
                .get(count);
    }
}
