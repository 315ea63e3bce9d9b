package io.github.argometer.send;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.argometer.Settings;
import io.github.argometer.TestSqs;
import io.github.argometer.failure.Failures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.Main;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of one's own through each kind of endpoint: what goes over the wire, and what its answers mean. */
class SendToOwnChannelsTest {

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";
    private static final String PAYLOADS = """
            payloads:
            - {text: '{"n": ${variable.number}}', expect: {orders: notify}}
            - {name: greeting, text: Grüße}
            """;

    private record Request(String method, String query, Map<String, String> headers, String body) {}

    @TempDir
    Path runs;

    private final Main main = new Main();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile String answer = "200";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        set("send.enabled", "true");
        set("management.enabled", "false");
        set("runs.folder", runs.toString());
        set("run.id", "run");
        set("send.messages", "6");
        set("send.seed", "1");
        set("send.delay.max", "0");
        set("send.retries", "0");
        set("send.plan", runs.resolve("plan.yaml").toString());
        main.configure().addRoutesBuilder(SendEvents.class, Failures.class);
    }

    @AfterEach
    void stop() {
        over.countDown();
        main.stop();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void overHttpEachMessageIsAPostWithItsMarkAndContentTypeAndNothingElse() throws Exception {
        plan("orders: {event: s/e, endpoint: \"" + url() + "/x?a=1\"}");
        run();

        assertThat(requests).hasSize(6).allSatisfy(request -> {
            assertThat(request.method).isEqualTo("POST");
            assertThat(request.query).isEqualTo("a=1");
            assertThat(request.headers)
                    .containsOnlyKeys(
                            "accept-encoding",
                            "argometer",
                            "connection",
                            "content-length",
                            "content-type",
                            "host",
                            "user-agent");
            boolean json = request.body.startsWith("{");
            assertThat(request.headers.get("content-type"))
                    .isEqualTo(json ? "application/json" : "text/plain; charset=utf-8");
            String mark = request.headers.get("argometer");
            assertThat(mark).matches("argometer:run-orders-00000\\d:" + TIME);
            assertThat(request.body).isEqualTo(json ? "{\"n\": " + mark.charAt(26) + "}" : "Grüße");
        });
        assertThat(requests.stream()
                        .map(request -> request.headers.get("argometer").substring(0, 27)))
                .doesNotHaveDuplicates();
        assertThat(ended()).hasSize(6).allSatisfy(line -> {
            assertThat(line.get("Outcome")).isEqualTo("accepted");
            assertThat(line.get("Detail")).isEqualTo("HTTP 200");
            assertThat(line.get("Channel")).isEqualTo("orders");
            boolean first = line.get("PayloadId").equals("1");
            assertThat(line.get("Author")).isEqualTo(first ? "1" : "greeting");
            assertThat(line.get("Expected")).isEqualTo(String.valueOf(first));
        });
        for (CSVRecord line : ended()) {
            assertThat(requests).anyMatch(request -> request.headers
                    .get("argometer")
                    .equals("argometer:" + line.get("EventId") + ":" + line.get("Sent")));
        }
    }

    @Test
    void aMarkInTheBodyStandsThereAndInNoHeader() throws Exception {
        write("""
                channels: {orders: {event: s/e, mark: "body:meta.argometer", endpoint: "%s"}}
                payloads: [{text: '{"meta": {"a": 1.50}, "n": ${variable.number}}', expect: {orders: notify}}]
                """.formatted(url()));
        set("send.messages", "1");
        run();

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.headers).doesNotContainKey("argometer");
            assertThat(request.body)
                    .matches("\\{\"meta\": \\{\"argometer\":\"argometer:run-orders-000000:" + TIME
                            + "\",\"a\": 1\\.50}, \"n\": 0}");
        });
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "201,      accepted, HTTP 201",
                "204,      accepted, HTTP 204",
                "302,      unknown,  statusCode: 302",
                "400,      failed,   statusCode: 400",
                "404,      failed,   statusCode: 404",
                "408,      unknown,  statusCode: 408",
                "429,      failed,   statusCode: 429",
                "500,      unknown,  statusCode: 500",
                "503,      unknown,  statusCode: 503",
                "silence,  unknown,  1000 millis",
                "drip,     unknown,  1000 millis",
                "hang up,  unknown,  "
            })
    void anAnswerMeansWhatItSaysAndTheClientItselfNeverTriesAgain(String given, String outcome, String detail)
            throws Exception {
        answer = given;
        if (detail != null && detail.endsWith("millis")) {
            set("send.timeout", "1000");
        }
        plan("orders: {event: s/e, endpoint: \"" + url() + "/x\"}");
        run();

        assertThat(requests).hasSize(6);
        assertThat(ended()).hasSize(6).allSatisfy(line -> {
            assertThat(line.get("Outcome")).isEqualTo(outcome);
            assertThat(line.get("Detail")).contains(detail == null ? "" : detail);
        });
    }

    @Test
    void aMessageThatWasNotTakenGoesAgainWithItsIdAndANewTime() throws Exception {
        answer = "503";
        set("send.messages", "1");
        set("send.retries", "2");
        set("send.retry-delay", "1");
        plan("orders: {event: s/e, endpoint: \"" + url() + "/x\"}");
        run();

        assertThat(requests).hasSize(3);
        assertThat(requests.stream().map(request -> request.headers.get("argometer")))
                .allMatch(mark -> mark.startsWith("argometer:run-orders-000000:"))
                .doesNotHaveDuplicates();
        assertThat(requests).allMatch(request -> request.headers.size() == 7);
        assertThat(ended()).extracting(line -> line.get("Attempt")).containsExactly("1", "2", "3");
    }

    /** The plan is tried with each value, and not with all that can come together. */
    @Test
    void aMessageThatCannotBeMadeHasFailed() throws Exception {
        write("""
                channels: {orders: {event: s/e, endpoint: "%s", mark: body:mark}}
                payloads:
                  - text: '{"${variable.one}": 1, "${variable.other}": 2}'
                    choose: {one: [xx, y, y, y, y, y, y, y, y, y], other: [zz, y, y, y, y, y, y, y, y, y]}
                    expect: {orders: notify}
                """.formatted(url()));
        run();
        List<CSVRecord> failed = ended().stream()
                .filter(line -> line.get("Outcome").equals("failed"))
                .toList();
        assertThat(requests).hasSize(6 - failed.size());
        assertThat(failed).isNotEmpty().allSatisfy(line -> assertThat(line.get("Detail"))
                .contains("Duplicate field 'y'"));
    }

    @Test
    void whereNobodyListensNothingWasSent() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        plan("orders: {event: s/e, endpoint: \"http://127.0.0.1:" + port + "/x\"}");
        run();
        assertThat(ended()).hasSize(6).allMatch(line -> line.get("Outcome").equals("failed"));
    }

    @Test
    void aSettingWinsOverThePlanAndMessagesGoToEachChannel() throws Exception {
        set("channel.refunds.endpoint", url() + "/refunds?api_key=k");
        plan("""
                orders: {event: s/e, endpoint: "%s/orders"}
                  refunds: {event: s/e, endpoint: "http://127.0.0.1:1/", triggers: x}""".formatted(url()));
        run();
        assertThat(requests).hasSize(12);
        assertThat(requests.stream().filter(request -> "api_key=k".equals(request.query)))
                .hasSize(6)
                .allMatch(request -> request.headers.get("argometer").startsWith("argometer:run-refunds-"));
        assertThat(Files.readString(runs.resolve("run/plan.json"))).doesNotContain("api_key");
    }

    @Test
    void overNatsEachMessageHasItsMarkAsItsOnlyHeader() throws Exception {
        try (TestNats nats = TestNats.start()) {
            set("send.batch", "3");
            set("send.messages", "300");
            plan("orders: {event: s/e, endpoint: \"nats:orders.new?servers=" + nats.servers() + "\"}");
            run();

            assertThat(ended())
                    .hasSize(300)
                    .allMatch(line -> line.get("Outcome").equals("accepted")
                            && line.get("Detail").equals("PONG"));
            assertThat(nats.published).hasSize(300).allSatisfy(published -> {
                assertThat(published.subject()).isEqualTo("orders.new");
                assertThat(published.header())
                        .matches("NATS/1\\.0\r\nArgometer: ?argometer:run-orders-000\\d{3}:" + TIME + "\r\n\r\n");
                assertThat(published.body()).matches("\\{\"n\": \\d+}|Grüße");
            });
            main.stop();
        }
    }

    /** Camel counts attempts in headers of its own. */
    @Test
    void overNatsASecondAttemptHasNoOtherHeaderEither() throws Exception {
        try (TestNats nats = TestNats.start()) {
            nats.mood = TestNats.Mood.FORBIDS;
            set("send.messages", "1");
            set("send.retries", "2");
            set("send.retry-delay", "1");
            plan("orders: {event: s/e, endpoint: \"nats:orders?servers=" + nats.servers() + "\"}");
            run();

            assertThat(nats.published).hasSize(3).allSatisfy(published -> assertThat(published.header())
                    .matches("NATS/1\\.0\r\nArgometer: ?argometer:run-orders-000000:" + TIME + "\r\n\r\n"));
            main.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "KEEPS_SILENT, unknown, TimeoutException",
        "HANGS_UP, unknown, ''",
        "FORBIDS, failed, Permissions Violation for Publish"
    })
    void aPublicationThatNoPongFollowsIsNotTaken(TestNats.Mood mood, String outcome, String detail) throws Exception {
        try (TestNats nats = TestNats.start()) {
            nats.mood = mood;
            set("send.timeout", "1000");
            set("send.messages", "1");
            plan("orders: {event: s/e, endpoint: \"nats:orders?servers=" + nats.servers() + "\"}");
            run();

            assertThat(nats.published).hasSize(1);
            assertThat(ended()).singleElement().satisfies(line -> {
                assertThat(line.get("Outcome")).isEqualTo(outcome);
                assertThat(line.get("Detail")).containsIgnoringCase(detail);
            });
            main.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3"})
    void aQueueOfOnesOwnHasItsOwnClientAndTheMarkAsTheOnlyAttribute(String batch) throws Exception {
        Map<String, JsonNode> attributes = new ConcurrentHashMap<>();
        List<String> scopes = new CopyOnWriteArrayList<>();
        try (TestSqs sqs = TestSqs.start();
                TestSqs other = TestSqs.start()) {
            for (TestSqs one : List.of(sqs, other)) {
                one.listen((request, json) -> {
                    scopes.add(request.getHeader("Authorization")
                            .replaceFirst(".*Credential=([^/]*)/\\d*/([^/]*)/.*", "$1 $2"));
                    for (JsonNode entry : json.has("Entries") ? json.path("Entries") : List.of(json)) {
                        if (entry.has("MessageAttributes")) {
                            String mark = entry.at("/MessageAttributes/Argometer/StringValue")
                                    .textValue();
                            attributes.put(mark, entry);
                        }
                    }
                });
            }
            set("send.batch", batch);
            set("channel.orders.url", sqs.url());
            set("channel.orders.access-key", "AKORDERS");
            set("channel.orders.secret-key", "s");
            set("channel.refunds.region", "eu-west-1");
            set("channel.refunds.access-key", "AKREFUNDS");
            set("channel.refunds.secret-key", "s");
            plan("""
                    orders: {event: s/e, endpoint: "aws2-sqs:orders?region=us-east-2"}
                      refunds:
                        {event: s/e, triggers: x, endpoint: "aws2-sqs:refunds?overrideEndpoint=true&uriEndpointOverride=%s"}""".formatted(other.url()));
            run();

            assertThat(sqs.messages()).isEqualTo(6);
            assertThat(other.messages()).isEqualTo(6);
            assertThat(scopes).containsOnly("AKORDERS us-east-2", "AKREFUNDS eu-west-1");
            assertThat(attributes).hasSize(12).allSatisfy((mark, entry) -> {
                assertThat(mark).matches("argometer:run-(orders|refunds)-00000\\d:" + TIME);
                assertThat(entry.path("MessageAttributes").fieldNames())
                        .toIterable()
                        .containsExactly("Argometer");
                assertThat(entry.path("MessageBody").textValue()).matches("\\{\"n\": \\d}|Grüße");
            });
            assertThat(ended()).hasSize(12).allMatch(line -> line.get("Outcome").equals("accepted"));
            main.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3"})
    void aTopicOfOnesOwnHasItsOwnClientAndTheMarkAsTheOnlyAttribute(String batch) throws Exception {
        answer = "sns";
        set("send.batch", batch);
        set("channel.orders.url", url());
        set("channel.orders.access-key", "AKORDERS");
        set("channel.orders.secret-key", "s");
        plan("orders: {event: s/e, endpoint: \"aws2-sns:arn:aws:sns:eu-west-1:111122223333:orders\"}");
        run();

        assertThat(requests).hasSize(batch.equals("1") ? 6 : 2).allSatisfy(request -> {
            String body = URLDecoder.decode(request.body, StandardCharsets.UTF_8);
            assertThat(request.headers.get("authorization")).contains("Credential=AKORDERS/", "/eu-west-1/sns/");
            assertThat(body).contains("TopicArn=arn:aws:sns:eu-west-1:111122223333:orders");
            assertThat(body.split("StringValue=", -1)).hasSize(batch.equals("1") ? 2 : 4);
            assertThat(body).containsPattern("StringValue=argometer:run-orders-00000\\d:" + TIME);
        });
    }

    @Test
    void anyOtherEndpointIsGivenBodyAndMarkAndNothingElse() throws Exception {
        plan("orders: {event: s/e, endpoint: \"mock:orders\"}");
        run();
        MockEndpoint mock = main.getCamelContext().getEndpoint("mock:orders", MockEndpoint.class);
        assertThat(mock.getExchanges()).hasSize(6).allSatisfy(exchange -> {
            assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("Argometer");
            assertThat(exchange.getMessage().getBody()).isInstanceOf(String.class);
        });
        assertThat(ended()).hasSize(6).allMatch(line -> line.get("Outcome").equals("accepted"));
    }

    @Test
    void anErrorOfAnyOtherEndpointIsUnknown() throws Exception {
        plan("orders: {event: s/e, endpoint: \"mock:orders\"}");
        main.init();
        main.getCamelContext()
                .getEndpoint("mock:orders", MockEndpoint.class)
                .whenAnyExchangeReceived(SendToOwnChannelsTest::fail);
        run();
        assertThat(ended()).hasSize(6).allMatch(line -> line.get("Outcome").equals("unknown"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "                             | setting channel.orders.endpoint = \"\": must be a Camel endpoint such as"
                        + " http://localhost:12000/orders, of visible ASCII characters and without {{, since the plan names"
                        + " none for channel orders",
                "aws2-sqs:orders.fifo         | plan: channels.orders.endpoint = \"aws2-sqs:orders.fifo\": must be a"
                        + " standard queue: FIFO queues are not supported",
                "aws2-sns:arn:aws:sns:eu-west-1:111122223333:x.fifo | plan: channels.orders.endpoint ="
                        + " \"aws2-sns:arn:aws:sns:eu-west-1:111122223333:x.fifo\": must be a standard topic: FIFO topics",
                "aws2-sqs:a/b                 | plan: channels.orders.endpoint = \"aws2-sqs:a/b\": must be aws2-sqs:, and"
                        + " a queue's name (A-Z a-z 0-9 _ -) or ARN",
                "nosuch:orders                | plan: channels.orders.endpoint = \"nosuch:orders\": must be an endpoint"
                        + " that can be used; this one cannot: No endpoint could be found for: nosuch",
                "nats:x?servers=127.0.0.1:1   | plan: channels.orders.endpoint = \"nats:x?servers=127.0.0.1:1\": must be an"
                        + " endpoint that can be used; this one cannot: Unable to connect to NATS servers",
                "direct:x?nosuch=1            | plan: channels.orders.endpoint = \"direct:x?nosuch=1\": must be an endpoint"
                        + " that can be used; this one cannot: "
            })
    void refusesByChannelAndSettingWhatCannotBeSentToBeforeAnythingIsWritten(String endpoint, String complaint)
            throws Exception {
        plan("orders: {event: s/e" + (endpoint == null ? "" : ", endpoint: \"" + endpoint + "\"") + "}");
        assertThatThrownBy(main::start).isInstanceOf(Settings.Invalid.class).hasMessageStartingWith(complaint);
        assertThat(runs.resolve("run")).doesNotExist();
    }

    @Test
    void refusesASettingThatTheEndpointDoesNotRead() throws Exception {
        set("channel.orders.region", "eu-west-1");
        plan("orders: {event: s/e, endpoint: \"http://127.0.0.1:1/\"}");
        assertThatThrownBy(main::start)
                .hasMessage("setting channel.orders.region = \"eu-west-1\": must be left out with an endpoint of http:,"
                        + " which reads none");
    }

    @Test
    void refusesASettingThatCannotBeAndShowsNoSecretOfIt() throws Exception {
        set("channel.orders.endpoint", "nats:x?servers=127.0.0.1:1&token=s3cret");
        plan("orders: {event: s/e}");
        assertThatThrownBy(main::start)
                .hasMessage(
                        "setting channel.orders.endpoint: must be an endpoint that can be used (its value is not shown)");
    }

    private void plan(String channels) throws IOException {
        write("channels:\n  " + channels + "\n" + PAYLOADS);
    }

    private void write(String plan) throws IOException {
        Files.writeString(runs.resolve("plan.yaml"), plan);
    }

    private void run() throws Exception {
        main.start();
        SendLedger ledger = main.getCamelContext().getRegistry().lookupByNameAndType("sendLedger", SendLedger.class);
        await().atMost(30, SECONDS).until(ledger::finished);
    }

    private List<CSVRecord> ended() throws IOException {
        return TestLedger.read(runs.resolve("run/sent.csv")).stream()
                .filter(line -> !line.get("Outcome").equals("started"))
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(
                exchange.getRequestMethod(), exchange.getRequestURI().getRawQuery(), headers, body));
        try (exchange) {
            switch (answer) {
                case "silence" -> over.await();
                case "hang up" -> {}
                case "drip" -> {
                    exchange.sendResponseHeaders(200, 0);
                    while (!over.await(100, MILLISECONDS)) {
                        exchange.getResponseBody().write(' ');
                        exchange.getResponseBody().flush();
                    }
                }
                case "sns" -> {
                    byte[] taken = sns(body).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, taken.length);
                    exchange.getResponseBody().write(taken);
                }
                default -> {
                    exchange.getResponseHeaders().add("X-Answer", "1");
                    exchange.getResponseHeaders().add("Set-Cookie", "a=b");
                    byte[] text = answer.equals("204") ? new byte[0] : "text".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(Integer.parseInt(answer), text.length == 0 ? -1 : text.length);
                    exchange.getResponseBody().write(text);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String sns(String body) {
        if (body.contains("Action=PublishBatch")) {
            StringBuilder members = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                members.append("<member><Id>" + i + "</Id><MessageId>m-" + i + "</MessageId></member>");
            }
            return "<PublishBatchResponse><PublishBatchResult><Successful>" + members
                    + "</Successful></PublishBatchResult></PublishBatchResponse>";
        }
        return "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>";
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void fail(Exchange exchange) {
        throw new IllegalStateException("no");
    }

    private void set(String key, String value) {
        main.addOverrideProperty(key, value);
    }
}
