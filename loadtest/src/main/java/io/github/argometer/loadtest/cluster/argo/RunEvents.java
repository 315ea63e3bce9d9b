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
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The events that come to the buses of a path from now on. Source of where a bus is and how one logs in: {@code status.config} of its
 * EventBus, as Argo Events' controller writes it for sources and Sensors.
 */
public final class RunEvents {

    private static final Logger LOG = LoggerFactory.getLogger(RunEvents.class);

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
            last.put(bus, ask(bus, EventStream::last));
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
                gone += ask(since.getKey(), stream -> stream.read(since.getValue(), lines));
            }
            lines.keep();
        }
        return gone;
    }

    /** A question to a bus, answered by a number. */
    @FunctionalInterface
    private interface Question {
        long ask(EventStream stream) throws IOException, InterruptedException;
    }

    private long ask(ArgoObject bus, Question question) throws InterruptedException {
        try (EventStream stream = connect(bus)) {
            return question.ask(stream);
        } catch (IOException e) {
            throw new NotReadyException(
                    "%s cannot be read: %s".formatted(bus, e.getMessage()),
                    "kubectl -n %s get pods -l eventbus-name=%s".formatted(bus.namespace(), bus.name()));
        }
    }

    private EventStream connect(ArgoObject bus) throws IOException, InterruptedException {
        JsonNode config = bus.resource().tree().at("/status/config/jetstream");
        if (config.isMissingNode()) {
            throw new NotReadyException(
                    bus + " is no JetStream bus, so its events cannot be read",
                    "kubectl -n %s describe %s".formatted(bus.namespace(), bus));
        }
        String url = config.path("url").asText();
        String name = config.at("/accessSecret/name").asText();
        try {
            ServiceAddress service = ServiceAddress.of(new URI(url))
                    .orElseThrow(() -> new NotReadyException(
                            "%s is at \"%s\", which is no Service of this cluster".formatted(bus, url),
                            "read it where it is"));
            String login = Kubernetes.secret(
                    client,
                    bus.namespace(),
                    name,
                    config.at("/accessSecret/key").asText());
            if (new Yaml(new SafeConstructor(new LoaderOptions())).load(login) instanceof Map<?, ?> pair
                    && pair.get("username") instanceof String user
                    && pair.get("password") instanceof String password) {
                return EventStream.connect(access.to(service), true, user, password);
            }
        } catch (KubernetesClientException e) {
            throw new NotReadyException(List.of(Kubernetes.failure(e)));
        } catch (URISyntaxException | YAMLException e) {
            LOG.debug("{} does not say how it is reached", bus, e);
        }
        throw new NotReadyException(
                "%s is not reached as Argo Events writes it, at \"%s\" with the login in Secret %s"
                        .formatted(bus, url, name),
                "kubectl -n %s describe %s; kubectl -n %s get secret %s"
                        .formatted(bus.namespace(), bus, bus.namespace(), name));
    }
}
