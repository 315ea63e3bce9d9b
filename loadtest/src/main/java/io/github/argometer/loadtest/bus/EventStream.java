package io.github.argometer.loadtest.bus;

import io.nats.client.BaseConsumerContext;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
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
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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
            FetchConsumeOptions.builder().max(8 << 20, 20_000).expiresIn(1_000).build();

    private static final int NO_STREAM = 10_059;
    private static final long PAUSE_MS = 200;

    /** Batches without an event after which the bus is given up, though it says that it has some. */
    private static final int TRIES = 6;

    private final Connection connection;

    private EventStream(Connection connection) {
        this.connection = connection;
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
                .maxReconnects(0)
                // What fails is told by what was asked for.
                .errorListener(new ErrorListener() {})
                // The others are known by their names inside the cluster.
                .ignoreDiscoveredServers();
        if (tls) {
            options.sslContext(trustingTheBus());
        }
        return new EventStream(Nats.connect(options.build()));
    }

    /** Behind the last event so far. */
    public BusPlace end() throws IOException {
        StreamInfo now = asked(() -> stream().getStreamInfo());
        return BusPlace.behind(now.getCreateTime(), now.getStreamState().getLastSequence());
    }

    /** Puts back what a run that was killed has left of its sampling at {@code consumers}. */
    public void putBack(List<String> consumers) throws IOException {
        asked(() -> {
            AckSamples.putBack(connection, STREAM, consumers);
            return null;
        });
    }

    /**
     * Hands the events behind {@code place} to {@code reader}, in their order and as they come, until {@code ending}: then up to the last
     * that is there at that time. Meanwhile {@code samples} go to {@code acknowledged}.
     *
     * @param begun is run once no event can be missed any more
     * @throws IOException where the stream cannot be read on; {@code place} is where it can be taken up again
     */
    public void follow(
            BusPlace place,
            Consumer<BusEvent> reader,
            AckSamples samples,
            Consumer<Acknowledgement> acknowledged,
            Runnable begun,
            BooleanSupplier ending)
            throws IOException, InterruptedException {
        samples.listen(connection, STREAM, acknowledged);
        follow(place, reader, samples, begun, ending);
        try {
            samples.end(connection, STREAM);
        } catch (JetStreamApiException e) {
            throw failed(e);
        }
    }

    private void follow(
            BusPlace place, Consumer<BusEvent> reader, AckSamples samples, Runnable begun, BooleanSupplier ending)
            throws IOException, InterruptedException {
        BaseConsumerContext consumer = null;
        long from = -1;
        long end = -1;
        for (int empty = 0; ; ) {
            boolean ends = ending.getAsBoolean();
            Optional<StreamInfo> info = info();
            if (info.isEmpty()) {
                place.lose();
                if (ends) {
                    return;
                }
                Thread.sleep(PAUSE_MS);
                continue;
            }
            place.at(info.get().getCreateTime());
            asked(() -> {
                samples.tend(connection, STREAM);
                return null;
            });
            long last = info.get().getStreamState().getLastSequence();
            if (info.get().getStreamState().getFirstSequence() > last) {
                place.pass(last, false); // nothing is left of it
            }
            // Others may go on to publish.
            end = ends && end < 0 ? last : end;
            if (ends && place.sequence() >= end) {
                return;
            }
            // Another one where the stream is another, or where this one does not give what is there, or is not done
            // with its batch.
            if (consumer == null || empty > 0 && place.sequence() < last || place.sequence() < from) {
                from = place.sequence();
                OrderedConsumerConfiguration behind = new OrderedConsumerConfiguration()
                        .deliverPolicy(DeliverPolicy.ByStartSequence)
                        .startSequence(from + 1);
                consumer = asked(() -> stream().createOrderedConsumer(behind));
                begun.run();
            }
            long before = place.sequence();
            if (!read(consumer, place, reader, ends ? end : Long.MAX_VALUE)) {
                consumer = null;
            }
            empty = place.sequence() > before ? 0 : empty + 1;
            if (ends && empty == TRIES) {
                throw new IOException(
                        "the bus gives no more events after the %dth of %d".formatted(place.sequence(), end));
            }
        }
    }

    /** One batch, but nothing behind {@code last}, for which it would wait; whether the consumer takes another. */
    private static boolean read(BaseConsumerContext consumer, BusPlace place, Consumer<BusEvent> reader, long last)
            throws IOException, InterruptedException {
        FetchConsumer batch = asked(() -> consumer.fetch(BATCH));
        for (Message message; place.sequence() < last && (message = next(batch)) != null; ) {
            long sequence = message.metaData().streamSequence();
            place.pass(sequence, true);
            reader.accept(BusEvent.of(
                    message.getSubject(),
                    message.getData(),
                    message.metaData().timestamp().toInstant(),
                    sequence));
        }
        batch.stop();
        return batch.isFinished();
    }

    private Optional<StreamInfo> info() throws IOException {
        try {
            return Optional.of(stream().getStreamInfo());
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == NO_STREAM) {
                return Optional.empty();
            }
            throw failed(e);
        }
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
            throw failed(e);
        }
    }

    private static IOException failed(JetStreamApiException e) {
        return new IOException("the bus's stream %s: %s".formatted(STREAM, e.getMessage()), e);
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
