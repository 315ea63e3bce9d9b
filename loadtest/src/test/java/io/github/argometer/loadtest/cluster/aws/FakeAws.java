package io.github.argometer.loadtest.cluster.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.argometer.loadtest.cluster.argo.Source;
import io.github.argometer.send.aws.AwsName;
import io.github.argometer.send.aws.AwsService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers the few requests of the readiness checks in the words of SQS and SNS. */
public final class FakeAws implements AutoCloseable {

    public static final String TOPIC = "arn:aws:sns:eu-west-3:000000000000:argometer";

    private final HttpServer server;
    public volatile boolean queue = true;
    public volatile boolean topic = true;
    /** What ListSubscriptionsByTopic says: endpoint, ARN and the attribute PendingConfirmation; null = no subscription. */
    public volatile String endpoint = "http://hook:12000/sns";

    public volatile String subscriptionArn = TOPIC + ":1";
    public volatile String pending = "false";
    /** Where the subscription's dead letters go, a RedrivePolicy; "" = nowhere. */
    public volatile String redrive = "";

    public volatile Runnable published = () -> {};
    /** The body of a 403, null = none; and to which action, "" = whatever is asked. */
    public volatile String refusal;

    public volatile String refused = "";
    /** What was asked, by whom: access key id, region, service, action. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    public FakeAws() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Where {@code source} is asked by this. */
    public AwsTarget target(Source source) {
        return new AwsTarget(
                source,
                new AwsName("eu-west-3", "", "argometer"),
                Optional.of(URI.create(url())),
                Optional.of(URI.create(url())),
                Optional.of(new AwsService.Keys("test", "test")),
                "the test");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String action = target != null
                ? target.substring(target.indexOf('.') + 1)
                : URLDecoder.decode(request, StandardCharsets.UTF_8).replaceAll("(?s).*Action=(\\w+).*", "$1");
        asked.add(scope(exchange.getRequestHeaders().getFirst("Authorization")) + " " + action
                + (action.equals("GetQueueUrl") ? " " + request : ""));
        if (refusal != null && action.startsWith(refused)) {
            send(exchange, 403, refusal);
            return;
        }
        switch (action) {
            case "GetQueueUrl" ->
                send(
                        exchange,
                        queue ? 200 : 400,
                        queue
                                ? "{\"QueueUrl\": \"http://q/1/argometer\"}"
                                : "{\"__type\": \"com.amazonaws.sqs#QueueDoesNotExist\", \"message\": \"no queue\"}");
            case "SendMessageBatch" ->
                send(exchange, 400, "{\"__type\": \"com.amazonaws.sqs#EmptyBatchRequest\", \"message\": \"none\"}");
            case "ListSubscriptionsByTopic" -> subscriptions(exchange);
            case "GetSubscriptionAttributes" ->
                send(
                        exchange,
                        200,
                        result(
                                action,
                                "<Attributes><entry><key>PendingConfirmation</key><value>%s</value></entry>%s</Attributes>"
                                        .formatted(
                                                pending,
                                                redrive.isEmpty()
                                                        ? ""
                                                        : "<entry><key>RedrivePolicy</key><value>%s</value></entry>"
                                                                .formatted(redrive))));
            case "Publish" -> {
                published.run();
                send(exchange, 200, result(action, "<MessageId>1</MessageId>"));
            }
            default -> send(exchange, 500, action);
        }
    }

    /** Access key id, region and service of a signature. */
    private static String scope(String authorization) {
        return authorization.replaceAll(".*Credential=(\\w+)/\\d+/([\\w-]+)/(\\w+)/.*", "$1 $2 $3");
    }

    private void subscriptions(HttpExchange exchange) throws IOException {
        if (!topic) {
            send(
                    exchange,
                    404,
                    "<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code></Error></ErrorResponse>");
            return;
        }
        String member = endpoint == null
                ? ""
                : "<member><SubscriptionArn>%s</SubscriptionArn><Endpoint>%s</Endpoint></member>"
                        .formatted(subscriptionArn, endpoint);
        send(exchange, 200, result("ListSubscriptionsByTopic", "<Subscriptions>" + member + "</Subscriptions>"));
    }

    private static String result(String action, String content) {
        return "<%1$sResponse><%1$sResult>%2$s</%1$sResult></%1$sResponse>".formatted(action, content);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
