package io.github.argometer.send;

import static java.util.Comparator.naturalOrder;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestGenerator;
import io.github.argometer.TestSqs;
import io.github.argometer.failure.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator and the AWS SDK against an endpoint that misbehaves. */
class SendToSqsTest {

    @TempDir
    Path runs;

    private final Main main = new Main();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private TestSqs sqs;

    @BeforeEach
    void start() throws Exception {
        sqs = TestSqs.start();
        sqs.listen(eventId -> seen.merge(eventId, 1, Integer::sum));
        TestGenerator.settings(sqs).forEach(this::set);
        set("camel.component.aws2-sqs.use-default-credentials-provider", "false");
        set("camel.component.aws2-sqs.access-key", "test");
        set("camel.component.aws2-sqs.secret-key", "test");
        set("runs.folder", runs.toString());
        set("run.id", "run");
        set("send.seed", "1");
        set("send.arrival", "constant");
        set("send.retry-delay", "1");
        main.configure().addRoutesBuilder(SendEvents.class, Failures.class);
    }

    @AfterEach
    void stop() {
        main.stop();
        sqs.close();
    }

    @Test
    void aBatchRepeatsOnlyTheEntriesThatWereRefused() throws Exception {
        set("send.messages", "95");
        set("send.rate", "10000");
        set("send.batch", "10");
        Set<String> refusedOnce = ConcurrentHashMap.newKeySet();
        sqs.refuse(eventId -> eventId.endsWith("3") && refusedOnce.add(eventId));
        run();

        assertThat(sqs.messages()).isEqualTo(95);
        assertThat(seen).hasSize(95).allSatisfy((eventId, times) -> assertThat(times)
                .isEqualTo(eventId.endsWith("3") ? 2 : 1));
        assertThat(ended("unknown")).hasSize(10).allSatisfy(line -> {
            assertThat(line.get("EventId")).endsWith("3");
            assertThat(line.get("Attempt")).isEqualTo("1");
            assertThat(line.get("Detail")).isEqualTo("InternalError: not now");
        });
        assertThat(ended("accepted")).hasSize(95).allMatch(line -> line.get("Attempt")
                .equals(line.get("EventId").endsWith("3") ? "2" : "1"));
        assertThat(ended("started")).hasSize(105);
    }

    @Test
    void anAttemptWithoutAnAnswerIsUnknownAndTriedAgain() throws Exception {
        set("send.messages", "10");
        set("send.rate", "1000");
        set("send.timeout", "5000");
        sqs.ignore(eventId -> eventId.endsWith("4") && seen.get(eventId) == null);
        run();

        assertThat(ended("unknown")).singleElement().satisfies(line -> {
            assertThat(line.get("EventId")).isEqualTo("run-sqs-000004");
            assertThat(line.get("Detail")).contains("5000 millis");
            assertThat(time(line, "Finished"))
                    .isAfterOrEqualTo(time(line, "Sent").plusMillis(5_000));
        });
        assertThat(ended("accepted")).hasSize(10);
        assertThat(seen.get("run-sqs-000004")).isEqualTo(2);
    }

    /**
     * While the endpoint answers nothing for ten seconds the plan goes on: each message that it wanted sent in that time
     * has waited for all of the rest of the stall, whether its request hung or never began.
     */
    @Test
    void aStallShowsInFullInTheTimesFromTheIntendedOnes() throws Exception {
        int rate = 200;
        set("send.messages", String.valueOf(12 * rate));
        set("send.rate", String.valueOf(rate));
        set("send.in-flight", "4");
        main.start();
        await().atMost(20, SECONDS).until(() -> sqs.messages() >= rate / 2);
        Instant end = sqs.stall(Duration.ofSeconds(10));
        Instant begin = Instant.now();
        finish();

        List<CSVRecord> accepted = ended("accepted");
        assertThat(accepted).hasSize(12 * rate);
        assertThat(accepted)
                .allSatisfy(line -> assertThat(time(line, "Sent")).isAfterOrEqualTo(time(line, "Intended")));
        List<CSVRecord> planned = accepted.stream()
                .filter(line -> time(line, "Intended").isAfter(begin)
                        && time(line, "Intended").isBefore(end))
                .toList();
        assertThat(planned).hasSizeGreaterThan(2 * rate).allSatisfy(line -> assertThat(time(line, "Finished"))
                .isAfter(end));
        Duration longest = accepted.stream()
                .map(SendToSqsTest::latency)
                .max(naturalOrder())
                .orElseThrow();
        assertThat(longest).isGreaterThan(Duration.ofSeconds(10).minusMillis(1_000 / rate));
        for (int seconds = 1; seconds <= 9; seconds++) {
            Duration waited = Duration.ofSeconds(seconds);
            long mustHaveWaited = planned.stream()
                    .filter(line -> !time(line, "Intended").plus(waited).isAfter(end))
                    .count();
            assertThat(accepted.stream().filter(line -> latency(line).compareTo(waited) >= 0))
                    .as("waited %s s or longer", seconds)
                    .hasSizeGreaterThanOrEqualTo((int) mustHaveWaited);
        }
    }

    private static Duration latency(CSVRecord line) {
        return Duration.between(time(line, "Intended"), time(line, "Finished"));
    }

    private void run() throws Exception {
        main.start();
        finish();
    }

    private void finish() {
        SendLedger ledger = main.getCamelContext().getRegistry().lookupByNameAndType("sendLedger", SendLedger.class);
        await().atMost(40, SECONDS).until(ledger::finished);
    }

    private List<CSVRecord> ended(String outcome) throws IOException {
        return TestLedger.read(runs.resolve("run/sent.csv")).stream()
                .filter(line -> line.get("Outcome").equals(outcome))
                .collect(Collectors.toList());
    }

    private static Instant time(CSVRecord line, String column) {
        return Instant.parse(line.get(column));
    }

    private void set(String key, String value) {
        main.addOverrideProperty(key, value);
    }
}
