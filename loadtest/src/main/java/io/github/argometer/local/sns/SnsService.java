package io.github.argometer.local.sns;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What SNS does on each request. */
final class SnsService implements AutoCloseable {

    private final Topics topics;
    private final Deliveries deliveries;
    private final URI self;
    private final Clock clock;

    SnsService(String region, Duration retryPause, URI self, Clock clock) {
        this.topics = new Topics(region);
        this.deliveries = new Deliveries(retryPause);
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
                case "ListTopics" -> listTopics();
                case "Publish" -> publish(request);
                case "Subscribe" -> subscribe(request);
                case "ConfirmSubscription" ->
                    arn(
                            "ConfirmSubscription",
                            "SubscriptionArn",
                            topics.confirm(request.need("TopicArn"), request.need("Token"))
                                    .arn());
                case "Unsubscribe" -> unsubscribe(request);
                case "ListSubscriptionsByTopic" -> listSubscriptions(request);
                case "GetSubscriptionAttributes" -> subscriptionAttributes(request);
                default ->
                    throw new SnsException(
                            400, "InvalidAction", "the local SNS does not know \"%s\"".formatted(request.action()));
            };
        } catch (SnsException e) {
            return Answer.error(e);
        }
    }

    private Answer publish(SnsRequest request) throws SnsException {
        String message = request.need("Message");
        Map<String, SnsRequest.Attribute> attributes = request.attributes();
        String id = UUID.randomUUID().toString();
        for (Subscription to : topics.subscriptions(request.need("TopicArn"))) {
            if (topics.isConfirmed(to)) {
                deliveries.send(
                        to,
                        Envelope.notification(
                                id,
                                to,
                                self,
                                clock.instant(),
                                message,
                                request.parameters().get("Subject"),
                                attributes));
            }
        }
        return arn("Publish", "MessageId", id);
    }

    private Answer subscribe(SnsRequest request) throws SnsException {
        if (!request.need("Protocol").equals("http")) {
            throw SnsException.invalid("Protocol: the local SNS delivers by http alone");
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

    private Answer listTopics() {
        return Answer.to("ListTopics", xml -> {
            xml.writeStartElement("Topics");
            for (String arn : topics.arns()) {
                xml.writeStartElement("member");
                Answer.element(xml, "TopicArn", arn);
                xml.writeEndElement();
            }
            xml.writeEndElement();
        });
    }

    private Answer listSubscriptions(SnsRequest request) throws SnsException {
        var subscriptions = topics.subscriptions(request.need("TopicArn"));
        return Answer.to("ListSubscriptionsByTopic", xml -> {
            xml.writeStartElement("Subscriptions");
            for (Subscription subscription : subscriptions) {
                xml.writeStartElement("member");
                Answer.element(xml, "TopicArn", subscription.topicArn());
                Answer.element(xml, "Protocol", "http");
                Answer.element(
                        xml,
                        "SubscriptionArn",
                        topics.isConfirmed(subscription) ? subscription.arn() : "PendingConfirmation");
                Answer.element(xml, "Endpoint", subscription.endpoint().toString());
                xml.writeEndElement();
            }
            xml.writeEndElement();
        });
    }

    private Answer subscriptionAttributes(SnsRequest request) throws SnsException {
        Subscription found = topics.subscription(request.need("SubscriptionArn"));
        return Answer.to("GetSubscriptionAttributes", xml -> {
            xml.writeStartElement("Attributes");
            entry(xml, "Endpoint", found.endpoint().toString());
            entry(xml, "PendingConfirmation", String.valueOf(!topics.isConfirmed(found)));
            xml.writeEndElement();
        });
    }

    private static void entry(XMLStreamWriter xml, String key, String value) throws XMLStreamException {
        xml.writeStartElement("entry");
        Answer.element(xml, "key", key);
        Answer.element(xml, "value", value);
        xml.writeEndElement();
    }

    private static Answer arn(String action, String name, String value) {
        return Answer.to(action, xml -> Answer.element(xml, name, value));
    }

    @Override
    public void close() throws IOException {
        deliveries.close();
    }
}
