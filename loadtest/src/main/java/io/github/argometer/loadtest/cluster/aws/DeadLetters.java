package io.github.argometer.loadtest.cluster.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.send.AwsName;
import io.github.argometer.send.Channel;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What a queue gave up: the messages in its dead-letter queue. Looking consumes none.
 *
 * @param queue the dead-letter queue's name; "" where the queue has none, and so keeps all it has
 * @param messages in it, as {@link SqsQueue} counts them, whoever put them there
 */
public record DeadLetters(String queue, long messages) {

    /** There is no dead-letter queue. */
    public static final DeadLetters NONE = new DeadLetters("", 0);

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Those of the queue at {@code url}.
     *
     * @throws SdkException where one of the two queues is not there, or may not be looked at
     */
    public static DeadLetters of(SqsClient sqs, String url) {
        String policy = SqsQueue.attributes(sqs, url, QueueAttributeName.REDRIVE_POLICY)
                .getOrDefault(QueueAttributeName.REDRIVE_POLICY, "");
        String target = target(policy);
        if (target.isEmpty()) {
            return NONE;
        }
        AwsName dead = AwsName.of(Channel.SQS, target)
                .orElseThrow(() -> SdkClientException.create("\"%s\" is no queue's ARN".formatted(target)));
        return new DeadLetters(dead.name(), SqsQueue.depth(sqs, dead.urlAt(sqs)));
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
