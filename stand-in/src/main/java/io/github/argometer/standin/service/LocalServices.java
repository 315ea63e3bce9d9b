package io.github.argometer.standin.service;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.loadtest.cluster.SystemUnderTest;
import io.github.argometer.standin.Mishaps;
import io.github.argometer.standin.argo.Addresses;
import io.github.argometer.standin.argo.Endpoints;
import io.github.argometer.standin.argo.StandInArgoEvents;
import io.github.argometer.standin.jobs.StandInJobs;
import io.github.argometer.standin.jobs.StandInJobsApi;
import io.github.argometer.standin.manifest.Manifests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A whole system under test on this machine: queue, topic and database, the local stand-in for Argo Events between them,
 * and the recorders.
 */
public final class LocalServices implements SystemUnderTest, AutoCloseable {

    private final Closing backends = new Closing();
    private final Closing closing = new Closing();
    private final DataFolder folder;
    private final Manifests manifests;
    private final LocalSettings settings;
    private final Targets targets;
    private final Recorder recorder;
    private final Environment environment;
    private final Mishaps mishaps = new Mishaps();
    private final LocalPorts ports;
    private final Processes processes;
    private final ProcessPod pods;
    private final StandInArgoEvents argo;
    private final KubernetesClient client;

    private LocalServices(DataFolder folder, Manifests manifests, Configuration configuration, Ports ports)
            throws IOException {
        this.folder = folder;
        this.manifests = manifests;
        this.settings = new LocalSettings(configuration);
        this.targets = Targets.of(manifests);
        this.recorder = Recorder.of(manifests);
        this.ports = LocalPorts.take(ports, settings.hasDatabase());
        this.environment = environment();
        environment.check(recorder.deployment(), recorder.container());
        this.processes = closing.add(new Processes(folder));

        this.pods = new ProcessPod(
                processes, environment, folder.resolve("recorder-job.log").toFile());
        StandInJobs jobs = closing.add(
                new StandInJobs(pods, Runtime.getRuntime().availableProcessors(), StandInJobs.FIRST_PAUSE, mishaps));
        StandInJobsApi api = closing.add(new StandInJobsApi(jobs, mishaps));
        this.client = closing.add(new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(api.url())
                        .withAutoConfigure(false)
                        .build())
                .build());
        HttpServer webhook =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.ports.webhook()), 0);
        Addresses services = new Addresses(Map.of(recorder.address(), "127.0.0.1:" + this.ports.recorder()));
        this.argo = closing.add(StandInArgoEvents.of(
                manifests,
                new Endpoints(this.ports.queuesUrl(), this.ports.topicsUrl(), webhook, services, jobs::create, mishaps),
                URI.create("http://127.0.0.1:" + this.ports.webhook())));
        argo.jobs().forEach(pods::check);
    }

    /**
     * Reads the manifests and takes folder and ports; nothing runs yet.
     *
     * @throws io.github.argometer.loadtest.BadInputException for what is not supported in the manifests, by file and
     *     field, for a folder that cannot be used, and for a port that is in use
     */
    public static LocalServices of(Manifests manifests, DataFolder folder, Configuration configuration, Ports ports)
            throws IOException {
        return new LocalServices(folder, manifests, configuration, ports);
    }

    /** What goes wrong in the stand-ins. */
    public Mishaps mishaps() {
        return mishaps;
    }

    /**
     * Starts everything and returns when it is ready.
     *
     * @param ended makes it return early, and not ready, when it opens
     * @throws io.github.argometer.loadtest.cluster.NotReadyException naming what does not start
     */
    public void start(CountDownLatch ended) throws Exception {
        RecorderServer server = RecorderServer.start(
                processes,
                recorder,
                environment,
                ports.recorder(),
                folder.resolve("recorder-http.log").toFile());
        pods.use(ClassArchive.train(processes, folder));
        Backends.start(backends, settings, folder, ports, manifests, targets, mishaps);
        server.awaitReady(ended);
        if (ended.getCount() > 0) {
            argo.start();
        }
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public Map<String, String> awaitReady(Readiness ready) throws InterruptedException {
        ready.await(new TopicCheck(ports.topicsUrl(), targets));
        Map<String, String> reached = new HashMap<>(
                targets.settings(ports.queuesUrl().toString(), ports.topicsUrl().toString()));
        reached.putAll(settings.database(manifests, "reader", ports.database()));
        return reached;
    }

    @Override
    public WhatWasRun describe(WhatWasRun what) {
        return what.with(Map.of(), Map.of("cluster", "none: the local stand-in for Argo Events, on this machine"));
    }

    /** The variables with which {@code camel run routes}, profile local, sends to this system and reads its rows. */
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>(database("reader"));
        variables.put("AWS_ACCESS_KEY_ID", targets.accessKey());
        variables.put("AWS_SECRET_ACCESS_KEY", targets.secretKey());
        variables.put("SQS_ENDPOINT", ports.queuesUrl().toString());
        variables.put("SNS_ENDPOINT", ports.topicsUrl().toString());
        return variables;
    }

    private Environment environment() {
        if (settings.hasDatabase()) {
            return new Environment(manifests, Optional.empty(), database("recorder"));
        }
        Map<String, String> address = database("recorder");
        // Who logs in, and where, is the manifests' say.
        address.keySet().removeAll(List.of("DB_USER", "DB_PASSWORD"));
        return new Environment(manifests, Optional.of(Database.of(manifests)), address);
    }

    private Map<String, String> database(String user) {
        Map<String, String> variables = new LinkedHashMap<>();
        settings.database(manifests, user, ports.database())
                .forEach((key, value) -> variables.put(SettingFiles.variable(key), value));
        return variables;
    }

    @Override
    public void close() {
        // What asks queue, topic and database ends before they do.
        try {
            closing.close();
        } finally {
            backends.close();
        }
    }
}
