package io.github.argometer.loadtest.cluster;

import java.net.URI;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queues that hold messages and give them up: ElasticMQ, in this process. */
public final class RealQueues implements AutoCloseable {

    private final SQSRestServer server;
    private final String url;
    public final SqsClient sqs;

    public RealQueues() {
        server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withDynamicPort()
                .start();
        url = "http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort();
        sqs = SqsClient.builder()
                .endpointOverride(URI.create(url))
                .region(Region.EU_WEST_3)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
    }

    public String url() {
        return url;
    }

    public RealQueues create(String queue) {
        sqs.createQueue(request -> request.queueName(queue));
        return this;
    }

    /** Makes {@code queue} and {@code dead}, to which go messages that were received once and not deleted. */
    public RealQueues withDeadLetters(String queue, String dead) {
        create(dead);
        String arn = sqs.getQueueAttributes(
                        request -> request.queueUrl(at(dead)).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        sqs.createQueue(request -> request.queueName(queue)
                .attributes(Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"1\"}".formatted(arn))));
        return this;
    }

    public RealQueues send(String queue, String body) {
        return sendLater(queue, body, 0);
    }

    /** Sends a message that is the event {@code eventId}. */
    public RealQueues sendEvent(String queue, String eventId) {
        sqs.sendMessage(request -> request.queueUrl(at(queue))
                .messageBody("{}")
                .messageAttributes(Map.of(
                        "EventId",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(eventId)
                                .build())));
        return this;
    }

    public RealQueues sendLater(String queue, String body, int seconds) {
        sqs.sendMessage(request -> request.queueUrl(at(queue)).messageBody(body).delaySeconds(seconds));
        return this;
    }

    /** Sends a message to an otherwise empty {@code queue} and fails at it, until the queue gives it up. */
    public RealQueues giveUp(String queue, String body) {
        send(queue, body);
        receive(queue, 0);
        receive(queue, 0);
        return this;
    }

    /** Receives a message and holds it for {@code seconds}. */
    public RealQueues receive(String queue, int seconds) {
        sqs.receiveMessage(request -> request.queueUrl(at(queue)).visibilityTimeout(seconds));
        return this;
    }

    public RealQueues delete(String queue) {
        sqs.deleteQueue(request -> request.queueUrl(at(queue)));
        return this;
    }

    public String at(String queue) {
        return sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    }

    @Override
    public void close() {
        sqs.close();
        server.stopAndWait();
    }
}
