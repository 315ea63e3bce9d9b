package io.github.argometer.loadtest.cluster;

import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The AWS SDK's clients with which the queue and the topic are looked at; sending is the routes' own affair.
 *
 * @param target where they ask
 */
record AwsClients(SqsClient sqs, SnsClient sns, AwsTarget target) implements AutoCloseable {

    static AwsClients of(AwsTarget target) {
        Region region = Region.of(target.region());
        return new AwsClients(
                SqsClient.builder()
                        .region(region)
                        .credentialsProvider(target.credentials())
                        .endpointOverride(target.endpoint().orElse(null))
                        .build(),
                SnsClient.builder()
                        .region(region)
                        .credentialsProvider(target.credentials())
                        .endpointOverride(target.endpoint().orElse(null))
                        .build(),
                target);
    }

    /** What {@code look} finds missing; an API that does not answer is missing too. */
    List<Missing> look(Supplier<List<Missing>> look) {
        try {
            return look.get();
        } catch (SdkException e) {
            return List.of(new Missing(
                    "%s does not answer: %s".formatted(where(), e.getMessage()),
                    "check endpoint, region and credentials (settings aws.*)"));
        }
    }

    /** The API's address, for messages. */
    String where() {
        return target.endpoint().map(Object::toString).orElse("AWS " + target.region());
    }

    @Override
    public void close() {
        sqs.close();
        sns.close();
    }
}
