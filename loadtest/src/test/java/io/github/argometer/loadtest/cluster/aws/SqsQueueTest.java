package io.github.argometer.loadtest.cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.cluster.RealQueues;
import io.github.argometer.send.aws.AwsName;
import io.github.argometer.send.aws.AwsService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

class SqsQueueTest {

    private static final int LONG = 600;

    @Test
    void countsMessagesThatWaitAreHeldOrAreDelayed() {
        try (RealQueues queues = new RealQueues()) {
            queues.create("argometer").send("argometer", "held").receive("argometer", LONG);
            queues.send("argometer", "waits").sendLater("argometer", "delayed", LONG);

            assertThat(SqsQueue.depth(queues.sqs, queues.at("argometer"))).isEqualTo(3);
        }
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsAFailure() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Optional<URI> there = Optional.of(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
            AwsTarget target = new AwsTarget(
                    null,
                    new AwsName("eu-west-3", "", "argometer"),
                    there,
                    there,
                    Optional.of(new AwsService.Keys("test", "test")),
                    "the test");
            try (SqsQueue queue = new SqsQueue(target, Duration.ofMillis(300))) {
                assertThatThrownBy(queue::depth).isInstanceOf(ApiCallTimeoutException.class);
            }
        }
    }
}
