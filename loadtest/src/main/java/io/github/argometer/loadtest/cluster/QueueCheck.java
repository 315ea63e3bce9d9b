package io.github.argometer.loadtest.cluster;

import java.util.List;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/**
 * Whether the queue is there.
 *
 * @param aws clients
 * @param queue its name
 */
record QueueCheck(AwsClients aws, String queue) implements AwaitReady.Check {

    @Override
    public List<Missing> missing() {
        return aws.look(() -> {
            try {
                aws.sqs().getQueueUrl(request -> request.queueName(queue));
                return List.of();
            } catch (QueueDoesNotExistException e) {
                return List.of(new Missing(
                        "there is no queue %s at %s".formatted(queue, aws.where()),
                        "make it: aws sqs create-queue --queue-name " + queue));
            }
        });
    }
}
