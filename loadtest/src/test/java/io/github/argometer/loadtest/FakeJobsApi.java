package io.github.argometer.loadtest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A Kubernetes API with finished Jobs that behaves as badly as it is told to. */
final class FakeJobsApi implements AutoCloseable {

    private static final String JOB = """
            {"metadata": {"name": "%s"%s}, "status": {"conditions": [
              {"type": "%s", "status": "True", "lastTransitionTime": "2026-11-25T14:00:%02dZ"}]}}""";

    /** Every list with a continue token has expired. */
    volatile boolean expires;

    private volatile int refusals;
    private final HttpServer server;
    private final Map<String, String> jobs = Collections.synchronizedMap(new TreeMap<>());
    private final Set<String> finalizers = new HashSet<>();
    private final Map<String, Integer> refused = new HashMap<>();
    private final List<String> deletions = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lists = Collections.synchronizedList(new ArrayList<>());

    FakeJobsApi(String... names) throws IOException {
        List.of(names).forEach(name -> finished(name, "Complete", 0));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** There is {@code name}, which ended with that condition at that second. */
    FakeJobsApi finished(String name, String condition, int second) {
        jobs.put(name, JOB.formatted(name, "", condition, second));
        return this;
    }

    /** Once deleted, {@code name} stays, since a finalizer holds it. */
    FakeJobsApi holds(String name) {
        finalizers.add(name);
        return this;
    }

    /** {@code name} is not deleted. */
    FakeJobsApi refuses(String name, int code) {
        return refuses(name, code, Integer.MAX_VALUE);
    }

    /** {@code name} is not deleted the first times. */
    FakeJobsApi refuses(String name, int code, int times) {
        refused.put(name, code);
        refusals = times;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The Jobs that are there. */
    List<String> jobs() {
        return List.copyOf(jobs.keySet());
    }

    /** Each name as often as its deletion was asked for. */
    List<String> deletions() {
        return List.copyOf(deletions);
    }

    /** The paths of all lists that were asked for. */
    List<String> lists() {
        return List.copyOf(lists);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/version")) {
            send(exchange, 200, "{\"major\": \"1\", \"minor\": \"34\"}");
        } else if (path.endsWith("/jobs")) {
            lists.add(path);
            list(exchange);
        } else {
            delete(exchange, path.substring(path.lastIndexOf('/') + 1));
        }
    }

    private void list(HttpExchange exchange) throws IOException {
        Map<String, String> query = new HashMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
            query.put(
                    pair.split("=")[0],
                    URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8));
        }
        String token = query.getOrDefault("continue", "");
        if (expires && !token.isEmpty()) {
            send(exchange, 410, status(410, "the continue token is too old"));
            return;
        }
        int limit = Integer.parseInt(query.getOrDefault("limit", "500"));
        List<String> names =
                jobs().stream().filter(name -> name.compareTo(token) > 0).toList();
        List<String> page = names.subList(0, Math.min(limit, names.size()));
        String next = page.size() < names.size() ? page.get(page.size() - 1) : "";
        send(exchange, 200, """
                {"kind": "JobList", "apiVersion": "batch/v1", "metadata": {"continue": "%s"}, "items": [%s]}""".formatted(next, page.stream().map(jobs::get).collect(Collectors.joining(","))));
    }

    private void delete(HttpExchange exchange, String name) throws IOException {
        deletions.add(name);
        int refusal = refused.getOrDefault(name, 0);
        if (refusal > 0 && refusals-- > 0) {
            send(exchange, refusal, status(refusal, "a webhook denied it"));
        } else if (finalizers.contains(name)) {
            jobs.put(name, JOB.formatted(name, ", \"deletionTimestamp\": \"2026-11-25T15:00:00Z\"", "Complete", 0));
            send(exchange, 200, jobs.get(name));
        } else {
            jobs.remove(name);
            send(exchange, 200, status(200, "deleted"));
        }
    }

    private static String status(int code, String message) {
        return "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": %d, \"message\": \"%s\"}"
                .formatted(code, message);
    }

    private static void send(HttpExchange exchange, int code, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
