package io.github.argometer.standin.sns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.argometer.standin.mishap.Mishaps;
import io.github.argometer.standin.sns.SnsRequest.SnsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * An SNS on this machine, for topics that HTTP endpoints hear: the AWS Query protocol in, the envelope out. It forgets topics,
 * subscriptions and messages when it is closed.
 */
public final class SnsEndpoint implements AutoCloseable {

    private static final Duration RETRY_PAUSE = Duration.ofSeconds(20);
    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
    private static final String ACCOUNT = "000000000000";

    /**
     * An HTTP endpoint that hears a topic.
     *
     * @param arn its name
     * @param endpoint where messages go
     * @param token what the endpoint must say to confirm
     */
    record Subscription(String arn, String topicArn, URI endpoint, String token) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String region;
    private final Deliveries deliveries;
    private final Map<String, Set<Subscription>> topics = new ConcurrentSkipListMap<>();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();

    private SnsEndpoint(HttpServer server, String region, Duration retryPause, Mishaps mishaps) {
        this.server = server;
        this.region = region;
        this.deliveries = new Deliveries(retryPause, url(), mishaps);
        server.setExecutor(threads);
        server.createContext("/", mishaps.handler("the local SNS", this::answer));
        server.start();
    }

    /**
     * Starts it at {@code port} of this machine; 0 takes a free one.
     *
     * @param mishaps hear of messages that no endpoint takes
     * @throws IOException where the port is in use
     */
    public static SnsEndpoint start(int port, String region, Mishaps mishaps) throws IOException {
        return start(port, region, RETRY_PAUSE, mishaps);
    }

    static SnsEndpoint start(int port, String region, Duration retryPause, Mishaps mishaps) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new SnsEndpoint(HttpServer.create(address, 0), region, retryPause, mishaps);
    }

    /** Where it is. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Makes a topic of this ARN. */
    public void create(String topicArn) {
        topics.computeIfAbsent(topicArn, arn -> ConcurrentHashMap.newKeySet());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String form = exchange.getRequestMethod().equals("POST")
                ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                : exchange.getRequestURI().getRawQuery();
        int status = 200;
        String xml;
        try {
            xml = answer(SnsRequest.parse(form));
        } catch (SnsException e) {
            status = e.status();
            xml = refusal(e);
        }
        byte[] body = xml.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** The answer to {@code request}, as XML. */
    private String answer(SnsRequest request) throws SnsException {
        String action = request.action();
        try {
            String result =
                    switch (action) {
                        case "CreateTopic" -> text("TopicArn", named(request.need("Name")));
                        case "ListTopics" -> list("Topics", topics.keySet(), arn -> text("TopicArn", arn));
                        case "Publish" -> text("MessageId", publish(request.need("TopicArn"), request));
                        case "PublishBatch" -> publishBatch(request);
                        case "Subscribe" -> text("SubscriptionArn", subscribe(request));
                        case "ConfirmSubscription" -> text("SubscriptionArn", confirm(request));
                        case "Unsubscribe" -> unsubscribe(request.need("SubscriptionArn"));
                        case "ListSubscriptionsByTopic" ->
                            list("Subscriptions", subscriptions(request.need("TopicArn")), this::described);
                        case "GetSubscriptionAttributes" -> attributes(request.need("SubscriptionArn"));
                        default ->
                            throw new SnsException(
                                    400, "InvalidAction", "the local SNS does not know \"%s\"".formatted(action));
                    };
            return document(
                    action + "Response",
                    element(action + "Result", result),
                    element("ResponseMetadata", text("RequestId", id())));
        } catch (IllegalArgumentException e) {
            throw SnsException.invalid(e.getMessage());
        }
    }

    /** The answer to a request that is refused, as XML. */
    private static String refusal(SnsException refused) {
        return document(
                "ErrorResponse",
                element(
                        "Error",
                        text("Type", "Sender"),
                        text("Code", refused.code()),
                        text("Message", refused.getMessage())),
                text("RequestId", id()));
    }

    private String named(String name) throws SnsException {
        if (!name.matches("[A-Za-z0-9_-]{1,256}")) {
            throw SnsException.invalid("Topic Name");
        }
        String arn = "arn:aws:sns:%s:%s:%s".formatted(region, ACCOUNT, name);
        create(arn);
        return arn;
    }

    /** Hands {@code message} to who hears the topic, and returns its id. */
    private String publish(String topicArn, SnsRequest message) throws SnsException {
        String text = message.need("Message");
        Map<String, SnsRequest.Attribute> attributes = message.attributes();
        String id = id();
        for (Subscription to : subscriptions(topicArn)) {
            if (confirmed.contains(to.arn())) {
                deliveries.notify(to, id, text, message.parameters().get("Subject"), attributes);
            }
        }
        return id;
    }

    /** Each entry goes or fails by itself. */
    private String publishBatch(SnsRequest request) throws SnsException {
        String topicArn = request.need("TopicArn");
        subscriptions(topicArn);
        List<String> published = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (SnsRequest entry : request.batch()) {
            String id = entry.need("Id");
            if (!ids.add(id)) {
                throw new SnsException(400, "BatchEntryIdsNotDistinct", "Id \"%s\" stands twice".formatted(id));
            }
            try {
                published.add(text("Id", id) + text("MessageId", publish(topicArn, entry)));
            } catch (SnsException e) {
                refused.add(text("Id", id)
                        + text("Code", e.code())
                        + text("Message", e.getMessage())
                        + text("SenderFault", "true"));
            }
        }
        return list("Successful", published, Function.identity()) + list("Failed", refused, Function.identity());
    }

    /** The ARN of a subscription; while it waits to be confirmed, that it does. One endpoint has one subscription to a topic. */
    private String subscribe(SnsRequest request) throws SnsException {
        if (!request.need("Protocol").equals("http")) {
            throw SnsException.invalid("Protocol: the local SNS delivers only by http");
        }
        String topicArn = request.need("TopicArn");
        URI endpoint = URI.create(request.need("Endpoint"));
        Set<Subscription> subscriptions = subscriptions(topicArn);
        Subscription made;
        synchronized (subscriptions) {
            made = subscriptions.stream()
                    .filter(found -> found.endpoint().equals(endpoint))
                    .findFirst()
                    .orElseGet(
                            () -> new Subscription(topicArn + ":" + id(), topicArn, endpoint, id().replace("-", "")));
            subscriptions.add(made);
        }
        if (confirmed.contains(made.arn())) {
            return made.arn();
        }
        deliveries.askToConfirm(made, id());
        return "pending confirmation";
    }

    private String confirm(SnsRequest request) throws SnsException {
        String token = request.need("Token");
        Subscription found = subscriptions(request.need("TopicArn")).stream()
                .filter(subscription -> subscription.token().equals(token))
                .findFirst()
                .orElseThrow(() -> SnsException.invalid("Token"));
        confirmed.add(found.arn());
        return found.arn();
    }

    private String unsubscribe(String arn) {
        topics.values()
                .forEach(set -> set.removeIf(subscription -> subscription.arn().equals(arn)));
        return "";
    }

    private String described(Subscription subscription) {
        boolean isConfirmed = confirmed.contains(subscription.arn());
        return text("TopicArn", subscription.topicArn())
                + text("Protocol", "http")
                + text("SubscriptionArn", isConfirmed ? subscription.arn() : "PendingConfirmation")
                + text("Endpoint", subscription.endpoint().toString());
    }

    private String attributes(String arn) throws SnsException {
        Subscription found = topics.values().stream()
                .flatMap(Set::stream)
                .filter(subscription -> subscription.arn().equals(arn))
                .findFirst()
                .orElseThrow(() -> SnsException.notFound("Subscription"));
        return element(
                "Attributes",
                element(
                        "entry",
                        text("key", "Endpoint"),
                        text("value", found.endpoint().toString())),
                element(
                        "entry",
                        text("key", "PendingConfirmation"),
                        text("value", String.valueOf(!confirmed.contains(arn)))));
    }

    private Set<Subscription> subscriptions(String topicArn) throws SnsException {
        Set<Subscription> found = topics.get(topicArn);
        if (found == null) {
            throw SnsException.notFound("Topic");
        }
        return found;
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static String document(String root, String... content) {
        return "<%s xmlns=\"%s\">%s</%1$s>".formatted(root, NAMESPACE, String.join("", content));
    }

    private static <T> String list(String name, Iterable<T> members, Function<T, String> content) {
        StringBuilder all = new StringBuilder();
        members.forEach(member -> all.append(element("member", content.apply(member))));
        return element(name, all.toString());
    }

    private static String element(String name, String... content) {
        return "<%s>%s</%1$s>".formatted(name, String.join("", content));
    }

    private static String text(String name, String value) {
        return element(name, value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        deliveries.close();
    }
}
