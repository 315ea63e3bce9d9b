package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.PortForward;
import io.fabric8.kubernetes.client.utils.Utils;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local port, the same for as long as this is open, behind which the pods may change: each connection goes through the
 * Kubernetes API to the pod that is asked for when it comes. One for which there is none is closed at once.
 */
final class LocalPort implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalPort.class);
    private static final long AFTER_FAILURE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Where a connection goes; {@code port} is the container's. */
    record PodPort(String namespace, String pod, int port) {}

    /** What the client sends; a stream of fabric8's would stay open when that is over. */
    private record FromClient(SocketChannel connection, CompletableFuture<PortForward> stream)
            implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer into) throws IOException {
            int read = connection.read(into);
            if (read < 0) {
                stream.thenAccept(Utils::closeQuietly);
            }
            return read;
        }

        @Override
        public boolean isOpen() {
            return connection.isOpen();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    private final KubernetesClient client;
    private final Supplier<PodPort> end;
    private final ServerSocketChannel listener;
    private final InetSocketAddress address;
    private final Set<PortForward> streams = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(Utils.daemonThreadFactory(this));

    /**
     * Listens on a free port of the loopback interface.
     *
     * @param end asked at each connection; throws where there is no pod
     */
    LocalPort(KubernetesClient client, Supplier<PodPort> end) throws IOException {
        this.client = client;
        this.end = end;
        this.listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        this.address = InetSocketAddress.createUnresolved(
                "127.0.0.1", listener.socket().getLocalPort());
        threads.execute(this::accept);
    }

    /** Host (unresolved) and port at which this listens. */
    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
        streams.forEach(Utils::closeQuietly);
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel connection = listener.accept();
                try {
                    threads.execute(() -> connect(connection));
                } catch (RejectedExecutionException e) { // closed meanwhile
                    connection.close();
                }
            } catch (IOException | RuntimeException e) {
                if (listener.isOpen()) {
                    LOG.warn("A connection to {} cannot be taken: {}", address, e.toString());
                    LockSupport.parkNanos(AFTER_FAILURE_NS);
                }
            }
        }
    }

    private void connect(SocketChannel connection) {
        streams.removeIf(stream -> !stream.isAlive());
        try {
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
            PodPort to = end.get();
            CompletableFuture<PortForward> opened = new CompletableFuture<>();
            PortForward stream = client.pods()
                    .inNamespace(to.namespace())
                    .withName(to.pod())
                    .portForward(to.port(), new FromClient(connection, opened), connection);
            streams.add(stream);
            opened.complete(stream);
        } catch (IOException | RuntimeException e) {
            // The client is told by the closing, as where a pod refuses; the reason stands only here.
            LOG.info("A connection to {} is closed: {}", address, e.getMessage());
            Utils.closeQuietly(connection);
        }
    }
}
