package io.github.argometer.loadtest.cluster.aws;

import io.github.argometer.loadtest.NotReadyException.Missing;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The AWS SDK's clients with which the queue and the topic are looked at; sending is the routes' own affair.
 *
 * @param queue where {@code sqs} asks
 * @param topic where {@code sns} asks
 */
public record AwsClients(SqsClient sqs, AwsTarget queue, SnsClient sns, AwsTarget topic) implements AutoCloseable {

    public static AwsClients of(AwsTarget queue, AwsTarget topic) {
        return new AwsClients(sqs(queue), queue, client(SnsClient.builder(), topic), topic);
    }

    /** A client of the queue's service. */
    public static SqsClient sqs(AwsTarget queue) {
        return client(SqsClient.builder(), queue);
    }

    /** What {@code look} finds missing at the queue's service; one that does not answer is missing too. */
    public List<Missing> atQueue(Function<SqsClient, List<Missing>> look) {
        return look(queue, sqs, look);
    }

    /** What {@code look} finds missing at the topic's service; one that does not answer is missing too. */
    public List<Missing> atTopic(Function<SnsClient, List<Missing>> look) {
        return look(topic, sns, look);
    }

    @Override
    public void close() {
        sqs.close();
        sns.close();
    }

    private static <T> List<Missing> look(AwsTarget target, T client, Function<T, List<Missing>> look) {
        try {
            return look.apply(client);
        } catch (SdkException e) {
            return List.of(AwsFailure.of(target, e));
        }
    }

    private static <B extends AwsClientBuilder<B, C>, C> C client(B builder, AwsTarget target) {
        return builder.region(Region.of(target.region()))
                .credentialsProvider(target.credentials())
                .endpointOverride(target.endpoint().orElse(null))
                .build();
    }
}
