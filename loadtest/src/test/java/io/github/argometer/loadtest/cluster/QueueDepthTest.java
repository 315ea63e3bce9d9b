package io.github.argometer.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueDepthTest {

    private static final int LONG = 600;

    @Test
    void countsMessagesThatWaitAreHeldOrAreDelayed() {
        try (RealQueues queues = new RealQueues()) {
            queues.create("argometer").send("argometer", "held").receive("argometer", LONG);
            queues.send("argometer", "waits").sendLater("argometer", "delayed", LONG);

            assertThat(QueueDepth.of(queues.sqs, queues.at("argometer"))).isEqualTo(3);
        }
    }
}
