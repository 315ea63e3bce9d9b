package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.bus.AckSamples;
import io.github.argometer.loadtest.bus.BusEvents;
import io.github.argometer.loadtest.bus.BusPlace;
import io.github.argometer.loadtest.bus.BusTable;
import io.github.argometer.loadtest.bus.EventStream;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import io.github.argometer.loadtest.evidence.BusState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The events that come to the buses of a path from now on, and the Sensors' acknowledgements, followed while a run goes on: a bus drops
 * what it has no room for, and may go away and come back. Source of where a bus is and how one logs in: {@code status.config} of its
 * EventBus, as Argo Events' controller writes it for sources and Sensors.
 */
public final class RunEvents implements BusEvents {

    private static final Logger LOG = LoggerFactory.getLogger(RunEvents.class);
    private static final long BETWEEN_TRIES_MS = 500;
    private static final Duration TO_THE_BEGINNING = Duration.ofSeconds(10);
    private static final Duration TO_THE_END = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final ClusterAccess access;
    private final Set<String> heard;
    private final List<Followed> buses = new ArrayList<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private BusTable events;
    private BusTable acknowledgements;

    /** One bus, and the thread that follows it. */
    private final class Followed implements Runnable {
        private final ArgoObject bus;
        private final BusPlace place;
        private final AckSamples samples;
        private final Thread thread = new Thread(this, "follow-bus");
        private final CountDownLatch reading = new CountDownLatch(1);
        private volatile Exception failure;

        Followed(ArgoObject bus, BusPlace place, AckSamples samples) {
            this.bus = bus;
            this.place = place;
            this.samples = samples;
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            long deadline = Long.MAX_VALUE;
            do {
                try (EventStream stream = connect(bus)) {
                    stream.follow(
                            place,
                            event -> {
                                if (heard.contains(event.source() + "/" + event.event())) {
                                    events.add(event);
                                }
                            },
                            samples,
                            acknowledgements::add,
                            reading::countDown,
                            () -> ending.getCount() == 0);
                    failure = null;
                    return;
                } catch (InterruptedException e) {
                    failure = e;
                    return;
                } catch (IOException | RuntimeException e) {
                    failure = e;
                    LOG.debug("{} is followed again in a moment", bus, e);
                }
                if (ending.getCount() == 0 && deadline == Long.MAX_VALUE) {
                    deadline = System.nanoTime() + TO_THE_END.toNanos();
                }
            } while (!(failure instanceof UncheckedIOException) && pause() && System.nanoTime() < deadline);
        }

        private boolean pause() {
            try {
                Thread.sleep(BETWEEN_TRIES_MS);
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        }
    }

    /**
     * Notes where each bus stands, and puts back what a killed run has left there.
     *
     * @param sampled whether the acknowledgements at a bus are to be sampled
     * @throws NotReadyException where one cannot be read by message: it is no JetStream bus, or its Secret or its port are out of reach
     */
    public RunEvents(KubernetesClient client, ClusterAccess access, EventPath path, Predicate<ArgoObject> sampled)
            throws InterruptedException {
        this.client = client;
        this.access = access;
        this.heard = path.consumers().stream().map(Consumer::heard).collect(Collectors.toSet());
        for (ArgoObject bus : path.buses()) {
            List<AckSamples.Trigger> triggers = path.consumers().stream()
                    .filter(consumer -> EventPath.uses(consumer.sensor(), bus))
                    .map(consumer -> new AckSamples.Trigger(
                            consumer.name(), consumer.sensor().name(), consumer.recorded()))
                    .toList();
            try (EventStream stream = connect(bus)) {
                stream.putBack(triggers.stream().map(AckSamples.Trigger::name).toList());
                buses.add(new Followed(bus, stream.end(), new AckSamples(sampled.test(bus) ? triggers : List.of())));
            } catch (IOException e) {
                throw unreadable(bus, e);
            }
        }
    }

    @Override
    public void follow(RunFiles files) throws IOException, InterruptedException {
        events = BusTable.events(files.bus());
        acknowledgements = BusTable.acknowledgements(files.acks());
        buses.forEach(followed -> followed.thread.start());
        // A small bus may drop the first events before a slow connection is made.
        for (Followed followed : buses) {
            if (!followed.reading.await(TO_THE_BEGINNING.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("{} is not followed yet: {}", followed.bus, String.valueOf(followed.failure));
            }
        }
    }

    @Override
    public BusState end() throws IOException, InterruptedException {
        ending.countDown();
        if (acknowledgements == null) {
            throw new NotReadyException("its events could not be written", "see the error before");
        }
        try (BusTable lines = events;
                BusTable samples = acknowledgements) {
            for (Followed followed : buses) {
                followed.thread.join(TO_THE_END.multipliedBy(2).toMillis());
                if (followed.thread.isAlive()) {
                    followed.thread.interrupt();
                    throw unreadable(followed.bus, new IOException("it has not come to its end"));
                }
                if (followed.failure instanceof UncheckedIOException e) {
                    throw e;
                }
                if (followed.failure != null) {
                    throw unreadable(followed.bus, followed.failure);
                }
            }
            boolean any = buses.stream().anyMatch(followed -> followed.samples.any());
            lines.keep();
            if (any) {
                samples.keep();
            }
            return new BusState(
                    lines.count(),
                    buses.stream().mapToLong(followed -> followed.place.gone()).sum(),
                    buses.stream().anyMatch(followed -> followed.place.anew()),
                    buses.stream().allMatch(followed -> followed.samples.any()),
                    buses.stream()
                            .mapToLong(followed -> followed.samples.missed())
                            .sum());
        }
    }

    private static NotReadyException unreadable(ArgoObject bus, Exception e) {
        return e instanceof NotReadyException told
                ? told
                : new NotReadyException(
                        "%s cannot be read: %s".formatted(bus, e.getMessage()),
                        "kubectl -n %s get pods -l eventbus-name=%s".formatted(bus.namespace(), bus.name()));
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
