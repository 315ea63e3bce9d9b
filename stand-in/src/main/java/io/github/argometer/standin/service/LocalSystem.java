package io.github.argometer.standin.service;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.bus.BusEvents;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.loadtest.cluster.SystemUnderTest;
import io.github.argometer.loadtest.cluster.kubernetes.JobWitness;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.standin.argo.Endpoints;
import io.github.argometer.standin.argo.StandInArgoEvents;
import io.github.argometer.standin.jobs.StandInJobs;
import io.github.argometer.standin.jobs.StandInJobsApi;
import io.github.argometer.standin.manifest.Manifests;
import io.github.argometer.standin.mishap.Mishaps;
import io.github.argometer.standin.sns.SnsEndpoint;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A whole system under test on this machine: queues, topics and database, the local stand-in for Argo Events between them,
 * and the recorders. All servers listen on the loopback interface only.
 */
public final class LocalSystem implements SystemUnderTest, AutoCloseable {

    /** In the order in which they are closed: what asks queues, topics and database ends before they do. */
    private final BlockingDeque<AutoCloseable> open = new LinkedBlockingDeque<>();

    private final Mishaps mishaps = new Mishaps();
    private final DataFolder folder;
    private final Configuration configuration;
    private final Targets targets;
    /** Empty for the shipped channels. */
    private final Optional<OwnFlows> own;

    private final Recorder recorder;
    /** The cluster's, in whose place is an embedded one; empty where {@code db.host} names the user's own. */
    private final Optional<Database> database;

    private final int queuePort;
    private final int topicPort;
    private final int recorderPort;
    private final int webhookPort;
    private final int databasePort;
    private final Programs programs;
    private final StandInArgoEvents argo;
    private final KubernetesClient client;

    /**
     * Reads the manifests and takes folder and ports; nothing runs yet.
     *
     * @param plan of the run; empty where somebody else sends, to the shipped channels
     * @throws io.github.argometer.loadtest.BadInputException for what is not supported in the manifests, by file and
     *     field, for a folder that cannot be used, and for a port that is in use
     */
    public LocalSystem(
            Manifests manifests, DataFolder folder, Configuration configuration, Optional<SendPlan> plan, Ports ports)
            throws IOException {
        this.folder = folder;
        this.configuration = configuration;
        this.targets = Targets.of(manifests);
        this.own = plan.filter(sent -> !sent.isShipped())
                .map(sent -> OwnFlows.of(manifests, targets, sent, configuration.settings()));
        if (own.isEmpty()) {
            targets.checkShipped();
        }
        this.recorder = Recorder.of(manifests);
        this.queuePort = ports.take("SQS");
        this.topicPort = ports.take("SNS");
        this.recorderPort = ports.take("recorder-http");
        this.webhookPort = ports.take("the webhooks");
        boolean embedded = !configuration.isChosen("db.host");
        this.databasePort = embedded ? ports.take("the database") : 0;
        this.database = embedded ? Optional.of(Database.of(manifests)) : Optional.empty();
        Map<String, String> variables = variables(database("recorder"));
        if (embedded) { // who logs in, and with which password, is the manifests' say
            variables.keySet().removeAll(List.of("DB_USER", "DB_PASSWORD"));
        }
        this.programs = opened(new Programs(folder, manifests, database, variables));
        programs.check(recorder.deployment(), recorder.container());

        StandInJobs jobs = opened(new StandInJobs(
                programs, Runtime.getRuntime().availableProcessors(), StandInJobs.FIRST_PAUSE, mishaps));
        StandInJobsApi api = opened(new StandInJobsApi(jobs, mishaps));
        this.client = opened(new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(api.url())
                        .withAutoConfigure(false)
                        .build())
                .build());
        this.argo = opened(StandInArgoEvents.of(
                manifests,
                new Endpoints(
                        url(queuePort),
                        url(topicPort),
                        webhookPort,
                        Map.of(recorder.address(), "127.0.0.1:" + recorderPort),
                        jobs::create,
                        mishaps)));
        argo.jobs().forEach(programs::check);
    }

    @Override
    public Optional<BusEvents> bus() {
        return Optional.of(argo.bus());
    }

    /** What goes wrong in the stand-ins. */
    public Mishaps mishaps() {
        return mishaps;
    }

    /**
     * Starts everything and returns when it is ready.
     *
     * @param ended makes it return early, and not ready, when it opens
     * @throws io.github.argometer.loadtest.NotReadyException naming what does not start
     */
    public void start(CountDownLatch ended) throws Exception {
        Process recording = programs.start(recorder, recorderPort);
        programs.train();
        startBackends();
        recorder.awaitReady(recording, recorderPort, programs.recorderLog(), ended);
        if (ended.getCount() > 0) {
            argo.start();
        }
    }

    private void startBackends() throws Exception {
        SnsEndpoint topics = SnsEndpoint.start(topicPort, targets.topicRegion(), mishaps);
        open.addLast(topics);
        targets.topics().forEach(topic -> topics.create(topic.spec().topicArn()));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try { // waits for both, else one would start, and nobody close it
            for (Future<?> started : threads.invokeAll(List.<Callable<Boolean>>of(
                    () -> open.add(startQueues()),
                    () -> database.isPresent()
                            && open.add(EmbeddedDatabase.start(folder, databasePort, database.get()))))) {
                started.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdown();
        }
    }

    /** SQS by ElasticMQ, in this process and its memory, with all queues. */
    private AutoCloseable startQueues() {
        // Ctrl-C ends it with all else, in order.
        System.setProperty("pekko.jvm-shutdown-hooks", "off");
        SQSRestServer server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withPort(queuePort)
                .withServerAddress(new NodeAddress("http", "127.0.0.1", queuePort, ""))
                .withAWSRegion(targets.queueRegion())
                .start();
        server.waitUntilStarted();
        try (SqsClient sqs = anonymous(SqsClient.builder(), queuePort, targets.queueRegion())) {
            targets.queues()
                    .forEach(queue -> sqs.createQueue(
                            request -> request.queueName(queue.spec().queue())));
        }
        return server::stopAndWait;
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public Map<String, String> awaitReady(Readiness ready) throws InterruptedException {
        ready.await(this::unconfirmed);
        Targets.Servers servers = new Targets.Servers(url(queuePort), url(topicPort), url(webhookPort));
        Map<String, String> reached =
                own.map(flows -> flows.settings(servers)).orElseGet(() -> targets.shipped(servers));
        reached.putAll(database("reader"));
        return reached;
    }

    @Override
    public Set<Flow> byJobs() {
        return own.map(OwnFlows::byJobs).orElseGet(SystemUnderTest.super::byJobs);
    }

    @Override
    public Supplier<Evidence> witness(Settings settings) {
        JobWitness jobs = new JobWitness(client, settings);
        return own.isEmpty()
                ? jobs
                : () -> new Evidence(
                        Instant.now().toString(), byJobs().stream().collect(Collectors.toMap(Flow::label, jobs::of)));
    }

    /** Without the webhook's confirmed subscription a topic's messages go nowhere. */
    private List<Missing> unconfirmed() {
        try (SnsClient sns = anonymous(SnsClient.builder(), topicPort, targets.topicRegion())) {
            return targets.topics().stream()
                    .map(topic -> topic.spec().topicArn())
                    .filter(arn ->
                            sns.listSubscriptionsByTopic(request -> request.topicArn(arn)).subscriptions().stream()
                                    .noneMatch(subscription ->
                                            subscription.subscriptionArn().startsWith("arn:")))
                    .map(arn -> new Missing(
                            "the local webhook has not confirmed its subscription of topic " + arn,
                            "it does so within a second; else the log on stderr says why"))
                    .toList();
        }
    }

    @Override
    public WhatWasRun describe(WhatWasRun what) {
        return what.with(Map.of(), Map.of("cluster", "none: the local stand-in for Argo Events, on this machine"));
    }

    /** The variables with which {@code camel run routes}, profile local, sends to this system and reads its rows. */
    public Map<String, String> variables() {
        Map<String, String> variables = variables(database("reader"));
        variables.put("AWS_ACCESS_KEY_ID", targets.accessKey());
        variables.put("AWS_SECRET_ACCESS_KEY", targets.secretKey());
        variables.put("SQS_ENDPOINT", url(queuePort).toString());
        variables.put("SNS_ENDPOINT", url(topicPort).toString());
        return variables;
    }

    private static Map<String, String> variables(Map<String, String> settings) {
        Map<String, String> variables = new HashMap<>();
        settings.forEach((key, value) -> variables.put(SettingFiles.variable(key), value));
        return variables;
    }

    /** The settings with which {@code user} (recorder or reader) logs in to the embedded database, or the user's own settings. */
    private Map<String, String> database(String user) {
        return database.map(cluster -> Map.of(
                        "db.host",
                        "127.0.0.1",
                        "db.port",
                        String.valueOf(databasePort),
                        "db.user",
                        user,
                        "db.password",
                        cluster.password(user),
                        "db.parameters",
                        "sslMode=DISABLED"))
                .orElseGet(() -> Stream.of("db.host", "db.port", "db.name", "db.user", "db.password", "db.parameters")
                        .collect(Collectors.toMap(Function.identity(), configuration.settings()::asWritten)));
    }

    private static <C, B extends AwsClientBuilder<B, C>> C anonymous(B builder, int port, String region) {
        return builder.endpointOverride(url(port))
                .region(Region.of(region))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Returns {@code resource}, which is closed before all that is open already. */
    private <T extends AutoCloseable> T opened(T resource) {
        open.addFirst(resource);
        return resource;
    }

    @Override
    public void close() {
        IllegalStateException trouble = new IllegalStateException("a local service did not end well");
        for (AutoCloseable resource = open.poll(); resource != null; resource = open.poll()) {
            try {
                resource.close();
            } catch (Exception e) {
                trouble.addSuppressed(e);
            }
        }
        if (trouble.getSuppressed().length > 0) {
            throw trouble;
        }
    }
}
