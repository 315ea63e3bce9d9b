package io.github.argometer.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.VersionInfo;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.cluster.aws.FakeAws;
import io.github.argometer.loadtest.cluster.aws.SqsQueue;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import io.github.argometer.plan.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true)
class ClusterTest {

    private KubernetesMockServer server;
    private KubernetesClient client;

    @ParameterizedTest
    @CsvSource({
        "quay.io/argoproj/argo-events:v1.9.6, v1.9.6",
        "localhost:5000/argoproj/argo-events:v1.9.7@sha256:abcd, v1.9.7",
        "localhost:5000/argoproj/argo-events@sha256:abcd, sha256:abcd",
        "localhost:5000/mine:v3, null",
        "localhost:5000/argoproj/argo-events, null"
    })
    void saysWhichArgoEventsAndKubernetesWereThereAndWhere(String image, String version) {
        server.setVersionInfo(
                new VersionInfo.Builder().withGitVersion("v1.34.1").build());
        new FakeCluster(server, client).sqsSource();
        image("aws-sqs-1", image);
        Configuration configuration = Configuration.of(Map.of("cluster.access", "direct"), name -> null);

        WhatWasRun what = Cluster.of(client, configuration)
                .describe(new WhatWasRun("loadtest run", Map.of("argometer", "0.1.0"), Map.of(), Map.of()));

        assertThat(what.versions())
                .containsEntry("argometer", "0.1.0")
                .containsEntry("Kubernetes", "v1.34.1")
                .satisfies(versions ->
                        assertThat(String.valueOf(versions.get("Argo Events"))).isEqualTo(version));
        assertThat(what.cluster())
                .containsEntry("nodes", "0")
                .containsEntry("server", client.getMasterUrl().toString())
                .containsEntry("namespace of Argo Events", "argo-events");
    }

    @Test
    void saysWhichImagesTheRecordersAreAndEveryVersionOfArgoEvents() {
        FakeCluster cluster = new FakeCluster(server, client).sqsSource().snsSource();
        cluster.sensor("sns-http", "sns", "http");
        cluster.argo("Sensor", "sqs-job", """
                spec:
                  dependencies: [{name: sqs, eventSourceName: aws-sqs, eventName: load}]
                  triggers:
                    - template:
                        name: job
                        k8s: {source: {resource: {kind: Job, spec: {template: {spec: {containers: [{image: "mine/job@sha256:12"}]}}}}}}
                    - template: {name: other, conditions: nothing, k8s: {source: {resource: {kind: Pod}}}}""", "");
        image("aws-sqs-1", "quay.io/argoproj/argo-events:v1.9.11");
        image("aws-sns-1", "quay.io/argoproj/argo-events:v1.9.10");
        Settings settings = Configuration.of(Map.of(), name -> null).settings();
        ServiceAddress recorder = Cluster.recorder(settings);
        cluster.service(recorder.namespace(), recorder.service(), 80)
                .pod(recorder.namespace(), "recorder-1", Map.of("app.kubernetes.io/name", recorder.service()), true);
        client.pods().inNamespace(recorder.namespace()).withName("recorder-1").edit(old -> new PodBuilder(old)
                .editStatus()
                .addNewContainerStatus()
                .withImageID("docker-pullable://mine/http@sha256:34")
                .endContainerStatus()
                .endStatus()
                .build());

        assertThat(versions())
                .containsEntry("Argo Events", "v1.9.10, v1.9.11")
                .containsEntry("image of the HTTP recorder", "mine/http@sha256:34")
                .containsEntry("image of the Jobs", "mine/job@sha256:12");
    }

    @Test
    void saysNothingOfWhatCannotBeRead() {
        assertThat(versions()).doesNotContainKeys("Argo Events", "image of the HTTP recorder", "image of the Jobs");
    }

    private Map<String, String> versions() {
        return Cluster.of(client, Configuration.of(Map.of("cluster.access", "direct"), name -> null))
                .describe(WhatWasRun.NONE)
                .versions();
    }

    private void image(String pod, String image) {
        client.pods().inNamespace("argo-events").withName(pod).edit(old -> new PodBuilder(old)
                .editSpec()
                .addNewContainer()
                .withName("main")
                .withImage(image)
                .endContainer()
                .endSpec()
                .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v1.9.2 | ''",
                "v1.9.11 | ''",
                "1.9.9, v1.9.10 | ''",
                "v1.9.1 | Argo Events v1.9.1 runs here; 1.9.2 to 1.9.11 are supported",
                "v1.9.12 | Argo Events v1.9.12 runs here; 1.9.2 to 1.9.11 are supported",
                "v1.10.2, v1.9.11, v2.0.0 | Argo Events v1.10.2 and v2.0.0 runs here; 1.9.2 to 1.9.11 are supported",
                "latest | which version of Argo Events runs here cannot be told by its images; 1.9.2 to 1.9.11 are supported",
                "'' | which version of Argo Events runs here cannot be told by its images; 1.9.2 to 1.9.11 are supported"
            })
    void tellsAVersionOfArgoEventsThatIsNotSupported(String versions, String notice) {
        assertThat(Versions.notice(versions).orElse("")).isEqualTo(notice);
    }

    @Test
    void deadLettersOfQueueAndTopicAreFoundByTheirRedrivePolicies(@TempDir Path folder) throws Exception {
        new FakeCluster(server, client).complete();
        try (RealQueues queues = new RealQueues();
                FakeAws sns = new FakeAws()) {
            queues.withDeadLetters("argometer", "dead-sqs")
                    .create("dead-sns")
                    .sendEvent("dead-sqs", "run-1-sqs-000001")
                    .sendEvent("dead-sns", "run-1-sns-000002");
            sns.redrive = "{\"deadLetterTargetArn\": \"arn:aws:sqs:elasticmq:000000000000:dead-sns\"}";
            Map<String, String> chosen = new HashMap<>(Map.of("cluster.access", "direct"));
            for (String service : List.of("sqs", "sns")) {
                chosen.put(service + ".endpoint", service.equals("sqs") ? queues.url() : sns.url());
                chosen.put(service + ".access-key", "test");
                chosen.put(service + ".secret-key", "test");
            }

            assertThat(cluster(chosen).deadLetters("run-1", folder.resolve("dead-letters.csv")))
                    .isEmpty();
            assertThat(folder.resolve("dead-letters.csv")).hasContent("""
                    EventId,Channel,Queue,GivenUpBy
                    run-1-sqs-000001,sqs,dead-sqs,sqs
                    run-1-sns-000002,sns,dead-sns,sns
                    """);

            chosen.put("run.dead-letters", "0");
            sns.asked.clear();
            assertThat(cluster(chosen).deadLetters("run-1", folder.resolve("none.csv")))
                    .isEmpty();
            assertThat(folder.resolve("none.csv")).doesNotExist();
            assertThat(sns.asked).isEmpty();
        }
    }

    @Test
    void theQueueOfAChannelOfOnesOwnIsThatOfItsEventSource(@TempDir Path folder) throws Exception {
        Path plan = Files.writeString(folder.resolve("plan.yaml"), """
                channels:
                  orders: {event: mine/orders, triggers: [notify]}
                  elsewhere: {event: mine/orders, endpoint: "http://localhost:1/x", triggers: [notify]}
                payloads: [{text: hello}]
                """);
        new FakeCluster(server, client)
                .bus()
                .ready("EventSource", "mine", "{sqs: {orders: {queue: my-orders, region: eu-west-3}}}")
                .ready(
                        "Sensor",
                        "mine",
                        "{dependencies: [{name: order, eventSourceName: mine, eventName: orders}], triggers: [{template:"
                                + " {name: t, http: {url: \"http://r\", headers: {X-Argometer-Trigger: notify}}}}]}");
        try (RealQueues queues = new RealQueues()) {
            queues.create("my-orders").send("my-orders", "{}").send("my-orders", "{}");
            Cluster cluster = cluster(Map.of(
                    "cluster.access", "direct",
                    "send.plan", plan.toString(),
                    "channel.orders.url", queues.url(),
                    "channel.orders.access-key", "test",
                    "channel.orders.secret-key", "test"));
            try (SqsQueue queue = cluster.queue(new Channel("orders")).orElseThrow()) {
                assertThat(queue.depth()).isEqualTo(2);
            }
            assertThat(cluster.queue(new Channel("elsewhere"))).isEmpty();
        }
    }

    private Cluster cluster(Map<String, String> chosen) {
        return Cluster.of(client, Configuration.of(chosen, name -> null));
    }

    @Test
    void aPortOfTheDatabaseWithoutAHostIsThatOfItsService() {
        assertThat(Cluster.database(FakeCluster.settings(Map.of("db.port", "3307"))))
                .isEqualTo(new ServiceAddress("argometer", "mysql", 3307));
    }
}
