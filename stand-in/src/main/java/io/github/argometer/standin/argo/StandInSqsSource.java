package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.argo.EventData;
import io.github.argometer.standin.Mishaps;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

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
    private final Mishaps mishaps;
    private final Thread thread;
    private volatile boolean closed;

    /** @param client is closed with this */
    StandInSqsSource(
            SqsClient client, String queue, int waitSeconds, boolean jsonBody, EventOutlet outlet, Mishaps mishaps) {
        this.client = client;
        this.queue = queue;
        this.waitSeconds = waitSeconds;
        this.jsonBody = jsonBody;
        this.outlet = outlet;
        this.mishaps = mishaps;
        this.thread = new Thread(mishaps.thread(outlet.place(), this::listen), "stand-in-sqs-source");
    }

    /** Finds the queue, and polls it until this is closed. */
    void start() {
        thread.start();
    }

    private void listen() throws InterruptedException {
        String url = null;
        while (!closed) {
            try {
                if (url == null) {
                    url = client.getQueueUrl(request -> request.queueName(queue))
                            .queueUrl();
                }
                poll(url);
            } catch (AbortedException e) {
                return; // closed while it waited
            } catch (SdkException e) {
                if (!closed) {
                    LOG.warn("local stand-in, {}: the queue does not answer: {}", outlet.place(), e.getMessage());
                    TimeUnit.SECONDS.sleep(2);
                }
            }
        }
    }

    private void poll(String url) throws InterruptedException {
        for (Message message : client.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(MOST)
                        .visibilityTimeout(VISIBILITY_S)
                        .waitTimeSeconds(waitSeconds)
                        .messageAttributeNames("All"))
                .messages()) {
            mishaps.message(
                    outlet.place(),
                    () -> outlet.dispatch(
                            EventData.sqs(message.messageId(), attributes(message), message.body(), jsonBody)));
            client.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
        }
    }

    private static Map<String, EventData.Attribute> attributes(Message message) {
        return message.messageAttributes().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> {
            MessageAttributeValue value = entry.getValue();
            SdkBytes binary = value.binaryValue();
            return new EventData.Attribute(
                    value.dataType(), value.stringValue(), binary == null ? null : binary.asByteArray());
        }));
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
