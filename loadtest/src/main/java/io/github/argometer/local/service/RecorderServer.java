package io.github.argometer.local.service;

import io.github.argometer.loadtest.cluster.NotReadyException;
import io.github.argometer.local.manifest.PodTemplate;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** recorder-http as a server of its own, as its Deployment describes it. */
final class RecorderServer {

    private static final long PATIENCE_S = 60;

    private final Process process;
    private final int port;
    private final File log;

    private RecorderServer(Process process, int port, File log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts the process; it is not ready yet. */
    static RecorderServer start(
            Processes processes, PodTemplate.Container container, Environment environment, int port, File log)
            throws IOException {
        Map<String, String> variables = new HashMap<>(environment.of(container));
        variables.put("HTTP_PORT", String.valueOf(port));
        ProcessBuilder builder = Programs.of(container.image())
                .process(List.of(), List.of(), variables)
                .redirectErrorStream(true)
                .redirectOutput(log);
        return new RecorderServer(processes.start(builder), port, log);
    }

    /**
     * Waits until it says that it is ready.
     *
     * @throws NotReadyException where it ends, or is not ready after a minute
     */
    void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/observe/health/ready".formatted(port)))
                .build();
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new NotReadyException("recorder-http is not ready", "its log says why: " + log);
    }
}
