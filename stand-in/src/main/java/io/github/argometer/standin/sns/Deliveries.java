package io.github.argometer.standin.sns;

import io.github.argometer.standin.Mishaps;
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

/** Posts envelopes to endpoints, and again after a pause where one does not take them: SNS's default delivery policy. */
final class Deliveries implements AutoCloseable {

    private static final int RETRIES = 3;
    private static final int AT_ONCE = 8;

    private final CloseableHttpClient client = HttpClients.custom()
            .setUserAgent("Amazon Simple Notification Service Agent")
            .setMaxConnPerRoute(AT_ONCE)
            .setMaxConnTotal(AT_ONCE)
            .build();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(AT_ONCE);
    private final Duration pause;
    private final Mishaps mishaps;

    /** @param pause before each retry; SNS's own is 20 s */
    Deliveries(Duration pause, Mishaps mishaps) {
        this.pause = pause;
        this.mishaps = mishaps;
    }

    /** Sends {@code envelope} some time soon. */
    void send(Subscription to, Envelope envelope) {
        threads.execute(attempt(to, envelope, RETRIES));
    }

    private Runnable attempt(Subscription to, Envelope envelope, int retries) {
        return mishaps.thread(
                "the local SNS", () -> mishaps.message("the local SNS", () -> deliver(to, envelope, retries)));
    }

    private void deliver(Subscription to, Envelope envelope, int retries) {
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
            threads.schedule(attempt(to, envelope, retries - 1), pause.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            mishaps.lost("the local SNS", "%s does not take it: %s".formatted(to.endpoint(), trouble));
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
