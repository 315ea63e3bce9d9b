package io.github.argometer.loadtest.cluster.aws;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.argo.Canary;
import io.github.argometer.loadtest.cluster.argo.Source;
import io.github.argometer.send.aws.AwsName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsClientBuilder;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.Subscription;

/** A topic as SNS has it: whether it calls the EventSource, and whether that hears. */
public final class SnsTopic implements AwsResource {

    private static final String PENDING = "PendingConfirmation";

    private final AwsTarget target;
    private final SnsClient sns;
    private final Source source;
    private final String arn;
    private final Canary canary;

    /** The topic that {@code target} is, whose source counts in the cluster of {@code client}; nothing is asked yet. */
    public SnsTopic(AwsTarget target, KubernetesClient client) {
        this(target, client, SnsClient.builder());
    }

    /** The same, whose every question to SNS fails that is not answered within {@code patience}. */
    public SnsTopic(AwsTarget target, KubernetesClient client, Duration patience) {
        this(target, client, AwsTarget.within(SnsClient.builder(), patience));
    }

    private SnsTopic(AwsTarget target, KubernetesClient client, SnsClientBuilder sns) {
        this.target = target;
        this.sns = target.client(sns);
        this.source = target.source();
        this.arn = source.spec().target();
        this.canary = new Canary(source, client);
    }

    /** The source that it calls. */
    public Source source() {
        return source;
    }

    /**
     * What is missing before the topic calls the EventSource. A subscription that was never confirmed loses every message
     * without a word, so an unconfirmed one is as bad as none.
     */
    @Override
    public List<Missing> missing() {
        return target.ask(() -> {
            try {
                return unconfirmed();
            } catch (NotFoundException e) {
                return List.of(new Missing(
                        "there is no topic %s at %s".formatted(arn, target.where()),
                        "create it with: aws sns create-topic --region %s --name %s"
                                .formatted(target.name().region(), target.name().name())));
            }
        });
    }

    /** Of its subscription: what it could not have the EventSource take. */
    @Override
    public AwsName deadLetterQueue() {
        return subscriptions().stream()
                .filter(this::isConfirmed)
                .findFirst()
                .map(subscription ->
                        SqsQueue.deadLetterQueue(attributes(subscription).get("RedrivePolicy")))
                .orElse(null);
    }

    private List<Subscription> subscriptions() {
        String webhook = source.webhookUrl();
        return sns.listSubscriptionsByTopicPaginator(request -> request.topicArn(arn)).subscriptions().stream()
                .filter(subscription -> webhook.equals(subscription.endpoint()))
                .toList();
    }

    private Map<String, String> attributes(Subscription subscription) {
        return sns.getSubscriptionAttributes(request -> request.subscriptionArn(subscription.subscriptionArn()))
                .attributes();
    }

    private List<Missing> unconfirmed() {
        String webhook = source.webhookUrl();
        List<Subscription> ours = subscriptions();
        if (ours.stream().anyMatch(this::isConfirmed)) {
            return List.of();
        }
        return List.of(
                ours.isEmpty()
                        ? new Missing(
                                "topic %s has no subscription for %s".formatted(arn, webhook),
                                "EventSource %s subscribes when its pod starts; start it again: %s"
                                        .formatted(source, source.startAgain()))
                        : new Missing(
                                "the subscription of %s to topic %s is not confirmed: SNS loses every message"
                                        .formatted(webhook, arn),
                                "SNS must be able to call that URL; then subscribe again: " + source.startAgain()));
    }

    /** AWS lists an unconfirmed subscription without an ARN; LocalStack gives it one, and tells in its attributes. */
    private boolean isConfirmed(Subscription subscription) {
        return !PENDING.equals(subscription.subscriptionArn())
                && "false".equals(attributes(subscription).get(PENDING));
    }

    /** Whether the source hears what is published, shown by {@code message}. */
    public List<Missing> hearing(Canary.Message message) {
        return target.ask(() -> canary.hearing(() -> publish(message), "topic " + arn));
    }

    private void publish(Canary.Message message) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        message.attributes()
                .forEach((name, text) -> attributes.put(
                        name,
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(text)
                                .build()));
        sns.publish(request -> request.topicArn(arn).message(message.body()).messageAttributes(attributes));
    }

    @Override
    public void close() {
        sns.close();
    }
}
