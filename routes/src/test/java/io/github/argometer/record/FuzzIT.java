package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.TestDatabase;
import io.github.argometer.TestRecorder;
import io.github.argometer.record.FuzzInputs.Input;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.camel.main.Main;

/**
 * The HTTP recorder against generated requests, 500 at once: it answers 200 and 400 alone, each 200 is a row that says what
 * the request says, there is no other row, and its memory does not grow. {@code jqwik.tries.default} is the number of such batches.
 */
class FuzzIT {

    private static final int BATCH = 500;
    private static final int SETTLED = 8;
    private static final long GROWTH = 24L << 20;

    private static HttpClient client;
    private static TestDatabase database;
    private static Main recorder;
    private static URI url;
    private static long heap;
    private static int batches;
    private static int number;
    private static int accepted;

    @BeforeContainer
    static void start() throws Exception {
        int port = TestDatabase.freePort();
        url = URI.create("http://127.0.0.1:" + port + "/event/");
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        // What it acknowledges need not be on disk here, where it is its answers that count.
        database = TestDatabase.startWith("--skip-ssl", "--innodb-flush-log-at-trx-commit=2");
        recorder = TestRecorder.start(database, port, Map.of());
    }

    @AfterContainer
    static void stop() {
        recorder.stop();
        database.close();
    }

    @Provide
    Arbitrary<List<Input>> batch() {
        return FuzzInputs.any().list().ofSize(BATCH);
    }

    @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void recordsWhatIsAnEventAndRefusesTheRest(@ForAll("batch") List<Input> inputs) throws Exception {
        List<byte[]> bodies = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (Input input : inputs) {
            byte[] body = input.body("fuzz-" + number++);
            bodies.add(body);
            answers.add(client.sendAsync(
                    HttpRequest.newBuilder(url)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        // Lists, since a flipped byte can make of an id that of another request: a delivery of the same event, for all
        // we know.
        Map<String, List<JsonNode>> recorded = new HashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            HttpResponse<String> answer = answers.get(i).join();
            assertThat(answer.statusCode()).as(() -> answer.body()).isIn(200, 400);
            if (answer.statusCode() == 200) {
                JsonNode data = FuzzInputs.data(bodies.get(i));
                recorded.computeIfAbsent(id(data), id -> new ArrayList<>()).add(data);
            } else {
                assertThat(answer.body()).startsWith("BAD_EVENT: ").contains(": must be ");
            }
        }
        List<Map<String, String>> rows = database.query("SELECT * FROM argo_event_record");
        assertThat(rows).extracting(row -> row.get("EventId")).containsExactlyInAnyOrderElementsOf(recorded.keySet());
        for (Map<String, String> row : rows) {
            List<JsonNode> delivered = recorded.get(row.get("EventId"));
            assertThat(row).containsEntry("Deliveries", String.valueOf(delivered.size()));
            assertThat(delivered).as(row::toString).anyMatch(data -> says(row, data));
        }
        accepted += rows.size();
        database.clear();
        if (++batches == SETTLED) {
            heap = used();
        }
    }

    @AfterProperty
    void holdsNoMoreMemoryThanBefore() {
        long now = used();
        System.out.printf(
                "%,d requests, %,d accepted, heap %,d KiB, %,d KiB more than after %,d requests%n",
                batches * BATCH, accepted, now >> 10, (now - heap) >> 10, SETTLED * BATCH);
        assertThat(accepted).isBetween(batches * BATCH / 10, batches * BATCH / 2);
        assertThat(now - heap).isLessThan(GROWTH);
    }

    private static boolean says(Map<String, String> row, JsonNode data) {
        Instant sent =
                Timestamp.valueOf(row.get("EventTimestamp")).toLocalDateTime().toInstant(ZoneOffset.UTC);
        JsonNode body = data.path("body");
        if (data.has("marked")) {
            return row.get("RunId").equals("fuzz")
                    && row.get("EventType").equals("orders")
                    && row.get("PayloadId") == null
                    && row.get("CustomMessage") == null
                    && row.get("Author") == null
                    && sent.equals(Instant.parse("2026-11-23T01:02:03.000456Z"));
        }
        return row.get("RunId").equals(attribute(data, "RunId"))
                && row.get("PayloadId").equals(body.path("id").asText())
                && row.get("CustomMessage").equals(body.path("message").textValue())
                && row.get("Author").equals(body.path("author").textValue())
                && Duration.between(sent, Instant.parse(attribute(data, "SentAt")))
                                .abs()
                                .toNanos()
                        <= 1_000;
    }

    private static String id(JsonNode data) {
        return data.has("marked") ? data.get("marked").textValue() : attribute(data, "EventId");
    }

    private static String attribute(JsonNode data, String name) {
        return data.path("messageAttributes").path(name).path("StringValue").textValue();
    }

    private static long used() {
        Arrays.asList(1, 2, 3).forEach(again -> System.gc());
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
