package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.bus.BusEvents;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.Manifests;
import java.time.Clock;
import java.util.List;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;

/** The local stand-in for Argo Events: the sources, bus and sensors that the manifests describe, as routes of one Camel. */
public final class StandInArgoEvents implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    /** For what is under way at the end; nobody waits for it any more. */
    private static final int PATIENCE_S = 1;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Endpoints endpoints;
    private final Bus bus = new Bus(Clock.systemUTC());
    private final Sources sources;
    private final Sensors sensors;

    private StandInArgoEvents(Manifests manifests, Endpoints endpoints) {
        this.endpoints = endpoints;
        this.sources = new Sources(manifests, endpoints);
        this.sensors = new Sensors(manifests, endpoints);
    }

    /**
     * Reads {@code manifests}; nothing runs yet.
     *
     * @throws io.github.argometer.loadtest.BadInputException for whatever is not supported, by file and field
     */
    public static StandInArgoEvents of(Manifests manifests, Endpoints endpoints) {
        StandInArgoEvents argo = new StandInArgoEvents(manifests, endpoints);
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
    public void start() throws Exception {
        VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
        server.setBindHost(LOOPBACK);
        server.setBindPort(endpoints.webhook());
        context.getShutdownStrategy().setTimeout(PATIENCE_S);
        context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
        context.addService(new VertxPlatformHttpServer(server));
        context.addRoutes(new SensorRoutes(sensors.triggers(), bus, endpoints.mishaps()));
        context.addRoutes(
                new SourceRoutes(sources.queues(), sources.topics(), sources.webhooks(), bus, endpoints.mishaps()));
        context.start();
        sources.topics().forEach(topic -> topic.subscribe("http://%s:%d".formatted(LOOPBACK, endpoints.webhook())));
    }

    /** What its bus gets. */
    public BusEvents bus() {
        return bus;
    }

    /** The Jobs that its sensors make, before an event is in them. */
    public List<Resource> jobs() {
        return sensors.jobs();
    }

    @Override
    public void close() {
        context.stop();
        sources.close();
    }
}
