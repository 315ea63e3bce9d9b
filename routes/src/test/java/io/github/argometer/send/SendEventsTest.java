package io.github.argometer.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.Settings;
import io.github.argometer.plan.Channel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SendEventsTest extends SendingRoutes {

    private static final Instant START = Instant.now();

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
    void anErrorHasNoPartInTheOutcomeOfAnotherAttempt() throws Exception {
        set("send.in-flight", "1");
        set("send.retries", "1");
        AtomicInteger attempts = new AtomicInteger();
        run(request -> {
            if (attempts.getAndIncrement() % 2 == 0) {
                throw new ConnectException("refused");
            }
            throw new SocketTimeoutException("no answer");
        });

        // Lanes of both channels take turns as they like, so that each kind of error follows the other now and then.
        assertThat(ledger()).hasSize(48).allSatisfy(line -> assertThat(line.get("Outcome"))
                .isEqualTo(line.get("Detail").contains("refused") ? "failed" : "unknown"));
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
                .hasMessage("setting send.in-flight = \"0\": must be an integer from 1 to 1000");
        assertThat(runs.resolve("run")).doesNotExist();
    }
}
