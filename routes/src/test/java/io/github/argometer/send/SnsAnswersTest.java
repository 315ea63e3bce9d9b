package io.github.argometer.send;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.argometer.failure.Failures;
import io.github.argometer.plan.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.main.Main;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the generator and the AWS SDK make of each answer that a topic, or what stands before it, may give. */
class SnsAnswersTest {

    private static final Pattern NUMBER = Pattern.compile("run-sns-0*([0-9]+)");

    /** What is answered to the message of the same number; a null body comes byte by byte, for ever. */
    private record Case(int status, String body, String outcome, String detail) {}

    private static final List<Case> CASES = List.of(
            new Case(200, published("<MessageId>id-1</MessageId>"), "accepted", "id-1"),
            new Case(200, published("<MessageId> </MessageId>"), "unknown", "answered without a message id"),
            new Case(200, "<html>proxy login page</html>", "unknown", "answered without a message id"),
            new Case(200, "<!doctype html><title>Log in</title><br>", "unknown", ""),
            new Case(200, "", "unknown", "answered without a message id"),
            new Case(302, "<html>log in</html>", "unknown", ""),
            new Case(403, "<html>no way out</html>", "unknown", ""),
            new Case(408, error("RequestTimeout", "late"), "unknown", "late"),
            new Case(500, error("InternalFailure", "oops"), "unknown", "oops"),
            new Case(502, "<html>bad gateway</html>", "unknown", ""),
            new Case(503, error("ServiceUnavailable", "later"), "unknown", "later"),
            new Case(504, "", "unknown", ""),
            new Case(400, error("Throttling", "Rate exceeded"), "failed", "Rate exceeded"),
            new Case(503, error("SlowDown", "slower"), "failed", "slower"),
            new Case(429, "", "failed", ""),
            new Case(
                    400,
                    error("InvalidParameter", "first, \"a\"\nsecond\n\r\nlast\\"),
                    "failed",
                    "first, \"a\" second last\\"),
            new Case(403, error("AuthorizationError", "no"), "failed", "no"),
            new Case(200, null, "unknown", "5000 millis"));

    @TempDir
    Path runs;

    private final Main main = new Main();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer topic;

    @BeforeEach
    void start() throws IOException {
        topic = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        topic.setExecutor(threads);
        topic.createContext("/", this::answer);
        topic.start();
        set("management.enabled", "false");
        set("send.enabled", "true");
        set("send.channels", "sns");
        set("send.messages", String.valueOf(CASES.size()));
        set("send.arrival", "constant");
        set("send.rate", "1000");
        set("send.retries", "0");
        set("send.timeout", "5000");
        set("runs.folder", runs.toString());
        set("run.id", "run");
        set("sns.topic", "arn:aws:sns:us-east-1:000000000000:argometer");
        set("aws.endpoint.override", "true");
        set("aws.endpoint.url", "http://127.0.0.1:" + topic.getAddress().getPort());
        set("camel.component.aws2-sns.use-default-credentials-provider", "false");
        set("camel.component.aws2-sns.access-key", "test");
        set("camel.component.aws2-sns.secret-key", "test");
        main.configure().addRoutesBuilder(SendEvents.class, Failures.class);
    }

    @AfterEach
    void stop() {
        over.countDown();
        main.stop();
        topic.stop(0);
        threads.shutdownNow();
    }

    @Test
    void onlyTheServicesOwnWordIsTakenForAcceptedOrRefused() throws Exception {
        main.start();
        SendLedger ledger = main.getCamelContext().getRegistry().lookupByNameAndType("sendLedger", SendLedger.class);
        await().atMost(30, SECONDS).until(ledger::finished);

        List<String> wanted = new ArrayList<>();
        List<String> outcomes = new ArrayList<>();
        for (CSVRecord line : TestLedger.read(runs.resolve("run/sent.csv"))) {
            if (!line.get("Outcome").equals("started")) {
                int number = Integer.parseInt(line.get("Number"));
                wanted.add(number + " " + CASES.get(number).outcome);
                outcomes.add(number + " " + line.get("Outcome"));
                assertThat(line.get("Detail"))
                        .contains(CASES.get(number).detail)
                        .doesNotContain("\n", "\r");
                assertThat(Duration.between(Instant.parse(line.get("Sent")), Instant.parse(line.get("Finished"))))
                        .isLessThan(Duration.ofSeconds(15));
            }
        }
        assertThat(outcomes).hasSize(CASES.size()).containsExactlyElementsOf(wanted);
        assertThat(ledger.accepted(Channel.SNS)).isEqualTo(1);
        assertThat(ledger.failed(Channel.SNS)).isEqualTo(5);
        assertThat(ledger.unknown(Channel.SNS)).isEqualTo(12);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = URLDecoder.decode(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Matcher number = NUMBER.matcher(request);
        Case answer = number.find() ? CASES.get(Integer.parseInt(number.group(1))) : CASES.get(0);
        if (answer.body == null) {
            trickle(exchange);
            return;
        }
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void trickle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 100_000);
        try {
            while (!over.await(300, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String published(String result) {
        return "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>" + result
                + "</PublishResult></PublishResponse>";
    }

    private static String error(String code, String message) {
        return "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>"
                + code + "</Code><Message>" + message + "</Message></Error><RequestId>r</RequestId></ErrorResponse>";
    }

    private void set(String key, String value) {
        main.addOverrideProperty(key, value);
    }
}
