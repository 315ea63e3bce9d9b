package io.github.argometer.local.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The stand-in for an EventSource of a queue: polls, publishes and only then deletes, one message after the other, so that
 * a message whose receiver dies in between comes again.
 */
final class StandInSqsSource implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandInSqsSource.class);

    /** As in Argo Events. */
    private static final int VISIBILITY_S = 120;

    private static final int MOST = 10;

    private final SqsClient client;
    private final String queue;
    private final int waitSeconds;
    private final boolean jsonBody;
    private final EventOutlet outlet;
    private final Thread thread;
    private volatile boolean closed;

    /** @param client is closed with this */
    StandInSqsSource(SqsClient client, String queue, int waitSeconds, boolean jsonBody, EventOutlet outlet) {
        this.client = client;
        this.queue = queue;
        this.waitSeconds = waitSeconds;
        this.jsonBody = jsonBody;
        this.outlet = outlet;
        this.thread = new Thread(this::listen, "stand-in-sqs-source");
    }

    /** Finds the queue, and polls it until this is closed. */
    void start() {
        thread.start();
    }

    private void listen() {
        String url = client.getQueueUrl(request -> request.queueName(queue)).queueUrl();
        while (!closed) {
            try {
                poll(url);
            } catch (AbortedException e) {
                return; // closed while it waited
            } catch (SdkException e) {
                if (!closed) {
                    LOG.warn(
                            "local stand-in, source {}: the queue does not answer: {}",
                            outlet.source(),
                            e.getMessage());
                    pause();
                }
            }
        }
    }

    private void poll(String url) {
        for (Message message : client.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(MOST)
                        .visibilityTimeout(VISIBILITY_S)
                        .waitTimeSeconds(waitSeconds)
                        .messageAttributeNames(SqsData.attributes()))
                .messages()) {
            try {
                outlet.dispatch(SqsData.of(message, jsonBody));
            } catch (JsonProcessingException e) {
                LOG.warn("local stand-in, source {}: a message is dropped, its body is no JSON", outlet.source());
            }
            client.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
