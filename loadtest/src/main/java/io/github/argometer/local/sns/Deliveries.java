package io.github.argometer.local.sns;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts envelopes to endpoints, and again after a pause where one does not take them: SNS's default delivery policy. */
final class Deliveries implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int RETRIES = 3;
    private static final int AT_ONCE = 8;

    private final CloseableHttpClient client = HttpClients.custom()
            .setUserAgent("Amazon Simple Notification Service Agent")
            .setMaxConnPerRoute(AT_ONCE)
            .setMaxConnTotal(AT_ONCE)
            .build();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(AT_ONCE);
    private final Duration pause;

    /** @param pause before each retry; SNS's own is 20 s */
    Deliveries(Duration pause) {
        this.pause = pause;
    }

    /** Sends {@code envelope} some time soon. */
    void send(Subscription to, Envelope envelope) {
        threads.execute(() -> attempt(to, envelope, RETRIES));
    }

    private void attempt(Subscription to, Envelope envelope, int retries) {
        String trouble;
        try {
            int status = post(to, envelope);
            if (status / 100 == 2) {
                return;
            }
            trouble = "it answered " + status;
        } catch (IOException e) {
            trouble = e.toString();
        }
        if (threads.isShutdown()) {
            return;
        }
        if (retries > 0) {
            threads.schedule(() -> attempt(to, envelope, retries - 1), pause.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            LOG.warn("local SNS: {} does not take message {}: {}", to.endpoint(), envelope.messageId(), trouble);
        }
    }

    private int post(Subscription to, Envelope envelope) throws IOException {
        HttpPost post = new HttpPost(to.endpoint());
        post.setHeader("Accept", "*/*");
        post.setHeader("x-amz-sns-message-type", envelope.type());
        post.setHeader("x-amz-sns-message-id", envelope.messageId());
        post.setHeader("x-amz-sns-topic-arn", to.topicArn());
        if (envelope.type().equals("Notification")) {
            post.setHeader("x-amz-sns-subscription-arn", to.arn());
        }
        post.setEntity(new StringEntity(envelope.json(), ContentType.create("text/plain", "UTF-8")));
        try (CloseableHttpResponse response = client.execute(post)) {
            EntityUtils.consume(response.getEntity());
            return response.getStatusLine().getStatusCode();
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        client.close();
    }
}
