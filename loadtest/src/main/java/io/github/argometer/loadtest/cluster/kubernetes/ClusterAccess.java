package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import java.net.InetSocketAddress;

/** How this process reaches a Service of the cluster: the one place that knows whether it runs inside or outside. */
public interface ClusterAccess extends AutoCloseable {

    /**
     * Host (unresolved) and port at which {@code service} answers this process, until this is closed.
     *
     * @throws NotReadyException where there is no way
     */
    InetSocketAddress to(ServiceAddress service);

    @Override
    void close();

    /** The way that {@code cluster.access} names. */
    static ClusterAccess of(Settings settings, KubernetesClient client) {
        return switch (settings.text("cluster.access")) {
            case "port-forward" -> new PortForwards(client);
            case "direct" -> new Direct();
            default -> throw settings.invalid("cluster.access", "port-forward or direct");
        };
    }

    /** By the Service's own name, which the cluster's DNS knows. */
    final class Direct implements ClusterAccess {

        @Override
        public InetSocketAddress to(ServiceAddress service) {
            return InetSocketAddress.createUnresolved(service.host(), service.port());
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
