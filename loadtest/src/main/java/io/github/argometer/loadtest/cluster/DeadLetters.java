package io.github.argometer.loadtest.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What a queue gave up: the messages in its dead-letter queue. Looking consumes none.
 *
 * @param queue the dead-letter queue's name; "" where the queue has none, and so keeps all it has
 * @param messages in it, as {@link QueueDepth} counts them, whoever put them there
 */
record DeadLetters(String queue, long messages) {

    /** There is no dead-letter queue. */
    static final DeadLetters NONE = new DeadLetters("", 0);

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Those of {@code queue}, its name or ARN.
     *
     * @throws SdkException where one of the two queues is not there, or may not be looked at
     */
    static DeadLetters of(SqsClient sqs, String queue) {
        String policy = QueueDepth.attributes(sqs, queue, QueueAttributeName.REDRIVE_POLICY)
                .getOrDefault(QueueAttributeName.REDRIVE_POLICY, "");
        String target = target(policy);
        return target.isEmpty()
                ? NONE
                : new DeadLetters(target.substring(target.lastIndexOf(':') + 1), QueueDepth.of(sqs, target));
    }

    private static String target(String policy) {
        try {
            return policy.isBlank()
                    ? ""
                    : JSON.readTree(policy).path("deadLetterTargetArn").asText();
        } catch (JsonProcessingException e) {
            throw SdkClientException.create("RedrivePolicy = \"%s\" is not JSON".formatted(policy), e);
        }
    }
}
