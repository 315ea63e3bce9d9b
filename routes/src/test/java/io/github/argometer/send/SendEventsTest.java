package io.github.argometer.send;

import static io.github.argometer.send.SendingRoutes.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendEventsTest {

    private static final Instant START = Instant.now();

    @TempDir
    Path runs;

    private final List<Exchange> requests = new CopyOnWriteArrayList<>();
    private SendingRoutes routes;

    @BeforeEach
    void settings() {
        routes = new SendingRoutes(runs);
    }

    @AfterEach
    void stop() {
        routes.stop();
    }

    @Test
    void sendsEveryMessageToBothChannelsWithItsAttributesAndNothingElse() throws Exception {
        routes.run(requests::add);

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
        assertThat(routes.ledger())
                .hasSize(24)
                .allMatch(line -> line.get("Outcome").equals("accepted")
                        && line.get("Attempt").equals("1"));
        assertThat(routes.ledger().stream().filter(line -> line.get("Expected").equals("true")))
                .hasSize(2 + 4);
        assertThat(routes.ledger()).allSatisfy(line -> assertThat(Instant.parse(line.get("Intended")))
                .isBeforeOrEqualTo(Instant.parse(line.get("Sent"))));
    }

    @Test
    void savesThePlanBeforeItSends() throws Exception {
        routes.run(requests::add);
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
        routes.run(request -> {
            requests.add(request);
            assertThat(routes.lines())
                    .anyMatch(line -> line.get("EventId").equals(header(request, "EventId"))
                            && line.get("Outcome").equals("started")
                            && line.get("Finished").isEmpty());
        });

        assertThat(routes.lines()).hasSize(48);
        assertThat(routes.ledger()).hasSize(24).allMatch(line -> line.get("Outcome")
                .equals("accepted"));
        assertThat(routes.counts().inFlight(Channel.SQS)).isZero();
    }

    @Test
    void triesAgainUnderTheSameEventIdWithANewTimeAndWritesBothAttemptsDown() throws Exception {
        var tried = new ConcurrentHashMap<String, String>();
        routes.run(request -> {
            String before = tried.putIfAbsent(header(request, "EventId"), header(request, "SentAt"));
            if (before == null) {
                throw new ConnectException("refused once");
            }
            assertThat(header(request, "SentAt")).isGreaterThan(before);
            requests.add(request);
        });

        assertThat(requests).hasSize(24);
        assertThat(routes.ledger()).hasSize(48);
        assertThat(routes.ledger().stream().filter(line -> line.get("Attempt").equals("1")))
                .hasSize(24)
                .allMatch(line -> line.get("Outcome").equals("failed")
                        && line.get("Detail").contains("refused once"));
        assertThat(routes.ledger().stream().filter(line -> line.get("Attempt").equals("2")))
                .hasSize(24)
                .allMatch(line -> line.get("Outcome").equals("accepted"));
        assertThat(routes.counts().retried(Channel.SQS)).isEqualTo(12);
    }

    @Test
    void givesUpAfterItsRetriesAndTellsRefusedFromUnknown() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        routes.run(request -> {
            attempts.incrementAndGet();
            throw header(request, "EventId").contains("-sqs-")
                    ? new ConnectException("refused")
                    : new SocketTimeoutException("no answer");
        });

        assertThat(attempts).hasValue(24 * 3);
        assertThat(routes.counts().failed(Channel.SQS)).isEqualTo(12);
        assertThat(routes.counts().unknown(Channel.SNS)).isEqualTo(12);
        assertThat(routes.counts().accepted(Channel.SQS) + routes.counts().accepted(Channel.SNS))
                .isZero();
        assertThat(routes.ledger().stream().filter(line -> line.get("Outcome").equals("unknown")))
                .hasSize(36);
    }

    @Test
    void anErrorHasNoPartInTheOutcomeOfAnotherAttempt() throws Exception {
        routes.set("send.in-flight", "1");
        routes.set("send.retries", "1");
        AtomicInteger attempts = new AtomicInteger();
        routes.run(request -> {
            if (attempts.getAndIncrement() % 2 == 0) {
                throw new ConnectException("refused");
            }
            throw new SocketTimeoutException("no answer");
        });

        // Lanes of both channels take turns as they like, so that each kind of error follows the other now and then.
        assertThat(routes.ledger()).hasSize(48).allSatisfy(line -> assertThat(line.get("Outcome"))
                .isEqualTo(line.get("Detail").contains("refused") ? "failed" : "unknown"));
    }

    @Test
    void refusesARunIdThatIsTaken() throws IOException {
        Files.createDirectories(runs.resolve("run"));
        Files.writeString(runs.resolve("run/plan.json"), "{}");
        assertThatThrownBy(routes::start)
                .rootCause()
                .hasMessageStartingWith("run.id = \"run\": a run of that name is in ");
        assertThat(runs.resolve("run/sent.csv")).doesNotExist();
    }

    @Test
    void refusesASettingOutsideItsRangeBeforeAnythingIsWritten() {
        routes.set("send.in-flight", "0");
        assertThatThrownBy(routes::start)
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting send.in-flight = \"0\": allowed is an integer from 1 to 1000");
        assertThat(runs.resolve("run")).doesNotExist();
    }
}
