package io.github.argometer.standin.sns;

import io.github.argometer.standin.Mishaps;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What SNS does on each request. */
final class SnsService implements AutoCloseable {

    private final Topics topics;
    private final Listings listings;
    private final Deliveries deliveries;
    private final URI self;
    private final Clock clock;

    SnsService(String region, Duration retryPause, URI self, Clock clock, Mishaps mishaps) {
        this.topics = new Topics(region);
        this.listings = new Listings(topics);
        this.deliveries = new Deliveries(retryPause, mishaps);
        this.self = self;
        this.clock = clock;
    }

    /** A topic is there from the start. */
    void add(String topicArn) {
        topics.add(topicArn);
    }

    /** Answers {@code request}. */
    Answer answer(SnsRequest request) {
        try {
            return switch (request.action()) {
                case "CreateTopic" -> arn("CreateTopic", "TopicArn", topics.create(request.need("Name")));
                case "ListTopics" -> listings.topics();
                case "Publish" -> arn("Publish", "MessageId", publish(request.need("TopicArn"), request));
                case "PublishBatch" -> publishBatch(request);
                case "Subscribe" -> subscribe(request);
                case "ConfirmSubscription" ->
                    arn(
                            "ConfirmSubscription",
                            "SubscriptionArn",
                            topics.confirm(request.need("TopicArn"), request.need("Token"))
                                    .arn());
                case "Unsubscribe" -> unsubscribe(request);
                case "ListSubscriptionsByTopic" -> listings.subscriptions(request.need("TopicArn"));
                case "GetSubscriptionAttributes" -> listings.attributes(request.need("SubscriptionArn"));
                default ->
                    throw new SnsException(
                            400, "InvalidAction", "the local SNS does not know \"%s\"".formatted(request.action()));
            };
        } catch (SnsException e) {
            return Answer.error(e);
        } catch (IllegalArgumentException e) {
            return Answer.error(SnsException.invalid(e.getMessage()));
        }
    }

    /** Hands {@code message} to who hears the topic, and returns its id. */
    private String publish(String topicArn, SnsRequest message) throws SnsException {
        String text = message.need("Message");
        Map<String, SnsRequest.Attribute> attributes = message.attributes();
        String id = UUID.randomUUID().toString();
        for (Subscription to : topics.subscriptions(topicArn)) {
            if (topics.isConfirmed(to)) {
                String subject = message.parameters().get("Subject");
                deliveries.send(to, Envelope.notification(id, to, self, clock.instant(), text, subject, attributes));
            }
        }
        return id;
    }

    /** Each entry goes or fails by itself. */
    private Answer publishBatch(SnsRequest request) throws SnsException {
        String topicArn = request.need("TopicArn");
        topics.subscriptions(topicArn);
        Map<String, String> published = new LinkedHashMap<>();
        Map<String, SnsException> refused = new LinkedHashMap<>();
        for (SnsRequest entry : request.batch()) {
            String id = entry.need("Id");
            if (published.containsKey(id) || refused.containsKey(id)) {
                throw new SnsException(400, "BatchEntryIdsNotDistinct", "Id \"%s\" stands twice".formatted(id));
            }
            try {
                published.put(id, publish(topicArn, entry));
            } catch (SnsException e) {
                refused.put(id, e);
            }
        }
        return listings.batch(published, refused);
    }

    private Answer subscribe(SnsRequest request) throws SnsException {
        if (!request.need("Protocol").equals("http")) {
            throw SnsException.invalid("Protocol: the local SNS delivers only by http");
        }
        Subscription made = topics.subscribe(request.need("TopicArn"), URI.create(request.need("Endpoint")));
        if (topics.isConfirmed(made)) {
            return arn("Subscribe", "SubscriptionArn", made.arn());
        }
        deliveries.send(made, Envelope.confirmation(UUID.randomUUID().toString(), made, self, clock.instant()));
        return arn("Subscribe", "SubscriptionArn", "pending confirmation");
    }

    private Answer unsubscribe(SnsRequest request) throws SnsException {
        topics.unsubscribe(request.need("SubscriptionArn"));
        return Answer.to("Unsubscribe", xml -> {});
    }

    private static Answer arn(String action, String name, String value) {
        return Answer.to(action, xml -> Answer.element(xml, name, value));
    }

    @Override
    public void close() throws IOException {
        deliveries.close();
    }
}
