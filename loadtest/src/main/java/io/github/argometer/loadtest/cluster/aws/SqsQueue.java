package io.github.argometer.loadtest.cluster.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.plan.Channel;
import io.github.argometer.send.aws.AwsName;
import io.github.argometer.send.aws.AwsService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A queue as SQS has it: whether it is there and may be sent to, and what waits in it. Looking consumes nothing. */
public final class SqsQueue implements AwsResource {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a queue gave up: the messages in its dead-letter queue.
     *
     * @param queue the dead-letter queue's name; "" where the queue has none, and so keeps all it has
     * @param messages in it, as {@link #depth} counts them, no matter who put them there
     */
    public record GivenUp(String queue, long messages) {

        /** There is no dead-letter queue. */
        public static final GivenUp NONE = new GivenUp("", 0);
    }

    private final AwsTarget target;
    private final SqsClient sqs;
    private String url = "";

    /** The queue that {@code target} is; nothing is asked yet. */
    public SqsQueue(AwsTarget target) {
        this(target, SqsClient.builder());
    }

    /** The same, whose every question fails that is not answered within {@code patience}. */
    public SqsQueue(AwsTarget target, Duration patience) {
        this(target, AwsTarget.within(SqsClient.builder(), patience));
    }

    private SqsQueue(AwsTarget target, SqsClientBuilder sqs) {
        this.target = target;
        this.sqs = target.client(sqs);
    }

    /** Its name, without account and region. */
    public String name() {
        return target.name().name();
    }

    /** What is missing before it can be sent to, in the account that it is read in. */
    @Override
    public List<Missing> missing() {
        AwsName queue = target.name();
        return target.ask(() -> {
            try {
                url = String.valueOf(queue.urlAt(sqs));
                if (AwsService.url(url).isEmpty()) {
                    return List.of(new Missing(
                            "%s does not give the address of queue %s".formatted(target.where(), queue.name()),
                            "check that SQS, and no proxy, answers there"));
                }
                sendNothing();
                return List.of();
            } catch (QueueDoesNotExistException e) {
                String owner = queue.account().isEmpty() ? "" : " of account " + queue.account();
                return List.of(new Missing(
                        "there is no queue %s%s at %s".formatted(queue.name(), owner, target.where()),
                        "create it with: aws sqs create-queue --region %s --queue-name %s"
                                .formatted(queue.region(), queue.name())));
            }
        });
    }

    /** The address that SQS has given {@link #missing}; "" before. */
    public String url() {
        return url;
    }

    /**
     * Messages in the queue.
     *
     * @throws SdkException where it is not there, or may not be looked at
     */
    public long depth() {
        return depth(sqs, target.name().urlAt(sqs));
    }

    /**
     * Messages in the queue at {@code url}, those included that a receiver holds at the moment and those whose delay is not
     * over; about right, as SQS says.
     */
    static long depth(SqsClient sqs, String url) {
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

    /**
     * What the queue gave up.
     *
     * @throws SdkException where one of the two queues is not there, or may not be looked at
     */
    public GivenUp deadLetters() {
        AwsName dead = deadLetterQueue();
        return dead == null ? GivenUp.NONE : new GivenUp(dead.name(), depth(sqs, dead.urlAt(sqs)));
    }

    @Override
    public AwsName deadLetterQueue() {
        return deadLetterQueue(sqs, target.name().urlAt(sqs));
    }

    static AwsName deadLetterQueue(SqsClient sqs, String url) {
        return deadLetterQueue(
                attributes(sqs, url, QueueAttributeName.REDRIVE_POLICY).get(QueueAttributeName.REDRIVE_POLICY));
    }

    /** The queue that a {@code RedrivePolicy} of SQS or SNS names, or null where there is none. */
    static AwsName deadLetterQueue(String policy) {
        String arn = policy == null ? "" : deadLetterArn(policy);
        return arn.isEmpty()
                ? null
                : AwsName.of(Channel.SQS, arn)
                        .orElseThrow(
                                () -> SdkClientException.create("\"%s\" is not the ARN of a queue".formatted(arn)));
    }

    @Override
    public void close() {
        sqs.close();
    }

    /** An empty batch, which SQS never takes; where it says that we may not send, that is the answer. */
    private void sendNothing() {
        try {
            sqs.sendMessageBatch(request -> request.queueUrl(url).entries(List.of()));
        } catch (SqsException e) {
            if (AwsFailure.isRefusal(e)) {
                throw e;
            }
        }
    }

    private static Map<QueueAttributeName, String> attributes(SqsClient sqs, String url, QueueAttributeName... names) {
        return sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(names))
                .attributes();
    }

    private static String deadLetterArn(String policy) {
        try {
            return JSON.readTree(policy).path("deadLetterTargetArn").asText();
        } catch (JsonProcessingException e) {
            throw SdkClientException.create("RedrivePolicy = \"%s\" is not JSON".formatted(policy), e);
        }
    }
}
