package io.github.argometer.send.aws;

import io.github.argometer.SettingRanges;
import io.github.argometer.plan.Channel;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A queue or topic as settings and EventSources name it: by its name, or by an ARN, which says where it is too.
 *
 * @param region "" where it is not said
 * @param account twelve digits; "" where it is not said
 * @param name without region and account
 */
public record AwsName(String region, String account, String name) {

    /** What {@code text} names for {@code channel}; empty where it is neither a name nor an ARN of that service. */
    public static Optional<AwsName> of(Channel channel, String text) {
        if (!SettingRanges.all().get(key(channel)).holdsAsWritten(text)) {
            return Optional.empty();
        }
        String[] arn = text.split(":"); // of which a name has none
        return Optional.of(arn.length == 1 ? new AwsName("", "", text) : new AwsName(arn[3], arn[4], arn[5]));
    }

    /** The setting that names the queue or topic of {@code channel}. */
    static String key(Channel channel) {
        return channel.equals(Channel.SQS) ? "sqs.queue" : "sns.topic";
    }

    /** Whether {@code text} is the number of an AWS account. */
    public static boolean isAccount(String text) {
        return SettingRanges.ACCOUNT.holdsAsWritten(text);
    }

    /** Whether it is a FIFO queue or topic, whose name AWS has end so. */
    public boolean isFifo() {
        return name.endsWith(".fifo");
    }

    /** Whether both may be the same; what one of them does not say is left open. */
    public boolean mayBe(AwsName other) {
        return name.equals(other.name) && agree(region, other.region) && agree(account, other.account);
    }

    /**
     * The address that SQS gives for the queue of this name, in the account that it says.
     *
     * @throws software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException where there is none
     */
    public String urlAt(SqsClient sqs) {
        return sqs.getQueueUrl(
                        request -> request.queueName(name).queueOwnerAWSAccountId(account.isEmpty() ? null : account))
                .queueUrl();
    }

    private static boolean agree(String one, String other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }
}
