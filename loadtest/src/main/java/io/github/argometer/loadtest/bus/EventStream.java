package io.github.argometer.loadtest.bus;

import io.nats.client.BaseConsumerContext;
import io.nats.client.Connection;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusCheckedException;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.StreamContext;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The stream on which Argo Events keeps its events. It is read by an ordered consumer, which acknowledges nothing: what is on the
 * stream stays, and no Sensor's consumer notices. Source of the names: Argo Events 1.9,
 * {@code pkg/eventbus/jetstream}; of the protocol: NATS ADR-17, ordered consumers.
 */
public final class EventStream implements AutoCloseable {

    /** The name of the stream of every JetStream EventBus. */
    private static final String STREAM = "default";

    /** What is asked for at once: so much of it is in memory. */
    private static final FetchConsumeOptions BATCH =
            FetchConsumeOptions.builder().max(8 << 20, 20_000).expiresIn(5_000).build();

    /** Batches without an event after which the bus is given up, though it says that it has some. */
    private static final int TRIES = 6;

    private final Connection connection;

    private EventStream(Connection connection) {
        this.connection = connection;
    }

    /** Takes an event. */
    @FunctionalInterface
    public interface Reader {

        /** Reads {@code event}, the next of the stream. */
        void read(BusEvent event);
    }

    /**
     * Connects to a bus. Its certificate is its own and not verified, as Argo Events' own clients do not: the way to it is a tunnel
     * through the Kubernetes API, or the cluster's own network.
     *
     * @param tls whether the bus speaks TLS, as those that Argo Events makes do
     * @throws IOException where it cannot be reached or refuses the login
     */
    public static EventStream connect(InetSocketAddress bus, boolean tls, String user, String password)
            throws IOException, InterruptedException {
        Options.Builder options = Options.builder()
                .server("nats://" + bus.getHostString() + ":" + bus.getPort())
                .userInfo(user.toCharArray(), password.toCharArray())
                .connectionTimeout(Duration.ofSeconds(10))
                .maxReconnects(5)
                // The others are known by their names inside the cluster.
                .ignoreDiscoveredServers();
        if (tls) {
            options.sslContext(trustingTheBus());
        }
        return new EventStream(Nats.connect(options.build()));
    }

    /** The sequence of the last event so far; 0 where there was none. */
    public long last() throws IOException {
        return asked(() -> stream().getStreamInfo().getStreamState().getLastSequence());
    }

    /**
     * Hands the events that came after sequence {@code after}, up to the last that is there now, to {@code reader}, in their order.
     *
     * @return how many of them the stream did not have any more, since it keeps only so many or somebody purged it
     * @throws IOException where the stream cannot be read to its end
     */
    public long read(long after, Reader reader) throws IOException, InterruptedException {
        StreamState now = asked(() -> stream().getStreamInfo().getStreamState());
        long last = now.getLastSequence();
        long read = 0;
        if (last <= after) {
            return 0;
        }
        OrderedConsumerConfiguration from = new OrderedConsumerConfiguration()
                .deliverPolicy(DeliverPolicy.ByStartSequence)
                .startSequence(after + 1);
        BaseConsumerContext consumer = asked(() -> stream().createOrderedConsumer(from));
        int empty = 0;
        for (long at = Math.max(after, now.getFirstSequence() - 1); at < last; ) {
            long before = at;
            FetchConsumer batch = asked(() -> consumer.fetch(BATCH));
            // Not asked for one behind the last, for which it would wait.
            for (Message message; at < last && (message = next(batch)) != null; ) {
                at = message.metaData().streamSequence();
                if (at <= last) {
                    reader.read(BusEvent.of(
                            message.getSubject(),
                            message.getData(),
                            message.metaData().timestamp().toInstant(),
                            at));
                    read++;
                }
            }
            batch.stop();
            empty = at > before ? 0 : empty + 1;
            if (empty > 0
                    && asked(() -> stream().getStreamInfo().getStreamState()).getFirstSequence() > last) {
                break; // purged meanwhile
            }
            if (empty == TRIES) {
                throw new IOException("the bus gives no more events after the %dth of %d".formatted(at, last));
            }
        }
        return last - after - read;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Message next(FetchConsumer batch) throws IOException, InterruptedException {
        try {
            return batch.nextMessage();
        } catch (JetStreamStatusCheckedException e) {
            throw new IOException("the bus does not give its events: " + e.getMessage(), e);
        }
    }

    private StreamContext stream() throws IOException, JetStreamApiException {
        return connection.getStreamContext(STREAM);
    }

    /** A question to JetStream. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException, JetStreamApiException;
    }

    private static <T> T asked(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (JetStreamApiException e) {
            throw new IOException("the bus's stream %s: %s".formatted(STREAM, e.getMessage()), e);
        }
    }

    private static SSLContext trustingTheBus() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    null,
                    new TrustManager[] {
                        new X509TrustManager() {
                            @Override
                            public void checkClientTrusted(X509Certificate[] chain, String type) {}

                            @Override
                            public void checkServerTrusted(X509Certificate[] chain, String type) {}

                            @Override
                            public X509Certificate[] getAcceptedIssuers() {
                                return new X509Certificate[0];
                            }
                        }
                    },
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }
}
