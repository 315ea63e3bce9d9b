package io.github.argometer.standin.sns;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.standin.mishap.Mishaps;
import io.github.argometer.standin.sns.SnsEndpoint.Subscription;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Posts envelopes to endpoints, and again after a pause where one does not take them: SNS's default delivery policy. An
 * envelope has the fields and the order of the real one (documented under "Parsing Amazon SNS message formats"). Its
 * signature is none: only Amazon can sign.
 */
final class Deliveries implements AutoCloseable {

    private static final int RETRIES = 3;
    private static final int AT_ONCE = 8;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(AT_ONCE);
    private final Duration pause;
    private final URI self;
    private final Mishaps mishaps;

    /**
     * @param pause before each retry; SNS's own is 20 s
     * @param self where the service is
     */
    Deliveries(Duration pause, URI self, Mishaps mishaps) {
        this.pause = pause;
        this.self = self;
        this.mishaps = mishaps;
    }

    /** Sends a published message some time soon; {@code subject} may be null. */
    void notify(
            Subscription to,
            String messageId,
            String message,
            String subject,
            Map<String, SnsRequest.Attribute> attributes) {
        ObjectNode body = JSON.createObjectNode()
                .put("Type", "Notification")
                .put("MessageId", messageId)
                .put("TopicArn", to.topicArn())
                .put("Message", message)
                .put("Timestamp", MILLISECONDS.format(Instant.now()))
                .put("UnsubscribeURL", "%s/?Action=Unsubscribe&SubscriptionArn=%s".formatted(self, to.arn()));
        if (subject != null) {
            body.put("Subject", subject);
        }
        if (!attributes.isEmpty()) {
            ObjectNode all = body.putObject("MessageAttributes");
            attributes.forEach((name, attribute) ->
                    all.putObject(name).put("Type", attribute.type()).put("Value", attribute.value()));
        }
        send(to, body);
    }

    /** Asks some time soon whether an endpoint wants what was subscribed for it. */
    void askToConfirm(Subscription to, String messageId) {
        send(
                to,
                JSON.createObjectNode()
                        .put("Type", "SubscriptionConfirmation")
                        .put("MessageId", messageId)
                        .put("Token", to.token())
                        .put("TopicArn", to.topicArn())
                        .put("Message", "You have chosen to subscribe to the topic %s.".formatted(to.topicArn()))
                        .put(
                                "SubscribeURL",
                                "%s/?Action=ConfirmSubscription&TopicArn=%s&Token=%s"
                                        .formatted(self, to.topicArn(), to.token()))
                        .put("Timestamp", MILLISECONDS.format(Instant.now())));
    }

    private void send(Subscription to, ObjectNode body) {
        String type = body.get("Type").textValue();
        body.put("SignatureVersion", "1")
                .put("Signature", Base64.getEncoder().encodeToString("not signed".getBytes(StandardCharsets.UTF_8)))
                .put("SigningCertURL", self + "/no-certificate.pem");
        HttpRequest.Builder post = HttpRequest.newBuilder(to.endpoint())
                .header("User-Agent", "Amazon Simple Notification Service Agent")
                .header("Accept", "*/*")
                .header("Content-Type", "text/plain; charset=UTF-8")
                .header("x-amz-sns-message-type", type)
                .header("x-amz-sns-message-id", body.get("MessageId").textValue())
                .header("x-amz-sns-topic-arn", to.topicArn())
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        if (type.equals("Notification")) {
            post.header("x-amz-sns-subscription-arn", to.arn());
        }
        threads.execute(attempt(post.build(), RETRIES));
    }

    private Runnable attempt(HttpRequest post, int retries) {
        return mishaps.thread("the local SNS", () -> mishaps.message("the local SNS", () -> deliver(post, retries)));
    }

    private void deliver(HttpRequest post, int retries) throws InterruptedException {
        String trouble;
        try {
            int status =
                    client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                return;
            }
            trouble = "it answered " + status;
        } catch (IOException e) {
            trouble = e.toString();
        }
        if (threads.isShutdown()) {
            return;
        }
        if (retries > 0) {
            threads.schedule(attempt(post, retries - 1), pause.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            mishaps.lost("the local SNS", "%s does not take it: %s".formatted(post.uri(), trouble));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
