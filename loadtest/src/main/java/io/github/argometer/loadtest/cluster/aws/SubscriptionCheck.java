package io.github.argometer.loadtest.cluster.aws;

import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.argo.ArgoObject;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.Subscription;

/**
 * Whether the topic calls the EventSource. A subscription that was never confirmed loses every message without a word, so
 * an unconfirmed one is as bad as none.
 *
 * @param aws clients
 * @param path with the EventSource
 */
public record SubscriptionCheck(AwsClients aws, EventPath path) {

    private static final String PENDING = "PendingConfirmation";

    public List<Missing> missing() {
        String topic = aws.topic().topicArn();
        return aws.atTopic(sns -> {
            try {
                return unconfirmed(topic).stream().toList();
            } catch (NotFoundException e) {
                return List.of(new Missing(
                        "there is no topic %s at %s"
                                .formatted(topic, aws.topic().where()),
                        "make it: aws sns create-topic --region %s --name %s"
                                .formatted(
                                        aws.topic().region(), aws.topic().name().name())));
            }
        });
    }

    private Optional<Missing> unconfirmed(String topic) {
        String webhook = path.sns().webhook();
        List<Subscription> ours =
                aws.sns().listSubscriptionsByTopicPaginator(request -> request.topicArn(topic)).subscriptions().stream()
                        .filter(subscription -> webhook.equals(subscription.endpoint()))
                        .toList();
        if (ours.stream().anyMatch(this::isConfirmed)) {
            return Optional.empty();
        }
        if (ours.isEmpty()) {
            return Optional.of(new Missing(
                    "topic %s has no subscription for %s".formatted(topic, webhook),
                    "EventSource %s subscribes when its pod starts; start it again: %s"
                            .formatted(path.sns(), anew(path))));
        }
        return Optional.of(new Missing(
                "the subscription of %s to topic %s is not confirmed: SNS loses every message"
                        .formatted(webhook, topic),
                "SNS must be able to call that URL; then subscribe again: " + anew(path)));
    }

    /** AWS lists an unconfirmed subscription without an ARN; LocalStack gives it one, and tells in its attributes. */
    private boolean isConfirmed(Subscription subscription) {
        String arn = subscription.subscriptionArn();
        return !PENDING.equals(arn)
                && "false"
                        .equals(aws.sns()
                                .getSubscriptionAttributes(request -> request.subscriptionArn(arn))
                                .attributes()
                                .get(PENDING));
    }

    /** Deleting the pod, and not a rollout: there the old pod, ending last, would take the new one's subscription away. */
    public static String anew(EventPath path) {
        ArgoObject source = path.sns().eventSource();
        return "kubectl -n %s delete pod -l eventsource-name=%s".formatted(source.namespace(), source.name());
    }
}
