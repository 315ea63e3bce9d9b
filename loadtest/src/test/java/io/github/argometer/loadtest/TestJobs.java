package io.github.argometer.loadtest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A Kubernetes API that has completed Jobs, and takes its time to delete one. */
final class TestJobs implements AutoCloseable {

    private static final String JOB = """
            {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "%s", "namespace": "argometer-jobs"},
             "status": {"conditions": [{"type": "Complete", "status": "True"}]}}""";

    /** A connection that asks for a deletion is closed without an answer. */
    volatile boolean answerNoDeletion;

    private final ConcurrentSkipListSet<String> jobs = new ConcurrentSkipListSet<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger deletes = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;
    private final long deletionMs;

    /** So many Jobs, of which a deletion takes so long. */
    TestJobs(int count, long deletionMs) throws IOException {
        this.deletionMs = deletionMs;
        for (int job = 0; job < count; job++) {
            jobs.add("job-" + job);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** DELETEs that came. */
    int deletes() {
        return deletes.get();
    }

    /** So many were under way at once, at most. */
    int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** Jobs that are left. */
    int left() {
        return jobs.size();
    }

    /** Requests of any kind that came. */
    int requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("DELETE")) {
            deletes.incrementAndGet();
            if (answerNoDeletion) {
                throw new IOException("the server closes the connection");
            }
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                closed.await(deletionMs, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            jobs.remove(path.substring(path.lastIndexOf('/') + 1));
            atOnce.decrementAndGet();
            send(exchange, "{\"apiVersion\": \"v1\", \"kind\": \"Status\", \"status\": \"Success\"}");
        } else if (path.endsWith("/jobs")) {
            send(
                    exchange,
                    jobs.stream()
                            .map(JOB::formatted)
                            .collect(Collectors.joining(
                                    ",",
                                    "{\"apiVersion\": \"batch/v1\", \"kind\": \"JobList\", \"metadata\": {}, \"items\": [",
                                    "]}")));
        } else if (path.contains("/jobs/")) {
            send(exchange, JOB.formatted(path.substring(path.lastIndexOf('/') + 1)));
        } else if (path.equals("/version")) {
            send(exchange, "{\"major\": \"1\", \"minor\": \"31\"}");
        } else {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        }
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
