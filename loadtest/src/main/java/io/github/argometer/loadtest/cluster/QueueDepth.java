package io.github.argometer.loadtest.cluster;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** How much waits in a queue. */
public final class QueueDepth {

    private QueueDepth() {}

    /** Messages in {@code queue} (its name or ARN), those that a receiver holds at the moment included; about right, as SQS says. */
    public static long of(SqsClient sqs, String queue) {
        String name = queue.replaceAll(".*:", "");
        String url = sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
        return sqs
                .getQueueAttributes(request -> request.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToLong(Long::parseLong)
                .sum();
    }
}
