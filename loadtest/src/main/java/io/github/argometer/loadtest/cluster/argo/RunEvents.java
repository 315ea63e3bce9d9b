package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.bus.BusFile;
import io.github.argometer.loadtest.bus.EventStream;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The events that come to the buses of a path from now on. Source of where a bus is and how one logs in: {@code status.config} of its
 * EventBus, as Argo Events' controller writes it for sources and Sensors.
 */
public final class RunEvents {

    private final KubernetesClient client;
    private final ClusterAccess access;
    private final Map<ArgoObject, Long> last = new LinkedHashMap<>();

    /**
     * Notes where each bus stands.
     *
     * @throws NotReadyException where one cannot be read by message: it is no JetStream bus, or its Secret or its port are out of reach
     */
    public RunEvents(KubernetesClient client, ClusterAccess access, EventPath path) throws InterruptedException {
        this.client = client;
        this.access = access;
        for (ArgoObject bus : path.buses()) {
            try (EventStream stream = connect(bus)) {
                last.put(bus, stream.last());
            } catch (IOException e) {
                throw unread(bus, e);
            }
        }
    }

    /**
     * Writes {@code file}, with a line for each event since.
     *
     * @return how many events were not on the streams any more: they keep only so many, or somebody purged them
     * @throws NotReadyException where a bus cannot be read; there is no file then
     */
    public long write(Path file) throws IOException, InterruptedException {
        long gone = 0;
        try (BusFile lines = new BusFile(file)) {
            for (Map.Entry<ArgoObject, Long> since : last.entrySet()) {
                try (EventStream stream = connect(since.getKey())) {
                    gone += stream.read(since.getValue(), lines);
                }
            }
            lines.keep();
        }
        return gone;
    }

    private EventStream connect(ArgoObject bus) throws IOException, InterruptedException {
        JsonNode config = bus.resource().tree().at("/status/config/jetstream");
        if (config.isMissingNode()) {
            throw new NotReadyException(
                    bus + " is no JetStream bus, so its events cannot be read",
                    "kubectl -n %s describe %s".formatted(bus.namespace(), bus));
        }
        JsonNode secret = config.path("accessSecret");
        try {
            ServiceAddress service = ServiceAddress.of(
                            URI.create(config.path("url").asText()))
                    .orElseThrow(() -> new NotReadyException(
                            "%s is at %s, which is no Service of this cluster"
                                    .formatted(bus, config.path("url").asText()),
                            "read it where it is"));
            Map<?, ?> login = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(Kubernetes.secret(
                            client,
                            bus.namespace(),
                            secret.path("name").asText(),
                            secret.path("key").asText()));
            return EventStream.connect(
                    access.to(service),
                    true,
                    Objects.toString(login.get("username"), ""),
                    Objects.toString(login.get("password"), ""));
        } catch (KubernetesClientException e) {
            throw new NotReadyException(List.of(Kubernetes.failure(e)));
        } catch (YAMLException | ClassCastException e) {
            throw new NotReadyException(
                    "the login of %s in Secret %s is not what Argo Events writes there"
                            .formatted(bus, secret.path("name").asText()),
                    "kubectl -n %s get secret %s"
                            .formatted(bus.namespace(), secret.path("name").asText()));
        }
    }

    private static NotReadyException unread(ArgoObject bus, IOException e) {
        return new NotReadyException(
                "%s cannot be read: %s".formatted(bus, e.getMessage()),
                "kubectl -n %s get pods -l eventbus-name=%s".formatted(bus.namespace(), bus.name()));
    }
}
