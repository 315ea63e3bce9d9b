package io.github.argometer.loadtest.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.bus.BusEvents;
import io.github.argometer.loadtest.cluster.Backlogs;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.loadtest.cluster.SystemUnderTest;
import io.github.argometer.loadtest.evidence.BusState;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.send.Worker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A system under test with the shipped PodTemplate for workers, two pods of the run {@code run-1}, and a database that is away. */
final class FakeWorkers implements SystemUnderTest, AutoCloseable {

    /** Why the bus cannot be read; null where it can. */
    String unreadableBus;

    /** What waits on the events' way; null where that is not known. */
    Backlogs backlogs;

    static final String NAMESPACE = "argometer-workers";
    static final String JOB = "loadtest-run-1";
    static final String HEADER =
            "EventId,Channel,Number,PayloadId,Author,Expected,Intended,Sent,Finished,Attempt,Outcome,Detail\n";

    /** One worker; what it says can be changed at any time. */
    static final class FakeWorker {
        final List<String> posts = new CopyOnWriteArrayList<>();
        /** So many requests are cut off before one is answered. */
        final AtomicInteger cutOff = new AtomicInteger();

        volatile boolean silent;
        volatile boolean finished;
        volatile String failure = "";
        volatile Duration ahead = Duration.ZERO;
        volatile String ledger = HEADER;
        volatile Worker.Sent sent = new Worker.Sent(1, 0, 0, 0, 0, 0, 0);
        private final List<String> order;
        private final HttpServer server;

        private FakeWorker(Executor threads, List<String> order) throws IOException {
            this.order = order;
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.setExecutor(threads);
            server.createContext("/send/", this::answer);
            server.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            String what = exchange.getRequestURI().getPath().replaceAll(".*/", "");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (silent) {
                return;
            }
            if (cutOff.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.close();
                return;
            }
            if (exchange.getRequestMethod().equals("POST")) {
                posts.add(what + " " + body);
                order.add(what);
            }
            String answer =
                    switch (what) {
                        case "progress" ->
                            Serialization.asJson(new Worker.Progress(
                                    finished,
                                    failure,
                                    Instant.now().plus(ahead).toString(),
                                    Map.of("sqs", sent),
                                    List.of()));
                        case "ledger" -> ledger;
                        default -> "";
                    };
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    final List<FakeWorker> workers = new ArrayList<>();
    /** What all were told, in its order. */
    final List<String> order = new CopyOnWriteArrayList<>();

    private final KubernetesClient client;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    FakeWorkers(KubernetesClient client) throws IOException {
        this.client = client;
        createTemplate();
        add(2);
    }

    private void createTemplate() throws IOException {
        client.resource(Serialization.unmarshal(
                        Files.readString(Path.of("../argo-manifests/loadtest/loadtest.podtemplate.yaml")),
                        PodTemplate.class))
                .create();
    }

    /** So many more. */
    void add(int more) throws IOException {
        for (int i = workers.size(), end = i + more; i < end; i++) {
            workers.add(new FakeWorker(threads, order));
            client.resource(new PodBuilder()
                            .withNewMetadata()
                            .withNamespace(NAMESPACE)
                            .withName("pod-" + i)
                            .addToLabels("job-name", JOB)
                            .addToAnnotations("batch.kubernetes.io/job-completion-index", String.valueOf(i))
                            .endMetadata()
                            .withNewSpec()
                            .endSpec()
                            .withNewStatus()
                            .withPhase("Running")
                            .addNewCondition()
                            .withType("Ready")
                            .withStatus("True")
                            .endCondition()
                            .endStatus()
                            .build())
                    .create();
        }
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public Map<String, String> awaitReady(Readiness ready) {
        return Map.of("db.host", "127.0.0.1", "db.port", "1", "db.connect-timeout", "250");
    }

    @Override
    public InetSocketAddress reach(String namespace, String pod, int port) {
        return workers.get(Integer.parseInt(pod.replace("pod-", ""))).server.getAddress();
    }

    @Override
    public Map<String, String> forWorkers() {
        return Map.of();
    }

    @Override
    public Optional<BusEvents> bus() {
        if (unreadableBus != null) {
            throw new NotReadyException(unreadableBus, "read it where it is");
        }
        return Optional.of(new BusEvents() {
            private RunFiles files;

            @Override
            public void follow(RunFiles files) {
                this.files = files;
            }

            @Override
            public BusState end() throws IOException {
                Files.writeString(files.bus(), "Sequence\n");
                return new BusState(0, 2, false, false, 0);
            }
        });
    }

    @Override
    public Optional<Backlogs> backlogs() {
        return Optional.ofNullable(backlogs);
    }

    @Override
    public Supplier<Evidence> witness(Settings settings) {
        ChannelEvidence sqs = new ChannelEvidence(7L, null, null, null, null, null, null, null, null, null, List.of());
        return () -> new Evidence("", Map.of("sqs", sqs));
    }

    @Override
    public void close() {
        workers.forEach(worker -> worker.server.stop(0));
        threads.shutdownNow();
    }
}
