package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.Configuration;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * The AWS API to send to: where the EventSources themselves take their events from, be it AWS or LocalStack.
 *
 * @param endpoint as this process reaches it; empty = AWS
 * @param region of queue and topic
 * @param topicArn the topic that calls the EventSource
 * @param keys access key id and secret for an endpoint that is not AWS; empty = the AWS SDK's default chain
 */
record AwsTarget(Optional<URI> endpoint, String region, String topicArn, Optional<Keys> keys) {

    /** Credentials of LocalStack, as the EventSource has them. */
    record Keys(String id, String secret) {
        @Override
        public String toString() {
            return "Keys[" + id + "]";
        }
    }

    /** The cluster's own name for the endpoint that {@code path} uses, where it is a Service. */
    static Optional<ServiceAddress> service(EventPath path) {
        return path.sns().endpoint().flatMap(ServiceAddress::of);
    }

    /** The target that {@code path} names; settings that were chosen go before it. */
    static AwsTarget of(Configuration configuration, EventPath path, KubernetesClient client, Reach reach) {
        if (!path.sqs().endpoint().equals(path.sns().endpoint())) {
            throw new NotReadyException(
                    "EventSources %s and %s ask different endpoints: %s and %s"
                            .formatted(
                                    path.sqs(),
                                    path.sns(),
                                    path.sqs().text("endpoint"),
                                    path.sns().text("endpoint")),
                    "give both the same endpoint, or none for AWS");
        }
        String region = configuration.isChosen("aws.region")
                ? configuration.settings().text("aws.region")
                : path.sqs().text("region");
        return new AwsTarget(
                endpoint(configuration, path, reach),
                region,
                path.sns().text("topicArn"),
                path.sns()
                        .endpoint()
                        .map(local -> new Keys(
                                Secrets.value(client, path.sqs(), "accessKey"),
                                Secrets.value(client, path.sqs(), "secretKey"))));
    }

    /** The settings with which the sending routes go there. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("aws.region", region);
        settings.put("sns.topic", topicArn);
        settings.put("aws.endpoint.override", String.valueOf(endpoint.isPresent()));
        endpoint.ifPresent(url -> settings.put("aws.endpoint.url", url.toString()));
        keys.ifPresent(pair -> {
            for (String component : new String[] {"camel.component.aws2-sqs.", "camel.component.aws2-sns."}) {
                settings.put(component + "use-default-credentials-provider", "false");
                settings.put(component + "access-key", pair.id);
                settings.put(component + "secret-key", pair.secret);
            }
        });
        return settings;
    }

    /** The environment variables with which a pod sends to {@code inside}, the endpoint as the sources have it. */
    Map<String, String> environment(Optional<URI> inside) {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_REGION", region);
        environment.put("SNS_TOPIC", topicArn);
        environment.put("AWS_ENDPOINT_OVERRIDE", String.valueOf(inside.isPresent()));
        inside.ifPresent(url -> environment.put("AWS_ENDPOINT_URL", url.toString()));
        keys.ifPresent(pair -> {
            environment.put("AWS_ACCESS_KEY_ID", pair.id);
            environment.put("AWS_SECRET_ACCESS_KEY", pair.secret);
        });
        return environment;
    }

    /** Credentials for the AWS SDK. */
    AwsCredentialsProvider credentials() {
        return keys.<AwsCredentialsProvider>map(
                        pair -> StaticCredentialsProvider.create(AwsBasicCredentials.create(pair.id, pair.secret)))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    private static Optional<URI> endpoint(Configuration configuration, EventPath path, Reach reach) {
        if (configuration.settings().flag("aws.endpoint.override")) {
            return Optional.of(URI.create(configuration.settings().text("aws.endpoint.url")));
        }
        return path.sns().endpoint().map(url -> ServiceAddress.of(url)
                .map(reach::to)
                .map(address ->
                        URI.create("%s://%s:%d".formatted(url.getScheme(), address.getHostString(), address.getPort())))
                .orElse(url));
    }
}
