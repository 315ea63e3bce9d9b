package io.github.argometer.loadtest.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.github.argometer.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the Sensors are behind the bus, as JetStream's own monitoring tells it: {@code /jsz} at port 8222 of each of its
 * servers.
 */
public final class BusLag implements AutoCloseable {

    private static final int MONITORING = 8222;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<LocalPortForward> servers = new ArrayList<>();

    /** The lag of the EventBus in {@code cluster.events.namespace}. */
    public BusLag(KubernetesClient client, Settings settings) {
        String namespace = settings.text("cluster.events.namespace");
        List<Pod> pods = client.pods()
                .inNamespace(namespace)
                .withLabel("eventbus-name")
                .list()
                .getItems();
        for (Pod pod : pods) {
            if (Readiness.getInstance().isReady(pod)) {
                servers.add(client.pods()
                        .inNamespace(namespace)
                        .withName(pod.getMetadata().getName())
                        .portForward(MONITORING, InetAddress.getLoopbackAddress(), 0));
            }
        }
    }

    /**
     * Messages that are on the bus for a Sensor and not acknowledged by it: those not delivered yet, and those that its
     * triggers have at the moment.
     *
     * @throws NotReadyException where no server tells
     */
    public long messages() {
        Map<String, Long> behind = new HashMap<>();
        for (LocalPortForward server : servers) {
            String url = "http://127.0.0.1:%d/jsz?consumers=true".formatted(server.getLocalPort());
            try {
                for (JsonNode consumer : JSON.readTree(URI.create(url).toURL()).findValues("consumer_detail")) {
                    consumer.forEach(one -> behind.merge(
                            one.path("stream_name").asText() + "/"
                                    + one.path("name").asText(),
                            one.path("num_pending").asLong()
                                    + one.path("num_ack_pending").asLong(),
                            Math::max));
                }
            } catch (IOException e) {
                throw new NotReadyException("the bus does not tell its lag: " + e, "look at " + url);
            }
        }
        return behind.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        for (LocalPortForward server : servers) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
