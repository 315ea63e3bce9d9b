package io.github.argometer.loadtest.cluster;

import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** How much waits in a queue. */
public final class QueueDepth {

    private QueueDepth() {}

    /**
     * Messages in {@code queue} (its name or ARN), those included that a receiver holds at the moment and those whose delay is
     * not over; about right, as SQS says.
     */
    public static long of(SqsClient sqs, String queue) {
        return attributes(
                        sqs,
                        queue,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED)
                .values()
                .stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** Those of {@code names} that {@code queue} (its name or ARN) has. */
    static Map<QueueAttributeName, String> attributes(SqsClient sqs, String queue, QueueAttributeName... names) {
        String name = queue.substring(queue.lastIndexOf(':') + 1);
        String url = sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
        return sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(names))
                .attributes();
    }
}
