package io.github.argometer.loadtest.end;

import static io.github.argometer.loadtest.end.Shell.kubectl;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.end.Shell.Loadtest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One run whose messages are all lost, a fifth by each of five faults that go on at once: each message has the outcome of its own
 * fault. The Sensor cannot keep up, since each of its triggers is refused and tried once more after a pause, and the bus keeps 150 events
 * alone. With {@code -Dlosses=1000 -Dpause=180}, so many by each fault.
 */
class EveryLossIT {

    /** By each fault, about. */
    private static final int LOSSES = Integer.getInteger("losses", 100);

    /** Asks for a field of a field that id 5's messages have not, which is an error; all others pass. */
    private static final String FAILING_SOURCE_FILTER = """
            apiVersion: argoproj.io/v1alpha1
            kind: EventSource
            metadata:
              name: argometer-sns
              namespace: argo-events
            spec:
              sns:
                load:
                  filter:
                    expression: not (body.Message contains '"id":5') || body.nothing.deep == 1
            """;

    private static final String FILTER_OF_ANOTHER_AUTHOR = """
            apiVersion: argoproj.io/v1alpha1
            kind: Sensor
            metadata:
              name: argometer-job
              namespace: argo-events
            spec:
              dependencies:
                - name: sqs
                  eventSourceName: argometer-sqs
                  eventName: load
                  transform:
                    jq: .body.message = "set by sensor argometer-job"
                  filters:
                    data:
                      - path: body.author
                        type: string
                        value: [Nobody]
            """;

    private static final String TRIGGER_TO_A_WRONG_PORT = """
            apiVersion: argoproj.io/v1alpha1
            kind: Sensor
            metadata:
              name: argometer-http
              namespace: argo-events
            spec:
              triggers:
                - atLeastOnce: true
                  retryStrategy:
                    steps: 2
                    duration: %dms
                  template:
                    name: http
                    http:
                      url: http://127.0.0.1:81/event/
                      method: POST
                      payload:
                        - src:
                            dependencyName: sns
                          dest: data
            """.formatted(Integer.getInteger("pause", 400));

    private static Deployment deployment;

    @BeforeAll
    static void deploy() throws IOException {
        deployment = Deployment.ofThisBuild()
                .withSmallBus(
                        150,
                        Path.of("target", "cluster-it", "every-loss"),
                        FAILING_SOURCE_FILTER,
                        FILTER_OF_ANOTHER_AUTHOR,
                        TRIGGER_TO_A_WRONG_PORT);
        deployment.applyAndAwaitAws();
    }

    @AfterAll
    static void leaveTheClusterAsItWas() {
        if (deployment != null) {
            deployment.delete();
        }
    }

    @Test
    void eachMessageHasTheOutcomeOfItsOwnFault() throws Exception {
        String run = "every-loss-" + ProcessHandle.current().pid();
        int messages = 5 * LOSSES;
        int purged;
        try (Queue queue = new Queue()) {
            queue.delay(900);
            Loadtest loadtest =
                    TestRuns.start(run, messages, "--rate", "25", "--timeout", "60", "--plan", plan().toString());
            try {
                TestRuns.awaitSent(run, 2 * messages, loadtest);
                queue.delay(0);
                purged = accepted(run);
                queue.purge();
                assertThat(loadtest.end()).isEqualTo(1);
            } finally {
                queue.delay(0);
            }
        }

        Map<String, Map<String, Long>> outcomes = new TreeMap<>(TestRuns.missing(run).stream()
                .collect(Collectors.groupingBy(
                        line -> "%s %s %s".formatted(line.get("Channel"), line.get("PayloadId"), line.get("Author")),
                        Collectors.groupingBy(
                                line -> line.get("Fate") + ", " + line.get("Whereabouts"), Collectors.counting()))));
        System.out.printf("every loss: %s, of which about %d were purged%n", outcomes, purged);
        assertThat(outcomes.keySet()).containsExactly("sns 4 David", "sns 5 David", "sqs 4 Ankur");
        assertThat(outcomes.get("sns 5 David").keySet())
                .hasSize(1)
                .allMatch(outcome -> outcome.startsWith("wrongly dropped, source's filter, which fails: "));
        assertThat(outcomes.get("sns 4 David").keySet())
                .containsExactlyInAnyOrder("trigger failed, ", "dropped by bus, ");
        assertThat(outcomes.get("sqs 4 Ankur").keySet())
                .containsExactlyInAnyOrder(
                        "never on the bus, not received by the source", "wrongly dropped, Sensor's filter");
        assertThat(failedBySensor(run))
                .as("events whose trigger failed, by the Sensor's own log")
                .containsExactlyInAnyOrderElementsOf(with(run, "trigger failed"));
        assertThat(with(run, "never on the bus").size())
                .as("messages sent until the queue was purged, but for those that were sent meanwhile")
                .isBetween(purged - 5, purged + 5);
        assertThat(
                        kubectl(
                                "get",
                                "--raw",
                                "/api/v1/namespaces/argo-events/pods/eventbus-argometer-js-0:8222/proxy/jsz?consumers=true&config=true"))
                .as("the Sensors' consumers, as they were before the run")
                .contains("group-")
                .doesNotContain("sample_freq")
                .doesNotContain("sampled by argometer");
    }

    /** How many messages that must arrive by the queue were accepted until now. */
    private static int accepted(String run) throws IOException {
        return (int) TestRuns.lines(run, "sent.csv").stream()
                .filter(line -> line.get("Channel").equals("sqs")
                        && line.get("Expected").equals("true")
                        && line.get("Outcome").equals("accepted"))
                .count();
    }

    private static List<String> with(String run, String fate) throws IOException {
        return TestRuns.missing(run).stream()
                .filter(line -> line.get("Fate").equals(fate))
                .map(line -> line.get("EventId"))
                .toList();
    }

    private static Path plan() throws IOException {
        Path plan = Path.of("target", "cluster-it", "every-loss.yaml");
        Files.createDirectories(plan.getParent());
        return Files.writeString(plan, """
                payloads:
                  - {text: '{"id":4,"greeting":"hello","message":"hello world","author":"Ankur"}', weight: 2, expect: sqs}
                  - {text: '{"id":5,"greeting":"hello","message":"hello world","author":"David"}', weight: 1, expect: sns}
                  - {text: '{"id":4,"greeting":"hello","message":"hello world","author":"David"}', weight: 2, expect: sns}
                """);
    }

    /** The EventIds of those events of the bus that the Sensor's log names as failed. */
    private static List<String> failedBySensor(String run) throws IOException {
        String log = kubectl("-n", "argo-events", "logs", "-l", "sensor-name=argometer-http", "--tail=-1");
        Files.writeString(TestRuns.folder(run).resolve("sensor.log"), log);
        Map<String, CSVRecord> events = TestRuns.lines(run, "bus.csv").stream()
                .collect(Collectors.toMap(line -> line.get("CloudEventId"), Function.identity()));
        return log.lines()
                .filter(line -> line.contains("Failed to execute a trigger"))
                .flatMap(line -> events.keySet().stream().filter(line::contains))
                .distinct()
                .map(id -> events.get(id).get("EventId"))
                .toList();
    }
}
