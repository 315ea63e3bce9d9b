package io.github.argometer.standin.service;

import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.Readiness;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

/** Looks whether the webhook's subscription is confirmed: without it the topic's messages go nowhere. */
record TopicCheck(URI topics, Targets targets) implements Readiness.Check {

    @Override
    public List<Missing> missing() {
        try (SnsClient client = SnsClient.builder()
                .endpointOverride(topics)
                .region(Region.of(targets.topic().region()))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            boolean confirmed = client
                    .listSubscriptionsByTopic(
                            request -> request.topicArn(targets.topic().topicArn()))
                    .subscriptions()
                    .stream()
                    .anyMatch(subscription -> subscription.subscriptionArn().startsWith("arn:"));
            return confirmed
                    ? List.of()
                    : List.of(new Missing(
                            "the local webhook has not confirmed its subscription of the topic",
                            "it does so within a second; else the log on stderr says why"));
        }
    }
}
