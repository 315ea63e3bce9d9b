package io.github.argometer.standin.service;

import io.github.argometer.loadtest.NotReadyException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** recorder-http as a server of its own, as its Deployment describes it. */
final class RecorderServer {

    private static final long PATIENCE_S = 60;

    private final Process process;
    private final List<String> probes;
    private final int port;
    private final File log;

    private RecorderServer(Process process, List<String> probes, int port, File log) {
        this.process = process;
        this.probes = probes;
        this.port = port;
        this.log = log;
    }

    /** Starts the process; it is not ready yet. */
    static RecorderServer start(Processes processes, Recorder recorder, Environment environment, int port, File log)
            throws IOException {
        Map<String, String> variables =
                new HashMap<>(environment.of(recorder.deployment().namespace(), recorder.container()));
        variables.put("HTTP_HOST", "127.0.0.1");
        variables.put("HTTP_PORT", String.valueOf(port));
        ProcessBuilder builder = Programs.of(recorder.container().image())
                .process(List.of(), List.of(), variables)
                .redirectErrorStream(true)
                .redirectOutput(log);
        return new RecorderServer(processes.start(builder), recorder.probes(), port, log);
    }

    /**
     * Waits until all its probes have been answered well, or {@code ended} opens.
     *
     * @throws NotReadyException where it ends, or has not answered after a minute
     */
    void awaitReady(CountDownLatch ended) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        HttpClient client = HttpClient.newHttpClient();
        for (String probe : probes) {
            while (!isAnswered(client, probe)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new NotReadyException(
                            "recorder-http is not ready: its probe %s is not answered".formatted(probe),
                            "its log says why: " + log);
                }
                if (ended.await(100, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
    }

    private boolean isAnswered(HttpClient client, String probe) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, probe)))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 400;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }
}
