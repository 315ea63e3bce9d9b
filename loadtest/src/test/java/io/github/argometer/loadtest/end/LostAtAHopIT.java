package io.github.argometer.loadtest.end;

import static io.github.argometer.loadtest.end.Shell.kubectl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.loadtest.end.Shell.Loadtest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs in whose midst a hop of the real Argo Events stops: each message that is missing is explained by that hop, and the run
 * fails. The bus keeps 20 events alone.
 */
class LostAtAHopIT {

    private static final String SOURCE = "eventsource-name=argometer-sqs";
    private static final String SENSOR = "sensor-name=argometer-http";

    /** Lines of the send ledger when all 60 messages were taken: its header, and two for each. */
    private static final int ALL_SENT = 120;

    private static Deployment deployment;

    @BeforeAll
    static void deploy() throws IOException {
        deployment = Deployment.ofThisBuild().withSmallBus(20, Path.of("target", "cluster-it", "small-bus"));
        deployment.applyAndAwaitAws();
    }

    @AfterAll
    static void leaveTheClusterAsItWas() {
        if (deployment != null) {
            deployment.delete();
        }
    }

    @Test
    void whatAStoppedSensorHasNotTakenIsOnTheBus() throws Exception {
        String run = "stopped-sensor-" + ProcessHandle.current().pid();
        Loadtest loadtest = start(run, "sns", 10);
        // So late that the bus can keep the rest.
        TestRuns.awaitSent(run, 90, loadtest);
        try {
            scale(SENSOR, 0);
            assertThat(loadtest.end()).isEqualTo(1);
        } finally {
            scale(SENSOR, 1);
        }
        assertThat(missing(run)).isNotEmpty().containsOnly("still queued, bus");
    }

    @Test
    void whatAFullBusLetGoBeforeTheSensorCameBackWasDroppedByIt() throws Exception {
        String run = "full-bus-" + ProcessHandle.current().pid();
        Loadtest loadtest = start(run, "sns", 60);
        TestRuns.awaitSent(run, 6, loadtest);
        try {
            scale(SENSOR, 0);
            TestRuns.awaitSent(run, ALL_SENT, loadtest);
        } finally {
            scale(SENSOR, 1);
        }
        assertThat(loadtest.end()).isEqualTo(1);
        assertThat(missing(run)).isNotEmpty().containsOnly("dropped by bus, ");
    }

    @Test
    void whatAStoppedSourceHasNotTakenIsInTheQueue() throws Exception {
        String run = "stopped-source-" + ProcessHandle.current().pid();
        Loadtest loadtest = start(run, "sqs", 10);
        TestRuns.awaitSent(run, 20, loadtest);
        try {
            scale(SOURCE, 0);
            assertThat(loadtest.end()).isEqualTo(1);
        } finally {
            scale(SOURCE, 1);
        }
        assertThat(missing(run)).isNotEmpty().containsOnly("still queued, queue");
    }

    @Test
    void whatAnotherReceiverTookTooOftenIsInTheDeadLetterQueue() throws Exception {
        String run = "dead-letters-" + ProcessHandle.current().pid();
        try (Queue queue = new Queue()) {
            queue.giveUpAfterOneReceipt();
            Loadtest loadtest = start(run, "sqs", 30);
            TestRuns.awaitSent(run, 20, loadtest);
            try {
                scale(SOURCE, 0);
                TestRuns.awaitSent(run, ALL_SENT, loadtest);
                queue.receiveAllTooOften();
                assertThat(loadtest.end()).isEqualTo(1);
            } finally {
                queue.keepAll();
                scale(SOURCE, 1);
            }
        }
        // What the source had received when it was stopped is in the queue still, for two minutes out of sight.
        assertThat(missing(run))
                .contains("still queued, dead letters in " + Queue.DEAD_LETTERS)
                .isSubsetOf("still queued, dead letters in " + Queue.DEAD_LETTERS, "still queued, queue");
    }

    /** Starts a run that takes half a minute to send its messages to {@code channel}. */
    private static Loadtest start(String run, String channel, int timeout) {
        return TestRuns.start(
                run, "--channels", channel, "--min-delay", "300", "--max-delay", "700", "--timeout", "" + timeout);
    }

    /** Has as many pods of {@code label} as {@code replicas} says, and none that is still on its way out. */
    private static void scale(String label, int replicas) {
        kubectl("-n", "argo-events", "scale", "deployment", "-l", label, "--replicas=" + replicas);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> kubectl("-n", "argo-events", "get", "pods", "-l", label, "-o", "name")
                                .lines()
                                .count()
                        == replicas);
    }

    /** What became of the messages of {@code run} that had to arrive and did not: fate and whereabouts. */
    private static List<String> missing(String run) throws IOException {
        return TestRuns.missing(run).stream().map(LostAtAHopIT::explanation).toList();
    }

    private static String explanation(CSVRecord line) {
        return line.get("Fate") + ", " + line.get("Whereabouts");
    }
}
