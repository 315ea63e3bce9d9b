package io.github.argometer.local.argo;

import io.github.argometer.local.manifest.EventSource;
import io.github.argometer.local.manifest.Manifests;
import io.github.argometer.local.manifest.Resource;
import io.github.argometer.local.manifest.SecretKey;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Builds the sources that the EventSources of the manifests describe. */
final class Sources {

    private static final int DEFAULT_WAIT_S = 3;

    private final Manifests manifests;
    private final Endpoints endpoints;
    private final StandInBus bus;
    private final Clock clock;
    private final List<StandInSqsSource> queues = new ArrayList<>();
    private final List<StandInSnsSource> topics = new ArrayList<>();

    Sources(Manifests manifests, Endpoints endpoints, StandInBus bus, Clock clock) {
        this.manifests = manifests;
        this.endpoints = endpoints;
        this.bus = bus;
        this.clock = clock;
    }

    List<StandInSqsSource> queues() {
        return queues;
    }

    List<StandInSnsSource> topics() {
        return topics;
    }

    /** Builds the sources of one EventSource; they do nothing yet. */
    void add(Resource resource) {
        EventSource source = resource.as(EventSource.class);
        source.spec().sqs().forEach((name, sqs) -> {
            EventOutlet outlet = outlet(resource, "sqs", name, sqs.filter());
            int wait = sqs.waitTimeSeconds() == 0 ? DEFAULT_WAIT_S : sqs.waitTimeSeconds();
            SqsClient client =
                    client(SqsClient.builder(), endpoints.queues(), sqs.region(), sqs.accessKey(), sqs.secretKey());
            queues.add(new StandInSqsSource(client, sqs.queue(), wait, sqs.jsonBody(), outlet));
        });
        source.spec().sns().forEach((name, sns) -> {
            if (sns.validateSignature()) {
                throw resource.refused(
                        "spec.sns.%s.validateSignature".formatted(name),
                        "only Amazon can sign; the local SNS does not");
            }
            if (!topics.isEmpty()) {
                throw resource.refused(
                        "spec.sns." + name, "the local stand-in has one webhook, and one has it already");
            }
            SnsClient client =
                    client(SnsClient.builder(), endpoints.topics(), sns.region(), sns.accessKey(), sns.secretKey());
            topics.add(new StandInSnsSource(
                    client, sns, endpoints.webhook(), outlet(resource, "sns", name, sns.filter())));
        });
    }

    private EventOutlet outlet(Resource resource, String type, String name, EventSource.Filter filter) {
        Optional<SourceFilter> compiled = Optional.ofNullable(filter)
                .map(found -> resource.read(
                        "spec.%s.%s.filter.expression \"%s\"".formatted(type, name, found.expression()),
                        () -> SourceFilter.of(found.expression())));
        return new EventOutlet(resource.name(), type, name, compiled, bus, clock);
    }

    private <B extends AwsClientBuilder<B, C>, C> C client(
            B builder, URI endpoint, String region, SecretKey access, SecretKey secret) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(manifests.secret(access), manifests.secret(secret))))
                .build();
    }
}
