package io.github.argometer.local.manifest;

import java.util.Map;

/** An EventSource: what it listens to, by event name. */
public record EventSource(String apiVersion, String kind, Metadata metadata, Spec spec) {

    /** Absent kinds of events are none. */
    public record Spec(Map<String, Sqs> sqs, Map<String, Sns> sns, ArgoPod template) {

        /** Absent kinds of events are none. */
        public Spec {
            sqs = sqs == null ? Map.of() : Map.copyOf(sqs);
            sns = sns == null ? Map.of() : Map.copyOf(sns);
        }
    }

    /** A condition in Argo's expression language on the event's data. */
    public record Filter(String expression) {}

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
            String region,
            String queue,
            String endpoint) {}

    /** A topic, and the webhook that hears it. */
    public record Sns(
            Webhook webhook,
            Filter filter,
            SecretKey accessKey,
            SecretKey secretKey,
            String region,
            String topicArn,
            String endpoint,
            boolean validateSignature) {}

    /** Where SNS calls. */
    public record Webhook(String endpoint, String port, String method, String url) {}
}
