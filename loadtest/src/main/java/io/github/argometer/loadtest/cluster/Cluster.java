package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.evidence.Witness;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The system under test, seen from the load test: whether it is ready, and with which settings it is reached. */
public final class Cluster implements SystemUnderTest, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private final KubernetesClient client;
    private final Configuration configuration;
    private final Settings settings;
    private final Reach reach;
    private final PortForwards pods;

    private Cluster(KubernetesClient client, Configuration configuration) {
        this.client = client;
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.reach = Reach.of(settings, client);
        this.pods = new PortForwards(client);
    }

    /**
     * The cluster behind {@code client}, which is closed with this.
     *
     * @throws Settings.Invalid for a {@code cluster.access} that is no way
     */
    public static Cluster of(KubernetesClient client, Configuration configuration) {
        return new Cluster(client, configuration);
    }

    /**
     * Refuses what a run would not heed.
     *
     * @throws Settings.Invalid for a chosen {@code sqs.queue-url}
     */
    public static void check(Configuration configuration) {
        if (configuration.isChosen("sqs.queue-url")) {
            throw configuration
                    .settings()
                    .invalid("sqs.queue-url", "none here: the queue is that of the EventSource that sqs.queue names");
        }
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public Map<String, String> awaitReady(AwaitReady ready) throws InterruptedException {
        ServiceAddress recorder = new ServiceAddress(
                settings.text("cluster.test.namespace"), settings.text("cluster.recorder.service"), 80);
        ready.await(new ArgoEvents(client, settings), () -> Services.missing(client, recorder));

        EventPath path = EventPath.complete(client, settings);
        AwaitReady.Check[] localStacks = path.sources().stream()
                .flatMap(source -> AwsTarget.service(configuration, source).stream())
                .distinct()
                .map(service -> (AwaitReady.Check) () -> Services.missing(client, service))
                .toArray(AwaitReady.Check[]::new);
        ready.await(localStacks);
        AwsTarget queue = target(path.sqs());
        AwsTarget topic = target(path.sns());
        AwsCredentials.look(queue, topic);
        Map<String, String> reached = new HashMap<>(queue.settings());
        reached.putAll(topic.settings());
        try (AwsClients clients = AwsClients.of(queue, topic)) {
            QueueCheck found = new QueueCheck(clients);
            ready.await(found, new SubscriptionCheck(clients, path));
            ready.await(new Canary(client, clients, path));
            reached.put("sqs.queue-url", found.url());
        }
        reached.putAll(awaitDatabase(ready));
        return reached;
    }

    @Override
    public WhatWasRun describe(WhatWasRun what) {
        Map<String, String> versions = new LinkedHashMap<>();
        Map<String, String> place = new LinkedHashMap<>();
        ask(versions, "Kubernetes", () -> client.getKubernetesVersion().getGitVersion());
        ask(versions, "Argo Events", () -> Restarts.version(client, settings).orElse(null));
        NamedContext context = client.getConfiguration().getCurrentContext();
        ask(place, "context", () -> context == null ? null : context.getName());
        ask(place, "server", () -> client.getMasterUrl().toString().replaceFirst("//[^/]*@", "//"));
        ask(
                place,
                "nodes",
                () -> String.valueOf(client.nodes().list().getItems().size()));
        ask(place, "namespace of Argo Events", () -> settings.text("cluster.events.namespace"));
        ask(place, "namespace of the recorders", () -> settings.text("cluster.test.namespace"));
        return what.with(versions, place);
    }

    /** A user may read what a run needs, and no more. */
    private static void ask(Map<String, String> answers, String name, Supplier<String> question) {
        try {
            Optional.ofNullable(question.get()).ifPresent(answer -> answers.put(name, answer));
        } catch (KubernetesClientException e) {
            LOG.debug("The cluster does not say its {}: {}", name, e.toString());
        }
    }

    @Override
    public Witness witness(Settings settings) {
        return new ClusterWitness(client, configuration, reach);
    }

    @Override
    public Map<String, String> forWorkers() {
        EventPath path = EventPath.complete(client, settings);
        Map<String, String> environment = new HashMap<>(target(path.sqs()).environment(settings));
        environment.putAll(target(path.sns()).environment(settings));
        return environment;
    }

    private AwsTarget target(Source source) {
        return AwsTarget.of(configuration, source, client, reach);
    }

    @Override
    public InetSocketAddress reach(String namespace, String pod, int port) {
        return pods.to(namespace, pod, port);
    }

    /**
     * Waits until the table can be read.
     *
     * @return the settings with which the routes reach the database
     */
    public Map<String, String> awaitDatabase(AwaitReady ready) throws InterruptedException {
        if (!configuration.isChosen("db.host")) {
            ready.await(() -> Services.missing(client, DatabaseTarget.service(settings)));
        }
        DatabaseTarget database = DatabaseTarget.of(configuration, client, reach);
        ready.await(database.check(settings));
        return database.settings();
    }

    /** What cannot be closed is told, and no reason to lose what was done. */
    @Override
    public void close() {
        for (AutoCloseable part : List.of(pods, reach, client)) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("The connection to the cluster cannot be closed: {}", e.toString());
            }
        }
    }
}
