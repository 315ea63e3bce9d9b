package io.github.argometer.send;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestGenerator;
import io.github.argometer.TestSqs;
import io.github.argometer.failure.Failures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeWorkerTest {

    @TempDir
    Path runs;

    private final Main main = new Main();
    private TestSqs sqs;
    private int port;

    @BeforeEach
    void start() throws Exception {
        sqs = TestSqs.start();
        port = TestDatabase.freePort();
        TestGenerator.settings(sqs).forEach(main::addOverrideProperty);
        main.addOverrideProperty("camel.component.aws2-sqs.use-default-credentials-provider", "false");
        main.addOverrideProperty("camel.component.aws2-sqs.access-key", "test");
        main.addOverrideProperty("camel.component.aws2-sqs.secret-key", "test");
        main.addOverrideProperty("runs.folder", runs.toString());
        main.addOverrideProperty("run.id", "run");
        main.addOverrideProperty("send.messages", "32");
        main.addOverrideProperty("send.delay.max", "0");
        main.addOverrideProperty("send.warmup-messages", "4");
        main.addOverrideProperty("send.workers", "3");
        main.addOverrideProperty("send.worker", "1");
        main.addOverrideProperty("send.await-start", "true");
        main.addOverrideProperty("send.silence", "5");
        main.addOverrideProperty("management.enabled", "true");
        main.addOverrideProperty("camel.server.enabled", "true");
        main.addOverrideProperty("http.port", String.valueOf(port));
        main.configure().addRoutesBuilder(SendEvents.class, Failures.class, ServeWorker.class);
        main.start();
    }

    @AfterEach
    void stop() {
        main.stop();
        sqs.close();
    }

    @Test
    void sendsItsShareWhenItIsToldToAndKeepsItsLedgerUntilThatIsSafe() throws Exception {
        assertThat(Worker.Progress.of(get("send/progress")).finished()).isFalse();
        assertThat(sqs.messages()).isZero();

        Instant start = Instant.now().plusMillis(500);
        post("send/start", start.toString());
        await().atMost(20, SECONDS)
                .until(() -> Worker.Progress.of(get("send/progress")).finished());

        assertThat(sqs.messages()).isEqualTo(11);
        List<String> lateness =
                Worker.Progress.of(get("send/progress")).channels().get("sqs").lateness();
        assertThat(lateness).hasSize(1);
        ByteBuffer histogram = ByteBuffer.wrap(Base64.getDecoder().decode(lateness.get(0)));
        assertThat(Histogram.decodeFromCompressedByteBuffer(histogram, 0).getTotalCount())
                .as("all but the one of warm-up")
                .isEqualTo(10);
        assertThat(get("send/ledger").lines())
                .hasSize(1 + 2 * 11)
                .filteredOn(line -> !line.startsWith("EventId"))
                .allMatch(line -> Integer.parseInt(line.split(",")[2]) % 3 == 1)
                .allMatch(line -> !Instant.parse(line.split(",")[7]).isBefore(start));
        String page = get("observe/metrics");
        assertThat(page.lines().filter(line -> line.matches("argometer_send_(messages|retries|in_flight).*")))
                .containsExactlyInAnyOrder(
                        "argometer_send_messages_total{channel=\"sqs\",outcome=\"accepted\"} 11.0",
                        "argometer_send_messages_total{channel=\"sqs\",outcome=\"failed\"} 0.0",
                        "argometer_send_messages_total{channel=\"sqs\",outcome=\"unknown\"} 0.0",
                        "argometer_send_retries_total{channel=\"sqs\"} 0.0",
                        "argometer_send_in_flight{channel=\"sqs\"} 0.0");
        assertThat(buckets(page, "argometer_send_lateness_seconds"))
                .isEqualTo("5.0E-4 0.001 0.002 0.005 0.01 0.02 0.05 0.1 0.2 0.5 1.0 2.0 5.0 10.0 30.0 60.0 +Inf");
        assertThat(page)
                .contains("argometer_send_lateness_seconds_bucket{channel=\"sqs\",le=\"+Inf\"} 11\n")
                .containsPattern("camel_route_policy_seconds_bucket\\{.*routeId=\"send-sqs\".*le=\"\\+Inf\"} 11");

        Worker worker = bean("worker", Worker.class);
        post("send/safe", "");
        worker.awaitSafe();
    }

    @Test
    void stopsEarlyAndCallsItsLedgerWhole() throws Exception {
        post("send/start", Instant.now().plusSeconds(3_600).toString());
        post("send/stop", "");
        await().atMost(20, SECONDS)
                .until(() -> Worker.Progress.of(get("send/progress")).finished());
        assertThat(get("send/ledger").lines()).hasSize(1);
    }

    /** As when whoever started it was killed. */
    @Test
    void sendsNothingMoreOnceNobodyAsks() throws Exception {
        Schedule schedule = bean("schedule", Schedule.class);
        post("send/start", Instant.now().plusSeconds(3_600).toString());
        await().during(7, SECONDS)
                .atMost(20, SECONDS)
                .until(() -> !get("send/progress").isEmpty() && !schedule.stopped());

        await().atMost(10, SECONDS).until(schedule::stopped);

        Worker.Progress progress = Worker.Progress.of(get("send/progress"));
        assertThat(progress.failure()).isEqualTo("nobody asked it for 5 s (send.silence), and it sends nothing more");
        assertThat(get("send/ledger").lines()).hasSize(1);
        assertThat(sqs.messages()).isZero();
    }

    @Test
    void aLedgerThatCannotBeWrittenIsTold() throws Exception {
        main.getCamelContext()
                .getRegistry()
                .lookupByNameAndType("sendLedger", SendLedger.class)
                .close();
        post("send/start", Instant.now().toString());
        await().atMost(20, SECONDS).untilAsserted(() -> assertThat(
                        Worker.Progress.of(get("send/progress")).failure())
                .isEqualTo("the send ledger cannot be written: Stream Closed"));
        assertThat(Worker.Progress.of(get("send/progress")).finished()).isTrue();
        assertThat(sqs.messages()).isZero();
        post("send/stop", "");
    }

    /** The upper bounds of the histogram {@code name}, in the page's order. */
    private static String buckets(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith(name + "_bucket"))
                .map(line -> line.replaceAll(".*le=\"(.*?)\".*", "$1"))
                .collect(joining(" "));
    }

    private <T> T bean(String name, Class<T> type) {
        return main.getCamelContext().getRegistry().lookupByNameAndType(name, type);
    }

    private String get(String path) throws Exception {
        return ask(HttpRequest.newBuilder(url(path)).build());
    }

    private void post(String path, String body) throws Exception {
        ask(HttpRequest.newBuilder(url(path))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private String ask(HttpRequest request) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
        return response.body();
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:%d/%s".formatted(port, path));
    }
}
