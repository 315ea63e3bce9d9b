package io.github.argometer.loadtest.cluster;

import static java.util.stream.Collectors.toMap;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import io.github.argometer.plan.PlanReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Fills fabric8's mock of the Kubernetes API with what a ready cluster has, piece by piece. */
public final class FakeCluster {

    public static final String EVENTS = "argo-events";
    public static final String TEST = "argometer";
    public static final String JOBS = "argometer-jobs";

    /** What stands behind the name of a trigger that makes Jobs. */
    public static final String MAKES_JOBS =
            ", k8s: {source: {resource: {kind: Job, spec: {template: {spec: {containers: [{name: recorder-job}]}}}}}}";

    private static final String READY = """
            status: {conditions: [{type: Deployed, status: "True"}]}
            """;

    private final KubernetesMockServer server;
    private final KubernetesClient client;

    public FakeCluster(KubernetesMockServer server, KubernetesClient client) {
        this.server = server;
        this.client = client;
    }

    public static Settings settings(Map<String, String> options) {
        return Configuration.of(options, name -> null).settings();
    }

    /** The path in the cluster of {@code client} for the plan that {@code settings} have. */
    public static EventPath path(KubernetesClient client, Settings settings) {
        return EventPath.find(client, settings, PlanReader.plan(settings, Clock.systemUTC()));
    }

    /** What that plan's path lacks. */
    public static List<Missing> notReady(KubernetesClient client, Settings settings) {
        return EventPath.notReady(client, settings, PlanReader.plan(settings, Clock.systemUTC()));
    }

    /** All that an event needs on its way, ready. */
    public FakeCluster complete() {
        return bus().sqsSource().snsSource().sensors().consumers("group-1532643290", "group-1344432112");
    }

    public FakeCluster bus() {
        for (int replica = 0; replica < 3; replica++) {
            pod(
                    EVENTS,
                    "eventbus-default-js-" + replica,
                    Map.of("eventbus-name", "default", "controller", "eventbus-controller"),
                    true);
        }
        return argo("EventBus", "default", "spec: {jetstream: {replicas: 3}}", READY);
    }

    public FakeCluster secret(String name, Map<String, String> values) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(EVENTS)
                        .withName(name)
                        .endMetadata()
                        .withData(
                                values.entrySet().stream().collect(toMap(Map.Entry::getKey, entry -> Base64.getEncoder()
                                        .encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8)))))
                        .build())
                .create();
        return this;
    }

    /** An EventSource with one entry, {@code load}. */
    public FakeCluster source(String name, String type, String entry) {
        return argo("EventSource", name, "spec: {%s: {load: {%s}}}".formatted(type, entry), READY);
    }

    public FakeCluster sqsSource() {
        pod(EVENTS, "aws-sqs-1", Map.of("eventsource-name", "aws-sqs"), true);
        return argo("EventSource", "aws-sqs", "spec: {sqs: {load: {queue: argometer, region: eu-west-3}}}", READY);
    }

    public FakeCluster snsSource() {
        pod(EVENTS, "aws-sns-1", Map.of("eventsource-name", "aws-sns"), true);
        return argo("EventSource", "aws-sns", """
                spec:
                  sns:
                    load:
                      topicArn: arn:aws:sns:eu-west-3:000000000000:argometer
                      region: eu-west-3
                      webhook: {url: "http://hook:12000", endpoint: /sns}""", READY);
    }

    public FakeCluster sensors() {
        return sensors("atLeastOnce: true");
    }

    /** Two Sensors with a trigger each, for which {@code field} stands beside its template. */
    public FakeCluster sensors(String field) {
        return sensor("sqs-job", "sqs", "job", field).sensor("sns-http", "sns", "http", field);
    }

    public FakeCluster sensor(String name, String dependency, String trigger) {
        return sensor(name, dependency, trigger, "atLeastOnce: true");
    }

    private FakeCluster sensor(String name, String dependency, String trigger, String field) {
        pod(EVENTS, name + "-1", Map.of("sensor-name", name), true);
        return argo(
                "Sensor",
                name,
                """
                spec:
                  dependencies: [{name: %1$s, eventSourceName: aws-%1$s, eventName: load}]
                  triggers: [{%3$s, template: {name: %2$s%4$s}}]""".formatted(dependency, trigger, field, trigger.equals("job") ? MAKES_JOBS : ""),
                READY);
    }

    public FakeCluster consumers(String... names) {
        String consumers = String.join("\"}, {\"name\": \"", names);
        for (int replica = 0; replica < 3; replica++) {
            server.expect()
                    .get()
                    .withPath("/api/v1/namespaces/argo-events/pods/eventbus-default-js-%d:8222/proxy/jsz?consumers=true"
                            .formatted(replica))
                    .andReturn(200, """
                            {"account_details": [{"stream_detail": [{"name": "default",
                              "consumer_detail": [{"name": "%s"}]}]}]}""".formatted(consumers))
                    .always();
        }
        return this;
    }

    /** A bus, a source and a Sensor of somebody else, none of them ready. */
    public FakeCluster neighbour() {
        String status = """
                status: {conditions: [{type: Deployed, status: "False", reason: Broken, message: theirs}]}""";
        pod(EVENTS, "theirs-1", Map.of("eventsource-name", "theirs"), false);
        pod(EVENTS, "theirs-2", Map.of("sensor-name", "theirs"), false);
        pod(EVENTS, "theirs-3", Map.of("eventbus-name", "theirs", "controller", "eventbus-controller"), false);
        return argo("EventBus", "theirs", "spec: {jetstream: {replicas: 3}}", status)
                .argo("EventSource", "theirs", "spec: {eventBusName: theirs, sqs: {load: {queue: theirs}}}", status)
                .argo("Sensor", "theirs", """
                        spec:
                          eventBusName: theirs
                          dependencies: [{name: sqs, eventSourceName: theirs, eventName: load}]
                          triggers: [{template: {name: theirs}}]""", status);
    }

    /** An object that the controller has deployed. */
    public FakeCluster ready(String kind, String name, String spec) {
        return argo(kind, name, "spec: " + spec, READY);
    }

    public FakeCluster argo(String kind, String name, String spec, String status) {
        String yaml = """
                apiVersion: argoproj.io/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: argo-events}
                %s
                %s""".formatted(kind, name, spec, status);
        argo(kind)
                .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .create();
        return this;
    }

    /** All that the cluster has of {@code kind}. */
    public NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            argo(String kind) {
        ResourceDefinitionContext api = new ResourceDefinitionContext.Builder()
                .withGroup("argoproj.io")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(kind.toLowerCase(Locale.ROOT) + (kind.equals("EventBus") ? "" : "s"))
                .withNamespaced(true)
                .build();
        return client.genericKubernetesResources(api).inNamespace(EVENTS);
    }

    public FakeCluster service(String namespace, String name, int port) {
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addToSelector("app.kubernetes.io/name", name)
                        .addNewPort()
                        .withPort(port)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        return this;
    }

    public FakeCluster pod(String namespace, String name, Map<String, String> labels, boolean ready) {
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .withNewStatus()
                        .withPhase("Running")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(ready ? "True" : "False")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
        return this;
    }

    /** A recorder's Job for a message, in {@code condition}, with a pod that ended with exit code 65. */
    public FakeCluster job(String name, String eventId, String condition) {
        String data = "{\"messageAttributes\": {\"EventId\": {\"StringValue\": \"%s\"}}}".formatted(eventId);
        String event = "{\"context\": {}, \"data\": \"%s\"}"
                .formatted(Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)));
        client.resource(new JobBuilder()
                        .withNewMetadata()
                        .withNamespace(JOBS)
                        .withName(name)
                        .addToLabels("app.kubernetes.io/name", "recorder-job")
                        .endMetadata()
                        .withNewSpec()
                        .withNewTemplate()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("recorder-job")
                        .withArgs(event)
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .withNewStatus()
                        .addNewCondition()
                        .withType(condition)
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
        client.resource(endedPod(name, name + "-pod", null, 65)).create();
        return this;
    }

    /** A pod of {@code job} that was made at that time (null = not said) and ended with that exit code. */
    public static Pod endedPod(String job, String name, String created, int exitCode) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(JOBS)
                .withName(name)
                .withCreationTimestamp(created)
                .addToLabels("job-name", job)
                .endMetadata()
                .withNewStatus()
                .addNewContainerStatus()
                .withName("recorder-job")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }
}
