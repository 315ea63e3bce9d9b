package io.github.argometer.loadtest.end;

import static io.github.argometer.loadtest.end.Shell.kubectl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.github.argometer.loadtest.end.Shell.Loadtest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The shipped Prometheus in the cluster during a run: what it scrapes, and that rules and dashboard find data of that run which
 * are those of the report.
 */
class MonitoringIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Path FOLDER = Path.of("target", "cluster-it", "prometheus");
    private static final Path SHIPPED = Path.of("..", "prometheus");
    private static final String NAMESPACE = "argometer-monitoring";
    private static final String PORT = "9464";

    /** A metric's name in an expression, which neither a function nor a label is. */
    private static final Pattern NAME = Pattern.compile("\\b(?:argo_events|argometer|hikaricp|camel|jvm|process)_\\w+");

    private static Deployment deployment;
    private static String prometheus;

    @BeforeAll
    static void deploy() throws IOException {
        deployment = Deployment.ofThisBuild();
        deployment.apply();
        writeOverlay();
        kubectl("apply", "-k", FOLDER.toString());
        kubectl("-n", NAMESPACE, "rollout", "status", "deployment/prometheus", "--timeout=300s");
        prometheus = "http://%s:9090"
                .formatted(
                        kubectl("-n", NAMESPACE, "get", "service", "prometheus", "-o", "jsonpath={.spec.clusterIP}"));
    }

    @AfterAll
    static void leaveTheClusterAsItWas() {
        try {
            kubectl("delete", "-k", FOLDER.toString(), "--ignore-not-found", "--timeout=300s");
        } finally {
            deployment.delete();
        }
    }

    /** The shipped one, which also looks for the command line on the machine that the tests run on. */
    private static void writeOverlay() throws IOException {
        Files.createDirectories(FOLDER);
        String machine = kubectl(
                "get", "nodes", "-o", "jsonpath={.items[0].status.addresses[?(@.type==\"InternalIP\")].address}");
        String local = Files.readString(SHIPPED.resolve("local.yaml"));
        String job = local.substring(local.indexOf("  - job_name:"));
        assertThat(job).contains("localhost:" + PORT);
        Files.writeString(
                FOLDER.resolve("scrape.yaml"),
                Files.readString(SHIPPED.resolve("scrape.yaml")) + "\n" + job.replace("localhost:", machine + ":"));
        Files.writeString(FOLDER.resolve("kustomization.yaml"), """
                resources: [../../../../prometheus]
                components: [../../../../prometheus/node-port, ../../../../prometheus/ingress]
                configMapGenerator:
                  - name: prometheus
                    namespace: %s
                    behavior: merge
                    files: [scrape.yaml]
                patches:
                  - patch: |
                      - op: add
                        path: /spec/egress/-
                        value: {to: [{ipBlock: {cidr: %s/32}}], ports: [{port: %s}]}
                    target: {kind: NetworkPolicy, name: prometheus}
                """.formatted(NAMESPACE, machine, PORT));
    }

    @Test
    void seesARunAsItsReportTellsIt() throws Exception {
        String run = "watched-" + ProcessHandle.current().pid();
        // Rates take a minute of scrapes, and what came last must be scraped before the process ends.
        Loadtest loadtest = TestRuns.start(
                run,
                240,
                "--max-delay",
                "800",
                "-D",
                "http.host=0.0.0.0",
                "-D",
                "http.port=" + PORT,
                "-D",
                "run.settle=15");
        TestRuns.awaitSent(run, 100, loadtest);

        // The exporter beside the bus is not to be had on every test cluster.
        await("all targets").atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(
                        values("min by (job) (up{job!=\"argo-events-bus\"})", "job"))
                .containsOnlyKeys("argo-events", "argo-events-controller", "recorder-http", "loadtest-local")
                .allSatisfy((job, up) -> assertThat(up).isEqualTo(1)));
        assertThat(values("count(up{job=\"argo-events\"})", "")).containsValue(4.0);
        Map<String, String> silent = new TreeMap<>();
        await("data of each expression").atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
            silent.clear();
            for (String expression : expressions(run)) {
                if (query(expression).isEmpty()) {
                    silent.put(expression, "no data");
                }
            }
            assertThat(silent).isEmpty();
        });
        assertThat(query("ALERTS{alertstate=\"firing\"}")).isEmpty();
        String recorder =
                kubectl("-n", "argometer", "get", "pods", "-l", "app.kubernetes.io/name=recorder-http", "-o", "name");
        assertThat(lint(kubectl(
                        "get",
                        "--raw",
                        "/api/v1/namespaces/argometer/%s:8080/proxy/observe/metrics"
                                .formatted(recorder.replace("pod/", "pods/")))))
                .isEmpty();
        assertThat(lint(get("http://127.0.0.1:%s/observe/metrics".formatted(PORT))))
                .isEmpty();

        assertThat(loadtest.end()).isZero();
        JsonNode report =
                JSON.readTree(TestRuns.folder(run).resolve("report.json").toFile());
        assertThat(report.path("passed").asBoolean()).isTrue();
        for (String channel : List.of("sqs", "sns")) {
            JsonNode delays = report.at("/channels/%s/delays/sentToRecorded".formatted(channel));
            Map<String, Double> of = Map.of(
                    "accepted", last("argometer_send_messages_total{channel=\"%s\",outcome=\"accepted\"}", channel),
                    "recorded", last("argometer_recorded_total{event_type=\"%s\"}", channel),
                    "delays", last("argometer_event_delay_seconds_count{event_type=\"%s\"}", channel));
            assertThat(of)
                    .containsEntry("accepted", report.at("/messages").asDouble())
                    .containsEntry("recorded", delays.path("count").asDouble())
                    .containsEntry("delays", delays.path("count").asDouble());
            assertThat(last("argometer_event_delay_seconds_sum{event_type=\"%s\"}", channel) / of.get("delays"))
                    .isCloseTo(delays.path("meanMicros").asDouble() / 1e6, within(1e-6));
        }
    }

    /** Those of rules and dashboard, with the names of metrics in place of an alert's condition, which must not be met. */
    private static List<String> expressions(String run) throws IOException {
        List<String> all = new ArrayList<>();
        JsonNode rules = new ObjectMapper(new YAMLFactory())
                .readTree(SHIPPED.resolve("rules.yaml").toFile());
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode rule : rules.findValues("rules").stream()
                .flatMap(MonitoringIT::elements)
                .toList()) {
            if (rule.has("record")) {
                all.add(rule.path("expr").asText());
            } else {
                Matcher name = NAME.matcher(rule.path("expr").asText());
                while (name.find()) {
                    names.add(name.group());
                }
            }
        }
        names.forEach(name -> all.add("last_over_time(%s[15m])".formatted(name)));
        JsonNode dashboard = JSON.readTree(SHIPPED.resolve("dashboard.json").toFile());
        for (JsonNode expression : dashboard.findValues("expr")) {
            all.add(expression
                    .asText()
                    .replace("$__rate_interval", "1m")
                    .replace("$namespace", ".*")
                    .replace("$event_type", ".*")
                    .replace("$run", run));
        }
        assertThat(all).hasSizeGreaterThan(40);
        return all;
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static double last(String metric, String of) throws Exception {
        List<JsonNode> found = query("max(last_over_time(%s[10m]))".formatted(metric.formatted(of)));
        assertThat(found).hasSize(1);
        return found.get(0).at("/value/1").asDouble();
    }

    private static Map<String, Double> values(String expression, String label) throws Exception {
        Map<String, Double> values = new TreeMap<>();
        for (JsonNode found : query(expression)) {
            values.put(
                    found.at("/metric").path(label).asText(),
                    found.at("/value/1").asDouble());
        }
        return values;
    }

    /** What promtool finds in those metrics of {@code page} that are ours. */
    private static String lint(String page) throws IOException {
        Path ours = FOLDER.resolve("metrics.txt");
        Files.write(
                ours, page.lines().filter(line -> line.contains("argometer_")).toList());
        assertThat(ours).content().contains("argometer_build_info{");
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(ours.toFile())
                .redirectErrorStream(true)
                .start();
        return new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<JsonNode> query(String expression) throws IOException, InterruptedException {
        String found = get(prometheus + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        return elements(JSON.readTree(found).at("/data/result")).toList();
    }

    private static String get(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", address, answer.body()).isEqualTo(200);
        return answer.body();
    }
}
