package io.github.argometer.standin.jobs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.api.model.batch.v1.JobListBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.argometer.standin.mishap.Mishaps;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.http.NameValuePair;
import org.apache.http.client.utils.URLEncodedUtils;

/**
 * The stand-in for the Kubernetes API, as far as clean-up needs it: a namespace's Jobs with a label, page by page, and
 * their deletion.
 */
public final class StandInJobsApi implements AutoCloseable {

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
            send(exchange, 404, status(404));
        } else if (exchange.getRequestMethod().equals("GET") && path.group(2) == null) {
            send(exchange, 200, list(path.group(1), query(exchange.getRequestURI())));
        } else if (exchange.getRequestMethod().equals("DELETE") && path.group(2) != null) {
            int code = jobs.delete(path.group(1), path.group(2)) ? 200 : 404;
            send(exchange, code, status(code));
        } else {
            send(exchange, 405, status(405));
        }
    }

    private JobList list(String namespace, Map<String, String> query) {
        Map<String, String> labels = labels(query.getOrDefault("labelSelector", ""));
        int limit = Integer.parseInt(query.getOrDefault("limit", String.valueOf(Integer.MAX_VALUE)));
        List<Job> found =
                jobs
                        .all()
                        .tailMap(StandInJobs.key(namespace, query.getOrDefault("continue", "")), false)
                        .values()
                        .stream()
                        .filter(job -> job.namespace().equals(namespace)
                                && job.labels().entrySet().containsAll(labels.entrySet()))
                        .map(StandInJobsApi::item)
                        .toList();
        boolean isLast = found.size() <= limit;
        return new JobListBuilder()
                .withItems(isLast ? found : found.subList(0, limit))
                .withNewMetadata(
                        isLast ? null : found.get(limit - 1).getMetadata().getName(), null, null, null)
                .build();
    }

    private static Job item(StandInJob job) {
        JobBuilder item = new JobBuilder()
                .withNewMetadata()
                .withName(job.name())
                .withNamespace(job.namespace())
                .withLabels(job.labels())
                .endMetadata();
        return job.state() == StandInJob.State.ACTIVE
                ? item.withNewStatus().withActive(1).endStatus().build()
                : item.withNewStatus()
                        .addNewCondition()
                        .withType(job.state() == StandInJob.State.COMPLETE ? "Complete" : "Failed")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build();
    }

    /** {@code name=value}, several of them parted by commas. */
    private static Map<String, String> labels(String selector) {
        return Stream.of(selector.split(","))
                .filter(term -> !term.isEmpty())
                .map(term -> term.split("==?", 2))
                .collect(Collectors.toMap(term -> term[0], term -> term[1]));
    }

    private static Map<String, String> query(URI request) {
        return URLEncodedUtils.parse(request, StandardCharsets.UTF_8).stream()
                .filter(parameter ->
                        !Objects.requireNonNullElse(parameter.getValue(), "").isEmpty())
                .collect(Collectors.toMap(NameValuePair::getName, NameValuePair::getValue));
    }

    private static Status status(int code) {
        return new StatusBuilder()
                .withStatus(code == 200 ? "Success" : "Failure")
                .withCode(code)
                .build();
    }

    private static void send(HttpExchange exchange, int status, KubernetesResource body) throws IOException {
        byte[] bytes = Serialization.asJson(body).getBytes(StandardCharsets.UTF_8);
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
