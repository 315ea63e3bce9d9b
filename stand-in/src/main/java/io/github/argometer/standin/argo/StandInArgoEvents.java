package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.Manifests;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The local stand-in for Argo Events: the sources, bus and sensors that the manifests describe, in this process. */
public final class StandInArgoEvents implements AutoCloseable {

    private final Map<String, StandInBus> buses = new HashMap<>();
    private final Sources sources;
    private final Sensors sensors;
    private final URI webhook;

    private StandInArgoEvents(Manifests manifests, Endpoints endpoints, URI webhook) {
        this.sources = new Sources(manifests, endpoints, this::bus, Clock.systemUTC());
        this.sensors = new Sensors(manifests, endpoints, this::bus);
        this.webhook = webhook;
    }

    /**
     * Reads {@code manifests}; nothing runs yet.
     *
     * @param webhook the base URL of the webhook's server
     * @throws io.github.argometer.loadtest.BadInputException for whatever is not supported, by file and field
     */
    public static StandInArgoEvents of(Manifests manifests, Endpoints endpoints, URI webhook) {
        StandInArgoEvents argo = new StandInArgoEvents(manifests, endpoints, webhook);
        for (Resource resource : Coverage.acted(manifests)) {
            switch (resource.kind()) {
                case "EventSource" -> argo.sources.add(resource);
                case "Sensor" -> argo.sensors.add(resource);
                default -> {}
            }
        }
        return argo;
    }

    /** Starts sensors, and then the sources, so that no event finds nobody. */
    public void start() {
        sensors.all().forEach(StandInSensor::start);
        sources.topics().forEach(source -> source.start(webhook));
        sources.queues().forEach(StandInSqsSource::start);
    }

    /** The Jobs that its sensors make, before an event is in them. */
    public List<Resource> jobs() {
        return sensors.jobs();
    }

    private StandInBus bus(String namespace) {
        return buses.computeIfAbsent(namespace, key -> new StandInBus());
    }

    @Override
    public void close() {
        sources.queues().forEach(StandInSqsSource::close);
        sources.topics().forEach(StandInSnsSource::close);
        sensors.all().forEach(StandInSensor::close);
    }
}
