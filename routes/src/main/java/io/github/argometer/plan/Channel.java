package io.github.argometer.plan;

import java.util.Locale;

/** The two ways from the generator into Argo Events. */
public enum Channel {
    /** Amazon SQS: a queue that the EventSource polls. */
    SQS,
    /** Amazon SNS: a topic that calls the EventSource's webhook. */
    SNS;

    /** The channel's name in event ids, files, routes and the table's EventType: {@code sqs} or {@code sns}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
