package io.github.argometer.standin.service;

import java.net.URI;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** SQS by ElasticMQ, in this process and its memory. */
final class EmbeddedQueues implements AutoCloseable {

    private final SQSRestServer server;
    private final int port;

    private EmbeddedQueues(SQSRestServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts it, with one queue, at {@code port}. */
    static EmbeddedQueues start(int port, String region, String queue) {
        // Ctrl-C ends it with all else, in order.
        System.setProperty("pekko.jvm-shutdown-hooks", "off");
        SQSRestServer server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withPort(port)
                .withServerAddress(new NodeAddress("http", "127.0.0.1", port, ""))
                .withAWSRegion(region)
                .start();
        server.waitUntilStarted();
        EmbeddedQueues queues = new EmbeddedQueues(server, port);
        try (SqsClient client = SqsClient.builder()
                .endpointOverride(queues.url())
                .region(Region.of(region))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            client.createQueue(request -> request.queueName(queue));
        }
        return queues;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        server.stopAndWait();
    }
}
