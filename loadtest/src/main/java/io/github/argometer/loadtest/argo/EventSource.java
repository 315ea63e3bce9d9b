package io.github.argometer.loadtest.argo;

import java.util.Map;

/** An EventSource: what it listens to, by event name. */
public record EventSource(
        @Field.Needed @Field.Only("argoproj.io/v1alpha1") String apiVersion,
        @Field.Only("EventSource") String kind,
        @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata,
        @Field.Needed Spec spec) {

    /** Absent kinds of events are none. */
    public record Spec(
            @Field.Only("default") String eventBusName,
            Map<String, Sqs> sqs,
            Map<String, Sns> sns,

            @Field.Unread("of its fields only those are taken that change nothing here")
            ArgoPod template) {

        /** Absent kinds of events are none. */
        public Spec {
            sqs = sqs == null ? Map.of() : sqs;
            sns = sns == null ? Map.of() : sns;
        }
    }

    /** A condition in Argo's expression language on the event's data. */
    public record Filter(@Field.Needed SourceFilter expression) {}

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
            String endpoint) {}

    /** A topic, and the webhook that hears it. */
    public record Sns(
            @Field.Needed Webhook webhook,
            Filter filter,
            SecretKey accessKey,
            SecretKey secretKey,
            @Field.Needed String region,
            @Field.Needed String topicArn,
            String endpoint,
            boolean validateSignature) {}

    /** Where SNS calls. */
    public record Webhook(
            @Field.Needed String endpoint,
            @Field.Needed String port,
            @Field.Needed String method,
            @Field.Needed String url) {}
}
