package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** An EventSource: what it listens to, by event name. */
public record EventSource(
        @Field.Needed @Field.Only("argoproj.io/v1alpha1") String apiVersion,
        @Field.Only("EventSource") String kind,
        @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata,
        @Field.Needed Spec spec) {

    /** Absent kinds of events are none. */
    public record Spec(
            String eventBusName,
            Map<String, Sqs> sqs,
            Map<String, Sns> sns,
            Map<String, WebhookCalls> webhook,

            @Field.Unread("the stand-in's own port leads to every webhook")
            JsonNode service,

            @Field.Unread(Field.Unread.INNER) ArgoPod template) {

        /** The EventBus's name, {@link EventBus#named} where none is given. */
        @Override
        public String eventBusName() {
            return EventBus.named(eventBusName);
        }
    }

    /** A condition in Argo's expression language on the event's data. */
    public record Filter(@Field.Needed SourceFilter expression) {}

    /** What a queue and a topic have in common: where the AWS API is that has them, and with which keys it is asked. */
    public sealed interface Aws permits Sqs, Sns {

        /** The queue's name or the topic's ARN. */
        String target();

        /** Its region. */
        String region();

        /** The address of the API; none is AWS itself. */
        String endpoint();

        /** The access key id. */
        SecretKey accessKey();

        /** The secret access key. */
        SecretKey secretKey();
    }

    /**
     * A queue.
     *
     * @param waitTimeSeconds longest wait of one poll, in seconds; 0 means Argo's default, 3
     */
    public record Sqs(
            boolean jsonBody,
            int waitTimeSeconds,
            Filter filter,
            SecretKey accessKey,
            SecretKey secretKey,
            @Field.Needed String region,
            @Field.Needed String queue,
            @Field.Only({}) String queueAccountId,
            String endpoint)
            implements Aws {

        @Override
        public String target() {
            return queue;
        }
    }

    /** A topic, and the webhook that hears it. */
    public record Sns(
            @Field.Needed Webhook webhook,
            Filter filter,
            SecretKey accessKey,
            SecretKey secretKey,
            @Field.Needed String region,
            @Field.Needed String topicArn,
            String endpoint,
            boolean validateSignature)
            implements Aws {

        @Override
        public String target() {
            return topicArn;
        }
    }

    /** Where SNS calls. */
    public record Webhook(
            @Field.Needed String endpoint,
            @Field.Needed String port,
            @Field.Needed String method,
            @Field.Needed String url) {}

    /**
     * A path whose calls are events.
     *
     * @param maxPayloadSize longest body, in bytes; null means Argo's default, 1,048,576
     */
    @Field.Unread(value = "only a source that subscribes itself needs its own address", fields = "url")
    public record WebhookCalls(
            @Field.Needed String endpoint,
            @Field.Needed @Field.Only("POST") String method,

            @Field.Needed @Field.Unread("the stand-in's own port leads to every webhook")
            String port,

            Integer maxPayloadSize,
            Filter filter) {}
}
