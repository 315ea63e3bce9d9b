package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.PortForward;
import io.fabric8.kubernetes.client.utils.Utils;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channels;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.commons.io.input.ProxyInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local port, the same for as long as this is open, behind which the pods may change: each connection goes through the
 * Kubernetes API to the pod that is asked for when it comes. One for which there is none is closed at once.
 */
final class LocalPort implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalPort.class);
    private static final long AFTER_FAILURE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int BACKLOG = 50;

    /** Where a connection goes; {@code port} is the container's. */
    record PodPort(String namespace, String pod, int port) {}

    private final KubernetesClient client;
    private final Supplier<PodPort> end;
    private final ServerSocket listener;
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
        this.listener = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
        this.address = InetSocketAddress.createUnresolved("127.0.0.1", listener.getLocalPort());
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
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                try {
                    threads.execute(() -> connect(connection));
                } catch (RejectedExecutionException e) { // closed meanwhile
                    connection.close();
                }
            } catch (IOException | RuntimeException e) {
                if (!listener.isClosed()) {
                    LOG.warn("A connection to {} cannot be taken: {}", address, e.toString());
                    LockSupport.parkNanos(AFTER_FAILURE_NS);
                }
            }
        }
    }

    private void connect(Socket connection) {
        streams.removeIf(stream -> !stream.isAlive());
        try {
            connection.setTcpNoDelay(true);
            PodPort to = end.get();
            CompletableFuture<PortForward> opened = new CompletableFuture<>();
            InputStream sent = new ProxyInputStream(connection.getInputStream()) {
                /** When the client has sent all, a stream of fabric8's would stay open. */
                @Override
                protected void afterRead(int bytes) {
                    if (bytes < 0) {
                        opened.thenAccept(Utils::closeQuietly);
                    }
                }
            };
            PortForward stream = client.pods()
                    .inNamespace(to.namespace())
                    .withName(to.pod())
                    .portForward(
                            to.port(), Channels.newChannel(sent), Channels.newChannel(connection.getOutputStream()));
            streams.add(stream);
            opened.complete(stream);
        } catch (IOException | RuntimeException e) {
            // The client is told by the closing, as where a pod refuses; the reason stands only here.
            LOG.info("A connection to {} is closed: {}", address, e.getMessage());
            Utils.closeQuietly(connection);
        }
    }
}
