package io.github.argometer.loadtest.cluster.argo;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import java.util.List;
import java.util.Optional;

/** How far the Sensors are behind the bus, as JetStream's own monitoring tells it. */
public final class JetStream {

    private final KubernetesClient client;
    private final Settings settings;
    private final EventPath path;

    /** The lag of the Sensors that listen to the queue's and the topic's sources. */
    public JetStream(KubernetesClient client, Settings settings) {
        this(client, settings, EventPath.find(client, settings));
    }

    public JetStream(KubernetesClient client, Settings settings, EventPath path) {
        this.client = client;
        this.settings = settings;
        this.path = path;
    }

    /**
     * Messages that are on the bus for a Sensor and not acknowledged by it: those not delivered yet, and those that its
     * triggers have at the moment.
     *
     * @throws NotReadyException where the bus does not tell
     */
    public long messages() {
        return path.sources().stream()
                .flatMap(source -> progress(source).stream())
                .mapToLong(Consumers.Progress::pending)
                .sum();
    }

    /** The progress of the Sensor that {@code source} feeds; empty where it has no consumer on a JetStream bus. */
    public Optional<Consumers.Progress> progress(Source source) {
        List<Dependency> dependencies = path.sensors().stream()
                .flatMap(Dependency::of)
                .filter(source::feeds)
                .toList();
        return new ArgoEvents(client, settings)
                .buses(path).stream()
                        .filter(ArgoEvents::isJetStream)
                        .flatMap(bus -> dependencies.stream()
                                .flatMap(dependency -> new Consumers(client, bus).progress(dependency).stream()))
                        .findFirst();
    }
}
