package io.github.argometer.loadtest.cluster.aws;

import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** How much waits in a queue. */
public final class SqsQueue {

    private SqsQueue() {}

    /**
     * Messages in the queue at {@code url}, those included that a receiver holds at the moment and those whose delay is not
     * over; about right, as SQS says.
     */
    public static long depth(SqsClient sqs, String url) {
        return attributes(
                        sqs,
                        url,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED)
                .values()
                .stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** Those of {@code names} that the queue at {@code url} has. */
    public static Map<QueueAttributeName, String> attributes(SqsClient sqs, String url, QueueAttributeName... names) {
        return sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(names))
                .attributes();
    }
}
