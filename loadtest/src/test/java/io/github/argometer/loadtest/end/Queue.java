package io.github.argometer.loadtest.end;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The run's queue, in the cluster's LocalStack, as another of its users has it. */
final class Queue implements AutoCloseable {

    /** The queue for what was received too often. */
    static final String DEAD_LETTERS = "argometer-dead";

    private final KubernetesClient kubernetes = new KubernetesClientBuilder().build();
    private final LocalPortForward localStack = kubernetes
            .services()
            .inNamespace("argometer-localstack")
            .withName("localstack")
            .portForward(4566);
    private final SqsClient sqs = SqsClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + localStack.getLocalPort()))
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build();
    private final String url =
            sqs.getQueueUrl(request -> request.queueName("argometer")).queueUrl();

    /** Has each message that is received a second time put among the dead letters. */
    void giveUpAfterOneReceipt() {
        String dead =
                sqs.createQueue(request -> request.queueName(DEAD_LETTERS)).queueUrl();
        String arn = sqs.getQueueAttributes(
                        request -> request.queueUrl(dead).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        redrive("{\"deadLetterTargetArn\": \"%s\", \"maxReceiveCount\": \"1\"}".formatted(arn));
    }

    /** Has no message put among the dead letters. */
    void keepAll() {
        redrive("");
    }

    /** Hides each message that comes from now on for so many seconds. */
    void delay(int seconds) {
        sqs.setQueueAttributes(request ->
                request.queueUrl(url).attributes(Map.of(QueueAttributeName.DELAY_SECONDS, String.valueOf(seconds))));
    }

    /** Throws away all that the queue has. */
    void purge() {
        sqs.purgeQueue(request -> request.queueUrl(url));
    }

    /** Receives all messages, and none for good, until none is left. */
    void receiveAllTooOften() {
        while (sqs.receiveMessage(
                        request -> request.queueUrl(url).maxNumberOfMessages(10).visibilityTimeout(0))
                .hasMessages()) {
            // Received is all that they have to be.
        }
    }

    @Override
    public void close() throws IOException {
        sqs.close();
        localStack.close();
        kubernetes.close();
    }

    private void redrive(String policy) {
        sqs.setQueueAttributes(
                request -> request.queueUrl(url).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)));
    }
}
