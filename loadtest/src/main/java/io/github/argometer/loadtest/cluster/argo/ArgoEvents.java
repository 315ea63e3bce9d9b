package io.github.argometer.loadtest.cluster.argo;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether Argo Events is ready to take a message from queue and topic through to the triggers. */
public final class ArgoEvents {

    /** What Argo Events gives a JetStream bus that does not say otherwise. */
    private static final int BUS_REPLICAS = 3;

    private final KubernetesClient client;
    private final Settings settings;

    public ArgoEvents(KubernetesClient client, Settings settings) {
        this.client = client;
        this.settings = settings;
    }

    public List<Missing> missing() {
        EventPath path;
        try {
            path = EventPath.find(client, settings);
        } catch (NotReadyException e) {
            return e.missing();
        }
        List<ArgoObject> buses = buses(path);
        List<Missing> missing = new ArrayList<>(path.missing());
        Stream.of(path.sources().stream().map(Source::eventSource), path.sensors().stream())
                .flatMap(objects -> objects)
                .distinct()
                .filter(user -> buses.stream().noneMatch(bus -> uses(user, bus)))
                .forEach(user -> missing.add(new Missing(
                        "%s wants EventBus %s, and there is none".formatted(user, busName(user)), Kubernetes.APPLY)));
        buses.forEach(bus -> missing.addAll(bus.missing(client, replicas(bus))));
        path.sources().forEach(source -> missing.addAll(source.eventSource().missing(client, 1)));
        path.sensors().forEach(sensor -> missing.addAll(sensor.missing(client, 1)));
        if (missing.isEmpty()) {
            buses.stream()
                    .filter(bus -> isJetStream(bus))
                    .forEach(bus -> missing.addAll(new Consumers(client, bus).missing(dependencies(path, bus))));
        }
        return missing;
    }

    /** The buses that the Sensors of {@code path} listen to. */
    public List<ArgoObject> buses(EventPath path) {
        return ArgoObject.list(client, ArgoObject.Kind.EventBus, settings.text("cluster.events.namespace")).stream()
                .filter(bus -> path.sensors().stream().anyMatch(sensor -> uses(sensor, bus)))
                .toList();
    }

    private static List<Dependency> dependencies(EventPath path, ArgoObject bus) {
        return path.sensors().stream()
                .filter(sensor -> uses(sensor, bus))
                .flatMap(Dependency::of)
                .filter(dependency -> path.sources().stream().anyMatch(source -> source.feeds(dependency)))
                .toList();
    }

    /** Whether {@code user} puts events on {@code bus}, or takes them from it. */
    public static boolean uses(ArgoObject user, ArgoObject bus) {
        return busName(user).equals(bus.name());
    }

    private static String busName(ArgoObject user) {
        return user.spec("eventBusName") instanceof String name ? name : "default";
    }

    /** Whether {@code bus} is a JetStream one. */
    public static boolean isJetStream(ArgoObject bus) {
        return bus.spec("jetstream") != null;
    }

    private static int replicas(ArgoObject bus) {
        if (!isJetStream(bus)) {
            return 0; // an exotic bus runs elsewhere
        }
        return bus.spec("jetstream", "replicas") instanceof Number replicas ? replicas.intValue() : BUS_REPLICAS;
    }
}
