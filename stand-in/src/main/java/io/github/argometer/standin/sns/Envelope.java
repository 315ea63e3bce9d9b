package io.github.argometer.standin.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;

/**
 * What SNS posts to an endpoint, with the fields and in the order of the real one (documented under "Parsing Amazon SNS
 * message formats"). The signature is none: only Amazon can sign.
 *
 * @param type of the message, as the header has it too
 * @param messageId its id
 * @param json the body
 */
record Envelope(String type, String messageId, String json) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** A message that was published at {@code now}. */
    static Envelope notification(
            String messageId,
            Subscription to,
            URI service,
            Instant now,
            String message,
            String subject,
            Map<String, SnsRequest.Attribute> attributes) {
        ObjectNode body = JSON.createObjectNode()
                .put("Type", "Notification")
                .put("MessageId", messageId)
                .put("TopicArn", to.topicArn())
                .put("Message", message)
                .put("Timestamp", MILLISECONDS.format(now))
                .put("UnsubscribeURL", "%s/?Action=Unsubscribe&SubscriptionArn=%s".formatted(service, to.arn()));
        if (subject != null) {
            body.put("Subject", subject);
        }
        if (!attributes.isEmpty()) {
            ObjectNode all = body.putObject("MessageAttributes");
            attributes.forEach((name, attribute) ->
                    all.putObject(name).put("Type", attribute.type()).put("Value", attribute.value()));
        }
        return signed("Notification", messageId, body, service);
    }

    /** The question whether an endpoint wants what was subscribed for it. */
    static Envelope confirmation(String messageId, Subscription to, URI service, Instant now) {
        ObjectNode body = JSON.createObjectNode()
                .put("Type", "SubscriptionConfirmation")
                .put("MessageId", messageId)
                .put("Token", to.token())
                .put("TopicArn", to.topicArn())
                .put("Message", "You have chosen to subscribe to the topic %s.".formatted(to.topicArn()))
                .put(
                        "SubscribeURL",
                        "%s/?Action=ConfirmSubscription&TopicArn=%s&Token=%s"
                                .formatted(service, to.topicArn(), to.token()))
                .put("Timestamp", MILLISECONDS.format(now));
        return signed("SubscriptionConfirmation", messageId, body, service);
    }

    private static Envelope signed(String type, String messageId, ObjectNode body, URI service) {
        body.put("SignatureVersion", "1")
                .put("Signature", Base64.getEncoder().encodeToString("not signed".getBytes(StandardCharsets.UTF_8)))
                .put("SigningCertURL", service + "/no-certificate.pem");
        try {
            return new Envelope(type, messageId, JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
