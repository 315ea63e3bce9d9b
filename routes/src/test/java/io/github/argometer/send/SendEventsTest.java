package io.github.argometer.send;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.Failures;
import io.github.argometer.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.main.Main;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sending routes with the two AWS endpoints replaced by what a test wants them to do. */
class SendEventsTest {

    private static final Instant START = Instant.now();

    @TempDir
    Path runs;

    private final Main main = new Main();
    private final List<Exchange> requests = new CopyOnWriteArrayList<>();

    @BeforeEach
    void settings() {
        set("runs.folder", runs.toString());
        set("run.id", "run");
        set("management.enabled", "false");
        set("send.enabled", "true");
        set("send.messages", "12");
        set("send.seed", "1");
        set("send.delay.max", "20");
        set("send.retries", "2");
        set("send.retry-delay", "1");
        main.configure().addRoutesBuilder(SendEvents.class, Failures.class);
    }

    @AfterEach
    void stop() {
        main.stop();
    }

    @Test
    void sendsEveryMessageToBothChannelsWithItsAttributesAndNothingElse() throws Exception {
        run(requests::add);

        assertThat(requests).hasSize(24);
        assertThat(requests).extracting(request -> header(request, "EventId")).doesNotHaveDuplicates();
        assertThat(requests).allSatisfy(request -> {
            JsonNode body = new ObjectMapper().readTree(request.getMessage().getBody(String.class));
            assertThat(body.fieldNames()).toIterable().containsExactly("id", "greeting", "message", "author");
            assertThat(request.getMessage().getHeaders())
                    .containsOnlyKeys("EventId", "RunId", "Author", "SentAt", "Timestamp");
            assertThat(header(request, "RunId")).isEqualTo("run");
            assertThat(header(request, "Author")).isEqualTo(body.path("author").textValue());
            assertThat(header(request, "SentAt"))
                    .isEqualTo(header(request, "Timestamp"))
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
            assertThat(Instant.parse(header(request, "SentAt"))).isBetween(START, Instant.now());
        });
        assertThat(ledger())
                .hasSize(24)
                .allMatch(line -> line.get("Outcome").equals("accepted")
                        && line.get("Attempt").equals("1"));
        assertThat(ledger().stream().filter(line -> line.get("Expected").equals("true")))
                .hasSize(2 + 4);
        assertThat(ledger()).allSatisfy(line -> assertThat(Instant.parse(line.get("Intended")))
                .isBeforeOrEqualTo(Instant.parse(line.get("Sent"))));
    }

    @Test
    void savesThePlanBeforeItSends() throws Exception {
        run(requests::add);
        JsonNode plan =
                new ObjectMapper().readTree(runs.resolve("run/plan.json").toFile());
        assertThat(plan.path("seed").longValue()).isEqualTo(1);
        assertThat(plan.path("messages").longValue()).isEqualTo(12);
        assertThat(plan.path("maxDelayMs").longValue()).isEqualTo(20);
        assertThat(plan.path("expected").path("sqs").longValue()).isEqualTo(2);
        assertThat(plan.path("expected").path("sns").longValue()).isEqualTo(4);
    }

    @Test
    void writesEveryAttemptDownBeforeItsRequestAndAfterIt() throws Exception {
        run(request -> {
            requests.add(request);
            assertThat(lines())
                    .anyMatch(line -> line.get("EventId").equals(header(request, "EventId"))
                            && line.get("Outcome").equals("started")
                            && line.get("Finished").isEmpty());
        });

        assertThat(lines()).hasSize(48);
        assertThat(ledger()).hasSize(24).allMatch(line -> line.get("Outcome").equals("accepted"));
        assertThat(counts().inFlight(Channel.SQS)).isZero();
    }

    @Test
    void triesAgainUnderTheSameEventIdWithANewTimeAndWritesBothAttemptsDown() throws Exception {
        var tried = new ConcurrentHashMap<String, String>();
        run(request -> {
            String before = tried.putIfAbsent(header(request, "EventId"), header(request, "SentAt"));
            if (before == null) {
                throw new ConnectException("refused once");
            }
            assertThat(header(request, "SentAt")).isGreaterThan(before);
            requests.add(request);
        });

        assertThat(requests).hasSize(24);
        assertThat(ledger()).hasSize(48);
        assertThat(ledger().stream().filter(line -> line.get("Attempt").equals("1")))
                .hasSize(24)
                .allMatch(line -> line.get("Outcome").equals("failed")
                        && line.get("Detail").contains("refused once"));
        assertThat(ledger().stream().filter(line -> line.get("Attempt").equals("2")))
                .hasSize(24)
                .allMatch(line -> line.get("Outcome").equals("accepted"));
        assertThat(counts().retried(Channel.SQS)).isEqualTo(12);
    }

    @Test
    void givesUpAfterItsRetriesAndTellsRefusedFromUnknown() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        run(request -> {
            attempts.incrementAndGet();
            throw header(request, "EventId").contains("-sqs-")
                    ? new ConnectException("refused")
                    : new SocketTimeoutException("no answer");
        });

        assertThat(attempts).hasValue(24 * 3);
        assertThat(counts().failed(Channel.SQS)).isEqualTo(12);
        assertThat(counts().unknown(Channel.SNS)).isEqualTo(12);
        assertThat(counts().accepted(Channel.SQS) + counts().accepted(Channel.SNS))
                .isZero();
        assertThat(ledger().stream().filter(line -> line.get("Outcome").equals("unknown")))
                .hasSize(36);
    }

    @Test
    void keepsItsScheduleWhenTheServiceIsSlow() throws Exception {
        set("send.in-flight", "1");
        run(request -> await().pollDelay(40, MILLISECONDS).until(() -> true));

        List<CSVRecord> sqs = ledger().stream()
                .filter(line -> line.get("Channel").equals("sqs"))
                .toList();
        Instant first = Instant.parse(sqs.get(0).get("Intended"));
        Instant last = Instant.parse(sqs.get(11).get("Intended"));
        assertThat(Duration.between(first, last)).isLessThan(Duration.ofMillis(12 * 20));
        assertThat(Instant.parse(sqs.get(11).get("Sent"))).isAfter(last.plusMillis(100));
    }

    @Test
    void noMessageWaitsForTheOneAfterIt() throws Exception {
        set("send.arrival", "constant");
        set("send.rate", "0.5");
        set("send.messages", "3");
        set("send.in-flight", "1");
        run(requests::add);

        assertThat(ledger()).hasSize(6).allSatisfy(line -> assertThat(Instant.parse(line.get("Sent")))
                .isBefore(Instant.parse(line.get("Intended")).plusMillis(1_500)));
    }

    @Test
    void stopsAfterTheMessageThatWaitsForItsTime() throws Exception {
        set("send.messages", "100000");
        prepare(requests::add);
        main.start();
        await().atMost(20, SECONDS).until(() -> requests.size() >= 10);

        main.getCamelContext()
                .getRegistry()
                .lookupByNameAndType("schedule", Schedule.class)
                .stop();

        main.getCamelContext().getRouteController().stopRoute("pace-sqs", 5, SECONDS);
        main.getCamelContext().getRouteController().stopRoute("pace-sns", 5, SECONDS);
        await().atMost(5, SECONDS).until(() -> ledger().size() == requests.size());
        assertThat(requests).hasSizeLessThan(200_000).hasSizeGreaterThanOrEqualTo(10);
        assertThat(counts().finished()).isFalse();
    }

    @Test
    void refusesARunIdThatIsTaken() throws IOException {
        Files.createDirectories(runs.resolve("run"));
        Files.writeString(runs.resolve("run/plan.json"), "{}");
        assertThatThrownBy(main::start)
                .rootCause()
                .hasMessageStartingWith("run.id = \"run\": a run of that name is in ");
        assertThat(runs.resolve("run/sent.csv")).doesNotExist();
    }

    @Test
    void refusesASettingOutsideItsRangeBeforeAnythingIsWritten() {
        set("send.in-flight", "0");
        assertThatThrownBy(main::start)
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting send.in-flight = \"0\": allowed is an integer from 1 to 1000");
        assertThat(runs.resolve("run")).doesNotExist();
    }

    private void run(Processor service) throws Exception {
        prepare(service);
        main.start();
        await().atMost(20, SECONDS).until(() -> counts().finished());
    }

    private void prepare(Processor service) throws Exception {
        main.init();
        for (String route : List.of("send-sqs", "send-sns")) {
            AdviceWith.adviceWith(main.getCamelContext(), route, advice -> advice.weaveByToUri("aws2-*")
                    .replace()
                    .process(exchange -> service.process(exchange.copy())));
        }
    }

    private SendLedger counts() {
        return main.getCamelContext().getRegistry().lookupByNameAndType("sendLedger", SendLedger.class);
    }

    /** The lines of attempts that have ended. */
    private List<CSVRecord> ledger() throws IOException {
        return lines().stream()
                .filter(line -> !line.get("Outcome").equals("started"))
                .toList();
    }

    private List<CSVRecord> lines() throws IOException {
        return TestLedger.read(runs.resolve("run/sent.csv"));
    }

    private void set(String key, String value) {
        main.addOverrideProperty(key, value);
    }

    private static String header(Exchange exchange, String name) {
        return exchange.getMessage().getHeader(name, String.class);
    }
}
