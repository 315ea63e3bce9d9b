package io.github.argometer.standin.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.argometer.standin.Mishaps;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stand-in for the Kubernetes API, as far as clean-up needs it: a namespace's Jobs with a label, page by page, and
 * their deletion.
 */
public final class StandInJobsApi implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PATH = Pattern.compile("/apis/batch/v1/namespaces/([^/]+)/jobs(?:/([^/]+))?");

    private final HttpServer server;
    private final StandInJobs jobs;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    /** Serves {@code jobs} at a free port of this machine. */
    public StandInJobsApi(StandInJobs jobs, Mishaps mishaps) throws IOException {
        this.jobs = jobs;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", mishaps.handler("the Jobs' API", this::answer));
        server.start();
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        exchange.getRequestBody().readAllBytes();
        if (!path.matches()) {
            send(exchange, 404, status("Failure", 404));
        } else if (exchange.getRequestMethod().equals("GET") && path.group(2) == null) {
            send(exchange, 200, list(path.group(1), query(exchange)));
        } else if (exchange.getRequestMethod().equals("DELETE") && path.group(2) != null) {
            boolean deleted = jobs.delete(path.group(1), path.group(2));
            send(exchange, deleted ? 200 : 404, status(deleted ? "Success" : "Failure", deleted ? 200 : 404));
        } else {
            send(exchange, 405, status("Failure", 405));
        }
    }

    private ObjectNode list(String namespace, Map<String, String> query) {
        int limit = Integer.parseInt(query.getOrDefault("limit", String.valueOf(Integer.MAX_VALUE)));
        ObjectNode page = JSON.createObjectNode().put("apiVersion", "batch/v1").put("kind", "JobList");
        ObjectNode metadata = page.putObject("metadata");
        ArrayNode items = page.putArray("items");
        String last = "";
        for (StandInJob job : jobs.all()
                .tailMap(StandInJobs.key(namespace, query.getOrDefault("continue", "")), false)
                .values()) {
            if (!job.namespace().equals(namespace) || !matches(job, query.getOrDefault("labelSelector", ""))) {
                continue;
            }
            if (items.size() == limit) {
                metadata.put("continue", last);
                break;
            }
            items.add(item(job));
            last = job.name();
        }
        return page;
    }

    private static ObjectNode item(StandInJob job) {
        ObjectNode item = JSON.createObjectNode();
        ObjectNode metadata = item.putObject("metadata").put("name", job.name()).put("namespace", job.namespace());
        ObjectNode labels = metadata.putObject("labels");
        job.labels().forEach(labels::put);
        ObjectNode status = item.putObject("status");
        if (job.state() == StandInJob.State.ACTIVE) {
            status.put("active", 1);
        } else {
            status.putArray("conditions")
                    .addObject()
                    .put("type", job.state() == StandInJob.State.COMPLETE ? "Complete" : "Failed")
                    .put("status", "True");
        }
        return item;
    }

    /** {@code name=value}, several of them parted by commas. */
    private static boolean matches(StandInJob job, String selector) {
        for (String term : selector.isEmpty() ? new String[0] : selector.split(",")) {
            String[] parts = term.split("==?", 2);
            if (parts.length < 2 || !parts[1].equals(job.labels().get(parts[0]))) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        query.values().removeIf(String::isEmpty);
        return query;
    }

    private static ObjectNode status(String status, int code) {
        return JSON.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Status")
                .put("status", status)
                .put("code", code);
    }

    private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
