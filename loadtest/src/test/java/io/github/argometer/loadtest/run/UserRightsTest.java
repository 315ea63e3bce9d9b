package io.github.argometer.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.argometer.clean.CleanUpJobs;
import io.github.argometer.clean.RecorderJobs;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.cluster.Backlogs;
import io.github.argometer.loadtest.cluster.Cluster;
import io.github.argometer.loadtest.cluster.FakeCluster;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.loadtest.cluster.kubernetes.Places;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Roles for {@code argometer-user} allow what the command line asks of the Kubernetes API, and nothing that it does not. */
@EnableKubernetesMockClient(crud = true)
class UserRightsTest {

    private static final Path SHIPPED = Path.of("..", "argo-manifests");
    private static final String ANY = "*";
    private static final Pattern REQUEST = Pattern.compile(
            "/apis?(?:/(?<group>[a-z.]+\\.[a-z0-9.]+|batch))?/v[0-9a-z]+(?:/namespaces/(?<namespace>[^/?]+))?/(?<resource>[a-z]+)"
                    + "(?:/(?<name>[^/?]+))?(?:/(?<part>[a-z]+))?.*");

    /** One verb for one kind of thing, and the one thing that it is for, or any. */
    private record Right(String namespace, String group, String resource, String verb, String name) {

        boolean allows(Right asked) {
            return namespace.equals(asked.namespace)
                    && group.equals(asked.group)
                    && resource.equals(asked.resource)
                    && verb.equals(asked.verb)
                    && (name.equals(ANY) || name.equals(asked.name));
        }
    }

    private final Set<Right> asked = new LinkedHashSet<>();
    private final Configuration configuration = Configuration.of(
            Map.of("run.id", "run-1", "send.workers", "2", "clean.enabled", "true", "run.dead-letters", "1"),
            name -> null);

    private KubernetesMockServer server;
    private KubernetesClient client;

    @Test
    void allowWhatIsAskedAndNothingElse() throws Exception {
        FakeCluster fake = shipped();
        requests();
        Readiness once = new Readiness(Duration.ZERO, new CountDownLatch(1), missing -> {});
        Cluster cluster = Cluster.of(client, configuration);

        // Behind the port-forwards nothing answers, so each of these ends once it has asked for all of its own.
        assertThatThrownBy(() -> cluster.awaitReady(once))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("does not answer");
        assertThatThrownBy(() -> cluster.awaitDatabase(once))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("argo_event_record");
        assertThatThrownBy(cluster::bus).isInstanceOf(NotReadyException.class).hasMessageContaining("EventBus");
        try (Backlogs backlogs = cluster.backlogs().orElseThrow()) {
            assertThat(backlogs.onBus()).hasSize(2);
        }
        cluster.describe(new WhatWasRun("loadtest run", Map.of(), Map.of(), Map.of()));
        Supplier<Evidence> witness = cluster.witness(configuration.settings());
        asked.addAll(requests());
        fake.job("failed", "run-1-sqs-000001", "Failed");
        fake.pod("argometer-workers", "worker", Map.of(), true);
        requests();
        witness.get();
        workers(cluster);
        Places.ask(client, FakeCluster.JOBS);
        Pods.unschedulable(client, RecorderJobs.of(configuration.settings()));
        try (Routes routes = Routes.start(configuration, client, new CleanUpJobs())) {
            new CleanUp(configuration.settings(), client, routes).now();
        }
        asked.addAll(requests());

        Set<Right> rights = rights();
        assertThat(asked).allSatisfy(request -> assertThat(rights).anyMatch(right -> right.allows(request)));
        assertThat(rights).allSatisfy(right -> assertThat(asked).anyMatch(right::allows));
    }

    @Test
    void areBoundToTheOneAccount() throws IOException {
        List<JsonNode> bindings = new ArrayList<>(objects("RoleBinding"));
        assertThat(bindings).hasSameSizeAs(objects("Role"));
        bindings.addAll(objects("ClusterRoleBinding"));
        assertThat(bindings).hasSize(objects("Role").size() + 1).allSatisfy(binding -> {
            assertThat(binding.at("/roleRef/name")).hasToString("\"argometer-user\"");
            assertThat(binding.path("subjects")).singleElement().satisfies(subject -> assertThat(subject)
                    .hasToString(
                            "{\"kind\":\"ServiceAccount\",\"name\":\"argometer-user\",\"namespace\":\"argometer\"}"));
        });
    }

    /** What the overlay for LocalStack brings, ready, with its names. */
    private FakeCluster shipped() throws IOException {
        FakeCluster fake = new FakeCluster(server, client);
        String keys = """
                endpoint: "http://localstack.argometer-localstack.svc.cluster.local:4566", region: eu-west-3,
                accessKey: {name: argometer-aws, key: access-key-id}, secretKey: {name: argometer-aws, key: secret-access-key}""";
        String sensor = """
                {eventBusName: argometer, dependencies: [{name: %1$s, eventSourceName: argometer-%1$s, eventName: load}],
                  triggers: [{atLeastOnce: true, template: {name: %2$s%3$s}}]}""";
        fake.argo("EventBus", "argometer", "spec: {jetstream: {replicas: 1}}", """
                        status:
                          conditions: [{type: Deployed, status: "True"}]
                          config:
                            jetstream:
                              url: nats://eventbus-argometer-js-svc.argo-events.svc.cluster.local:4222
                              accessSecret: {name: eventbus-argometer-js-client-auth, key: client-auth}""")
                .ready(
                        "EventSource",
                        "argometer-sqs",
                        "{eventBusName: argometer, sqs: {load: {queue: argometer, %s}}}".formatted(keys))
                .ready(
                        "EventSource",
                        "argometer-sns",
                        ("{eventBusName: argometer, sns: {load: {topicArn: \"arn:aws:sns:eu-west-3:000000000000:argometer\","
                                        + " webhook: {url: \"http://hook:12000\", endpoint: /sns}, %s}}}")
                                .formatted(keys))
                .ready("Sensor", "argometer-job", sensor.formatted("sqs", "job", FakeCluster.MAKES_JOBS))
                .ready("Sensor", "argometer-http", sensor.formatted("sns", "http", ""))
                .pod("argo-events", "sqs-1", Map.of("eventsource-name", "argometer-sqs"), true)
                .pod("argo-events", "sns-1", Map.of("eventsource-name", "argometer-sns"), true)
                .pod("argo-events", "job-1", Map.of("sensor-name", "argometer-job"), true)
                .pod("argo-events", "http-1", Map.of("sensor-name", "argometer-http"), true)
                .secret("argometer-aws", Map.of("access-key-id", "test", "secret-access-key", "test"))
                .secret(
                        "eventbus-argometer-js-client-auth",
                        Map.of("client-auth", "{username: somebody, password: secret}"))
                .job("done", "run-0-sqs-000001", "Complete");
        Map<String, String> bus = Map.of("eventbus-name", "argometer", "controller", "eventbus-controller");
        fake.pod("argo-events", "eventbus-argometer-js-0", bus, true);
        service(fake, "argo-events", "eventbus-argometer-js-svc", 4222);
        service(fake, "argometer", "recorder-http", 80);
        service(fake, "argometer", "mysql", 3306);
        service(fake, "argometer-localstack", "localstack", 4566);
        client.resource("""
                apiVersion: v1
                kind: Secret
                metadata: {name: database-reader, namespace: argometer}
                data: {reader-password: c2VjcmV0}""").create();
        PodTemplate template = Serialization.unmarshal(
                Files.readString(SHIPPED.resolve("loadtest/loadtest.podtemplate.yaml")), PodTemplate.class);
        client.resource(template).create();
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/argo-events/pods/eventbus-argometer-js-0:8222/proxy/jsz?consumers=true")
                .andReturn(200, """
                        {"account_details": [{"stream_detail": [{"name": "default",
                          "consumer_detail": [{"name": "group-3155962645"}, {"name": "group-2576372628"}]}]}]}""")
                .always();
        return fake;
    }

    /** With a pod behind it. */
    private static void service(FakeCluster fake, String namespace, String name, int port) {
        fake.service(namespace, name, port).pod(namespace, name + "-0", Map.of("app.kubernetes.io/name", name), true);
    }

    private void workers(Cluster cluster) throws Exception {
        SendPlan plan = PlanReader.plan(configuration.settings(), Clock.systemUTC());
        WorkerJob job = WorkerJob.create(client, "argometer-workers", "loadtest", plan, "{}", cluster.forWorkers());
        assertThat(job.missing(client)).isNotEmpty();
        InetSocketAddress forwarded = cluster.reach("argometer-workers", "worker", 8080);
        try (Socket worker = new Socket(forwarded.getHostString(), forwarded.getPort())) {
            assertThat(worker.getInputStream().read())
                    .as("nothing answers behind it")
                    .isEqualTo(-1);
        }
        assertThat(job.delete(client)).isTrue();
    }

    /** All since the last time. Everyone may ask for the version. */
    private Set<Right> requests() throws InterruptedException {
        Set<Right> requests = new LinkedHashSet<>();
        for (var next = server.takeRequest(1, TimeUnit.SECONDS);
                next != null;
                next = server.takeRequest(1, TimeUnit.SECONDS)) {
            String path = next.getPath();
            if (!path.startsWith("/version")) {
                requests.addAll(request(next.getMethod(), path));
            }
        }
        return requests;
    }

    private static List<Right> request(String method, String path) {
        Matcher parts = REQUEST.matcher(path);
        assertThat(parts.matches()).as("%s %s", method, path).isTrue();
        String group = parts.group("group") == null ? "" : parts.group("group");
        String name = parts.group("name") == null ? "" : parts.group("name");
        String part = parts.group("part") == null ? "" : "/" + parts.group("part");
        List<String> verbs =
                switch (method) {
                    // Since Kubernetes 1.35 a WebSocket needs both.
                    case "GET" ->
                        part.equals("/portforward")
                                ? List.of("get", "create")
                                : List.of(name.isEmpty() ? path.contains("watch=") ? "watch" : "list" : "get");
                    case "POST" -> List.of("create");
                    case "PUT" -> List.of("update");
                    case "PATCH" -> List.of("patch");
                    case "DELETE" -> List.of(name.isEmpty() ? "deletecollection" : "delete");
                    default -> throw new AssertionError(method + " " + path);
                };
        return verbs.stream()
                .map(verb -> new Right(
                        Objects.toString(parts.group("namespace"), ""),
                        group,
                        parts.group("resource") + part,
                        verb,
                        name))
                .toList();
    }

    private static Set<Right> rights() throws IOException {
        Set<Right> rights = new LinkedHashSet<>();
        List<JsonNode> roles = new ArrayList<>(objects("Role"));
        roles.addAll(objects("ClusterRole"));
        for (JsonNode role : roles) {
            for (JsonNode rule : role.path("rules")) {
                for (JsonNode group : rule.path("apiGroups")) {
                    for (JsonNode resource : rule.path("resources")) {
                        for (JsonNode verb : rule.path("verbs")) {
                            List<String> names = new ArrayList<>();
                            rule.path("resourceNames").forEach(name -> names.add(name.asText()));
                            (names.isEmpty() ? List.of(ANY) : names)
                                    .forEach(name -> rights.add(new Right(
                                            role.at("/metadata/namespace").asText(),
                                            group.asText(),
                                            resource.asText(),
                                            verb.asText(),
                                            name)));
                        }
                    }
                }
            }
        }
        return rights;
    }

    private static List<JsonNode> objects(String kind) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        try (Stream<Path> files =
                Stream.concat(Files.walk(SHIPPED.resolve("user")), Files.walk(SHIPPED.resolve("loadtest")))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                for (String document : Files.readString(file).split("(?m)^---$")) {
                    JsonNode object = Serialization.unmarshal(document, JsonNode.class);
                    if (object.path("kind").asText().equals(kind)) {
                        objects.add(object);
                    }
                }
            }
        }
        return objects;
    }
}
