package io.github.argometer.loadtest.cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.cluster.RealQueues;
import org.junit.jupiter.api.Test;

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
}
