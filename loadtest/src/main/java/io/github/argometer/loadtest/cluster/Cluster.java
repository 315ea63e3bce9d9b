package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.bus.BusEvents;
import io.github.argometer.loadtest.cluster.argo.Canary;
import io.github.argometer.loadtest.cluster.argo.Destination;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import io.github.argometer.loadtest.cluster.argo.JetStream;
import io.github.argometer.loadtest.cluster.argo.PlainDestination;
import io.github.argometer.loadtest.cluster.argo.RunEvents;
import io.github.argometer.loadtest.cluster.argo.Source;
import io.github.argometer.loadtest.cluster.aws.AwsResource;
import io.github.argometer.loadtest.cluster.aws.AwsTarget;
import io.github.argometer.loadtest.cluster.aws.DeadLetters;
import io.github.argometer.loadtest.cluster.aws.DefaultCredentials;
import io.github.argometer.loadtest.cluster.aws.SnsTopic;
import io.github.argometer.loadtest.cluster.aws.SqsQueue;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.plan.Target;
import io.github.argometer.record.DatabaseSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The system under test, seen from the load test: whether it is ready, and with which settings it is reached. */
public final class Cluster implements SystemUnderTest, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final long QUIET_PAUSE_MS = 200;

    private final KubernetesClient client;
    private final Configuration configuration;
    private final Settings settings;
    private final ClusterAccess access;
    private SendPlan plan;

    private Cluster(KubernetesClient client, Configuration configuration) {
        this.client = client;
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.access = ClusterAccess.of(settings, client);
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
                    .invalid(
                            "sqs.queue-url",
                            "left out here: the queue is that of the EventSource that sqs.queue names");
        }
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public Map<String, String> awaitReady(Readiness ready) throws InterruptedException {
        Versions.notice(Versions.ofArgoEvents(client, settings)).ifPresent(LOG::warn);
        ready.await(() -> EventPath.notReady(client, settings, plan()), () -> recorder(settings)
                .missing(client));
        SendPlan plan = plan();
        EventPath path = EventPath.complete(client, settings, plan);
        ready.await(path.sources().stream()
                .filter(source -> isOpen(plan, source))
                .flatMap(source -> source.isAws()
                        ? AwsTarget.service(settings, source).stream()
                        : PlainDestination.service(source).stream())
                .distinct()
                .map(service -> (Readiness.Check) () -> service.missing(client))
                .toArray(Readiness.Check[]::new));
        List<Destination> destinations = destinations(path);
        DefaultCredentials.look(aws(destinations));
        Map<String, String> reached = new HashMap<>();
        destinations.forEach(destination -> reached.putAll(destination.settings()));
        Predicate<Source> hears = source -> plan.isShipped() || !path.joins(source);
        await(ready, aws(destinations), plan, hears).ifPresent(url -> reached.put("sqs.queue-url", url));
        for (Destination destination : destinations) {
            if (destination instanceof PlainDestination plain && (!plain.needsCanary() || hears.test(plain.source()))) {
                ready.await(plain.hearing(client, () -> message(plan, plain.source()))::get);
            }
        }
        reached.putAll(awaitDatabase(ready));
        if (!plan.isShipped() && destinations.stream().anyMatch(Destination::needsCanary)) {
            awaitQuiet(new JetStream(client, path));
        }
        return reached;
    }

    /**
     * Waits until queues and topics take messages, and their sources hear.
     *
     * @param hears whether a source may be sent a canary: one that a trigger joins with others' events would be joined with the run's
     * @return the address of the shipped channel's queue, for which the routes need not ask then
     */
    private Optional<String> await(Readiness ready, List<AwsTarget> targets, SendPlan plan, Predicate<Source> hears)
            throws InterruptedException {
        List<AwsResource> resources = new ArrayList<>();
        try {
            targets.forEach(target -> resources.add(AwsResource.of(target, client)));
            ready.await(resources.stream()
                    .map(resource -> (Readiness.Check) resource::missing)
                    .toArray(Readiness.Check[]::new));
            for (AwsResource resource : resources) {
                if (resource instanceof SnsTopic topic && hears.test(topic.source())) {
                    ready.await(() -> topic.hearing(message(plan, topic.source())));
                }
            }
            return resources.stream()
                    .filter(SqsQueue.class::isInstance)
                    .map(SqsQueue.class::cast)
                    .map(SqsQueue::url)
                    .filter(url -> plan.isShipped())
                    .findFirst();
        } finally {
            resources.forEach(AwsResource::close);
        }
    }

    private static Canary.Message message(SendPlan plan, Source source) {
        return Canary.Message.of(plan, source.channel());
    }

    /** Lets canaries come to their end, so that no counter of the run has them; what others send is not waited for. */
    private static void awaitQuiet(JetStream bus) throws InterruptedException {
        long start = System.nanoTime();
        try {
            while (System.nanoTime() - start < QUIET.toNanos()
                    && bus.pending().values().stream().anyMatch(pending -> pending > 0)) {
                Thread.sleep(QUIET_PAUSE_MS);
            }
        } catch (NotReadyException | KubernetesClientException e) {
            LOG.debug("The bus does not say whether canaries are on it: {}", e.toString());
        }
    }

    /** Read once: a change to its file during a run is for the next run. */
    private synchronized SendPlan plan() {
        if (plan == null) {
            plan = PlanReader.plan(settings, Clock.systemUTC());
        }
        return plan;
    }

    /** Where messages go to each source of {@code path}, unless the plan says so itself. */
    private List<Destination> destinations(EventPath path) {
        SendPlan plan = plan();
        return path.sources().stream()
                .filter(source -> isOpen(plan, source))
                .<Destination>map(source -> source.isAws() ? target(source) : PlainDestination.of(source, access))
                .toList();
    }

    private boolean isOpen(SendPlan plan, Source source) {
        Target target = plan.targets().get(source.channel());
        return plan.isShipped()
                || target.endpoint().isEmpty()
                        && settings.text("channel.%s.endpoint".formatted(source.channel()))
                                .isEmpty();
    }

    private static List<AwsTarget> aws(List<Destination> destinations) {
        return destinations.stream()
                .filter(AwsTarget.class::isInstance)
                .map(AwsTarget.class::cast)
                .toList();
    }

    @Override
    public Set<Flow> byJobs() {
        return EventPath.find(client, settings, plan()).ways().stream()
                .filter(EventPath.Way::makesJobs)
                .map(EventPath.Way::flow)
                .collect(Collectors.toSet());
    }

    @Override
    public WhatWasRun describe(WhatWasRun what) {
        Map<String, String> versions = new LinkedHashMap<>();
        Map<String, String> place = new LinkedHashMap<>();
        ask(versions, "Kubernetes", () -> client.getKubernetesVersion().getGitVersion());
        ask(versions, "Argo Events", () -> Versions.ofArgoEvents(client, settings));
        ask(versions, "image of the HTTP recorder", () -> Versions.recorderImage(client, settings));
        ask(versions, "image of the Jobs", () -> Versions.jobImage(client, settings, plan()));
        NamedContext context = client.getConfiguration().getCurrentContext();
        ask(place, "context", () -> context == null ? null : context.getName());
        ask(place, "server", () -> client.getMasterUrl().toString().replaceFirst("//[^/]*@", "//"));
        ask(
                place,
                "nodes",
                () -> String.valueOf(client.nodes().list().getItems().size()));
        ask(place, "namespace of Argo Events", () -> settings.text("cluster.events.namespace"));
        ask(place, "namespace of the recorders", () -> settings.text("cluster.namespace"));
        return what.with(versions, place);
    }

    /** A user may read what a run needs, and no more. */
    private static void ask(Map<String, String> answers, String name, Supplier<String> question) {
        try {
            Optional.ofNullable(question.get())
                    .filter(answer -> !answer.isEmpty())
                    .ifPresent(answer -> answers.put(name, answer));
        } catch (KubernetesClientException | NotReadyException e) {
            LOG.debug("The cluster does not say its {}: {}", name, e.toString());
        }
    }

    @Override
    public Supplier<Evidence> witness(Settings settings) {
        return new ClusterWitness(client, configuration, access, plan());
    }

    @Override
    public Optional<BusEvents> bus() throws InterruptedException {
        String sample = settings.checkedText("cluster.bus.sample-acks");
        return Optional.of(new RunEvents(
                client,
                access,
                EventPath.find(client, settings, plan()),
                bus -> sample.equals("on") || sample.equals("auto") && bus.isOurs()));
    }

    @Override
    public Optional<Backlogs> backlogs() {
        EventPath path = EventPath.complete(client, settings, plan());
        return Optional.of(new ClusterBacklogs(client, path, aws(destinations(path))));
    }

    @Override
    public Optional<SqsQueue> queue(Channel channel) {
        return aws(destinations(EventPath.complete(client, settings, plan()))).stream()
                .filter(target ->
                        target.source().isQueue() && target.source().channel().equals(channel))
                .map(target -> new SqsQueue(target, ClusterBacklogs.PATIENCE))
                .findFirst();
    }

    @Override
    public List<Missing> deadLetters(String runId, Path file) throws IOException {
        Duration patience = Duration.ofSeconds(settings.integer("run.dead-letters"));
        if (patience.isZero()) {
            return List.of();
        }
        try {
            List<AwsTarget> targets = aws(destinations(EventPath.complete(client, settings, plan())));
            if (targets.isEmpty()) {
                return List.of();
            }
            DeadLetters letters = new DeadLetters(AwsTarget.ofQueues(targets).orElseThrow(), runId, patience);
            for (AwsTarget target : targets) {
                try (AwsResource resource = AwsResource.of(target, client)) {
                    letters.with(target, resource::deadLetterQueue);
                }
            }
            return letters.write(file);
        } catch (NotReadyException e) {
            return e.missing();
        } catch (KubernetesClientException e) {
            return List.of(Kubernetes.failure(e));
        }
    }

    @Override
    public Map<String, String> forWorkers() {
        Map<String, String> environment = new HashMap<>();
        destinations(EventPath.complete(client, settings, plan())).forEach(destination -> destination
                .settingsOfPods()
                .forEach((key, value) -> environment.put(SettingFiles.variable(key), value)));
        return environment;
    }

    /** The Service of the HTTP recorder. */
    static ServiceAddress recorder(Settings settings) {
        return new ServiceAddress(settings.text("cluster.namespace"), settings.text("cluster.recorder.service"), 80);
    }

    /** The Service of the database, and its port {@code db.port}. */
    static ServiceAddress database(Settings settings) {
        return new ServiceAddress(settings.text("cluster.namespace"), settings.text("cluster.database.service"), (int)
                settings.integer("db.port"));
    }

    private AwsTarget target(Source source) {
        return AwsTarget.of(configuration, source, client, access);
    }

    @Override
    public InetSocketAddress reach(String namespace, String pod, int port) {
        return access.to(namespace, pod, port);
    }

    /**
     * Waits until the table can be read. Chosen {@code db.*} settings win over what the cluster says.
     *
     * @return the settings with which the routes reach the database
     */
    public Map<String, String> awaitDatabase(Readiness ready) throws InterruptedException {
        ServiceAddress service = database(settings);
        boolean chosen = configuration.isChosen("db.host");
        if (!chosen) {
            ready.await(() -> service.missing(client));
        }
        InetSocketAddress address = chosen
                ? InetSocketAddress.createUnresolved(settings.text("db.host"), service.port())
                : access.to(service);
        String password = settings.asWritten("db.password");
        Map<String, String> database = Map.of(
                "db.host",
                address.getHostString(),
                "db.port",
                String.valueOf(address.getPort()),
                "db.user",
                configuration.isChosen("db.user") ? settings.asWritten("db.user") : "reader",
                "db.password",
                password.isEmpty()
                        ? Kubernetes.secret(
                                client,
                                service.namespace(),
                                settings.text("cluster.database.secret"),
                                settings.text("cluster.database.secret-key"))
                        : password);
        DatabaseSettings login =
                DatabaseSettings.of(new Settings(key -> database.getOrDefault(key, settings.asWritten(key))));
        ready.await(() -> unreadable(login, address, service));
        return database;
    }

    private static List<Missing> unreadable(DatabaseSettings login, InetSocketAddress address, ServiceAddress service) {
        Properties parameters = new Properties();
        parameters.putAll(login.parameters());
        parameters.setProperty("user", login.user());
        parameters.setProperty("password", login.password());
        try (Connection connection = DriverManager.getConnection(login.url(), parameters)) {
            connection
                    .prepareStatement("SELECT Id FROM argo_event_record LIMIT 1")
                    .executeQuery();
            return List.of();
        } catch (SQLException e) {
            return List.of(new Missing(
                    "the database at %s:%d does not let %s read argo_event_record: %s"
                            .formatted(address.getHostString(), address.getPort(), login.user(), Kubernetes.reason(e)),
                    "check the settings db.* and the Secret; kubectl -n %s logs -l app.kubernetes.io/name=%s"
                            .formatted(service.namespace(), service.service())));
        }
    }

    /** What cannot be closed is told, and no reason to lose what was done. */
    @Override
    public void close() {
        for (AutoCloseable part : List.of(access, client)) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("The connection to the cluster cannot be closed: {}", e.toString());
            }
        }
    }
}
