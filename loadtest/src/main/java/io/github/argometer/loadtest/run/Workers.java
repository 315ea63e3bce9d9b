package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.github.argometer.loadtest.cluster.AwaitReady;
import io.github.argometer.loadtest.cluster.Missing;
import io.github.argometer.send.Channel;
import io.github.argometer.send.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sending by the pods of an indexed Job, each with its share of the plan. All start at the same time; each keeps its ledger
 * until it is in the run's folder here, and ends only then.
 */
final class Workers implements Sender {

    private static final int PORT = 8080;
    private static final int LEAD_S = 2;
    private static final String INDEX = "batch.kubernetes.io/job-completion-index";

    private final KubernetesClient client;
    private final WorkerJob job;
    private final Path folder;
    private final Map<Integer, LocalPortForward> pods = new TreeMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    /** The workers of {@code job}, which has been created; their ledgers go into {@code folder}. */
    Workers(KubernetesClient client, WorkerJob job, Path folder) {
        this.client = client;
        this.job = job;
        this.folder = folder;
    }

    /** Waits until all can send, and starts them. */
    void start(AwaitReady ready) throws Exception {
        ready.await(this::missing);
        for (Pod pod : job.pods(client)) {
            int index = Integer.parseInt(pod.getMetadata().getAnnotations().get(INDEX));
            pods.put(
                    index,
                    client.pods()
                            .inNamespace(pod.getMetadata().getNamespace())
                            .withName(pod.getMetadata().getName())
                            .portForward(PORT, InetAddress.getLoopbackAddress(), 0));
        }
        String start = Instant.now().plusSeconds(LEAD_S).toString();
        for (int worker : pods.keySet()) {
            post(worker, "start", start);
        }
    }

    @Override
    public Worker.Sent sent(Channel channel) throws Exception {
        Worker.Sent sum = new Worker.Sent(0, 0, 0, 0, 0, 0, 0);
        for (int worker : pods.keySet()) {
            Worker.Sent one = progress(worker).channels().get(channel.label());
            if (one != null) {
                sum = new Worker.Sent(
                        sum.planned() + one.planned(),
                        sum.accepted() + one.accepted(),
                        sum.failed() + one.failed(),
                        sum.unknown() + one.unknown(),
                        sum.retried() + one.retried(),
                        sum.inFlight() + one.inFlight(),
                        Math.max(sum.latenessNanos(), one.latenessNanos()));
            }
        }
        return sum;
    }

    /** A ledger that is fetched again takes the place of what was there of it. */
    @Override
    public void collect() throws Exception {
        for (int worker : pods.keySet()) {
            Path part = folder.resolve("sent-%d.part".formatted(worker));
            ask(worker, "ledger", BodyHandlers.ofFile(part));
            Files.move(part, folder.resolve("sent-%d.csv".formatted(worker)), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Also where all is sent: the ledgers are fetched when they are whole, and only then may the workers end. */
    @Override
    public void stop() throws Exception {
        for (int worker : pods.keySet()) {
            post(worker, "stop", "");
        }
        for (int worker : pods.keySet()) {
            while (!progress(worker).finished()) {
                Thread.sleep(200);
            }
        }
        collect();
        for (int worker : pods.keySet()) {
            post(worker, "safe", "");
        }
    }

    @Override
    public void close() throws IOException {
        for (LocalPortForward pod : pods.values()) {
            pod.close();
        }
    }

    private List<Missing> missing() {
        List<Pod> found = job.pods(client);
        List<Missing> missing = new ArrayList<>();
        long ready = found.stream().filter(Readiness.getInstance()::isReady).count();
        if (ready < job.workers()) {
            missing.add(new Missing(
                    "%d of %d workers of Job %s are ready".formatted(ready, job.workers(), job.name()),
                    "kubectl -n %s describe pods -l job-name=%s".formatted(job.namespace(), job.name())));
        }
        return missing;
    }

    private Worker.Progress progress(int worker) throws Exception {
        return Worker.Progress.of(ask(worker, "progress", BodyHandlers.ofString()));
    }

    private <T> T ask(int worker, String what, BodyHandler<T> handler) throws Exception {
        return send(HttpRequest.newBuilder(url(worker, what)).build(), handler);
    }

    private void post(int worker, String what, String body) throws Exception {
        send(
                HttpRequest.newBuilder(url(worker, what))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private <T> T send(HttpRequest request, BodyHandler<T> handler) throws Exception {
        var response = http.send(request, handler);
        if (response.statusCode() / 100 != 2) {
            throw new IOException("%s answered %d".formatted(request.uri(), response.statusCode()));
        }
        return response.body();
    }

    private URI url(int worker, String what) {
        return URI.create(
                "http://127.0.0.1:%d/send/%s".formatted(pods.get(worker).getLocalPort(), what));
    }
}
