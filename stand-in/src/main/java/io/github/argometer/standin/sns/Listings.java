package io.github.argometer.standin.sns;

import java.util.Map;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** SNS's answers that are lists. */
final class Listings {

    private final Topics topics;

    Listings(Topics topics) {
        this.topics = topics;
    }

    /** Answers ListTopics. */
    Answer topics() {
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

    /** Answers ListSubscriptionsByTopic. */
    Answer subscriptions(String topicArn) throws SnsException {
        var subscriptions = topics.subscriptions(topicArn);
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

    /** Answers GetSubscriptionAttributes. */
    Answer attributes(String subscriptionArn) throws SnsException {
        Subscription found = topics.subscription(subscriptionArn);
        return Answer.to("GetSubscriptionAttributes", xml -> {
            xml.writeStartElement("Attributes");
            entry(xml, "Endpoint", found.endpoint().toString());
            entry(xml, "PendingConfirmation", String.valueOf(!topics.isConfirmed(found)));
            xml.writeEndElement();
        });
    }

    /** Answers PublishBatch: message ids by entry, and what is wrong with the other entries. */
    Answer batch(Map<String, String> published, Map<String, SnsException> refused) {
        return Answer.to("PublishBatch", xml -> {
            xml.writeStartElement("Successful");
            for (Map.Entry<String, String> entry : published.entrySet()) {
                xml.writeStartElement("member");
                Answer.element(xml, "Id", entry.getKey());
                Answer.element(xml, "MessageId", entry.getValue());
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeStartElement("Failed");
            for (Map.Entry<String, SnsException> entry : refused.entrySet()) {
                xml.writeStartElement("member");
                Answer.element(xml, "Id", entry.getKey());
                Answer.element(xml, "Code", entry.getValue().code());
                Answer.element(xml, "Message", entry.getValue().getMessage());
                Answer.element(xml, "SenderFault", "true");
                xml.writeEndElement();
            }
            xml.writeEndElement();
        });
    }

    private static void entry(XMLStreamWriter xml, String key, String value) throws XMLStreamException {
        xml.writeStartElement("entry");
        Answer.element(xml, "key", key);
        Answer.element(xml, "value", value);
        xml.writeEndElement();
    }
}
