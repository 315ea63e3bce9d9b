package io.github.argometer.send.aws;

import io.github.argometer.plan.Channel;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A queue or topic as settings and EventSources name it: by its name, or by an ARN, which says where it is too.
 *
 * @param region "" where it is not said
 * @param account twelve digits; "" where it is not said
 * @param name without region and account
 */
public record AwsName(String region, String account, String name) {

    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:(sqs|sns):([a-z0-9-]+):(\\d{12}):(.+)");
    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9_-]{1,80}(\\.fifo)?");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,256}(\\.fifo)?");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

    /** What {@code text} names for {@code channel}; empty where it is neither a name nor an ARN of that service. */
    public static Optional<AwsName> of(Channel channel, String text) {
        Matcher arn = ARN.matcher(text);
        boolean whole = arn.matches() && arn.group(1).equals(channel.label());
        AwsName name = whole ? new AwsName(arn.group(2), arn.group(3), arn.group(4)) : new AwsName("", "", text);
        return (channel == Channel.SQS ? QUEUE : TOPIC).matcher(name.name).matches()
                ? Optional.of(name)
                : Optional.empty();
    }

    /** Whether {@code text} is the number of an AWS account. */
    public static boolean isAccount(String text) {
        return ACCOUNT.matcher(text).matches();
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
