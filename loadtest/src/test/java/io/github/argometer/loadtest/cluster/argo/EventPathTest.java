package io.github.argometer.loadtest.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.FakeCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true)
class EventPathTest {

    private KubernetesMockServer server;
    private KubernetesClient client;
    private FakeCluster cluster;

    @BeforeEach
    void emptyCluster() {
        cluster = new FakeCluster(server, client);
    }

    @Test
    void nothingIsMissingFromACompleteCluster() {
        cluster.complete();
        assertThat(missing()).isEmpty();
    }

    @Test
    void anEmptyClusterLacksBothSources() {
        assertThat(missing())
                .containsExactly(
                        "no EventSource takes events from sqs.queue = \"argometer\" (those of type sqs take from [])",
                        "no EventSource takes events from sns.topic = \"argometer\" (those of type sns take from [])");
    }

    @Test
    void aQueueThatNoSourceReadsIsNamedBesideThoseThatAreRead() {
        cluster.complete();
        assertThat(FakeCluster.notReady(client, FakeCluster.settings(Map.of("sqs.queue", "other"))))
                .extracting(Missing::what)
                .containsExactly(
                        "no EventSource takes events from sqs.queue = \"other\" (those of type sqs take from [argometer])");
    }

    @Test
    void anArnNamesAQueueToo() {
        cluster.complete();
        Map<String, String> arn = Map.of("sqs.queue", "arn:aws:sqs:eu-west-3:000000000000:argometer");
        assertThat(FakeCluster.notReady(client, FakeCluster.settings(arn))).isEmpty();
    }

    @Test
    void aSourceThatNoSensorListensToIsMissingOne() {
        cluster.bus().sqsSource().snsSource().sensor("sqs-job", "sqs", "job");
        assertThat(missing()).containsExactly("no Sensor in namespace argo-events listens to EventSource aws-sns/load");
    }

    @Test
    void aSensorThatCannotBeReadIsToldOnlyWhereNoOtherListens() {
        cluster.bus().sqsSource().snsSource().sensor("sqs-job", "sqs", "job").argo("Sensor", "odd", """
                spec: {dependencies: [{name: 7, eventSourceName: aws-sns, eventName: load}], triggers: [{}]}""", "");
        assertThat(missing())
                .containsExactly(
                        "no Sensor in namespace argo-events listens to EventSource aws-sns/load",
                        "Sensor argo-events/odd: spec.dependencies.name: must be text (a number, true and false need quotes)");

        cluster.sensor("sns-http", "sns", "http").consumers("group-1532643290", "group-1344432112");
        assertThat(missing()).isEmpty();
    }

    @Test
    void anEventSourceOfOthersThatCannotBeReadIsNoneOfOurs() {
        cluster.complete().source("odd", "sqs", "queue: other, region: 7");
        assertThat(missing()).isEmpty();
    }

    @Test
    void aMessageThatIsTooLongForAJobIsRefusedWhereOneMustBeMade(@TempDir Path folder) throws IOException {
        Path plan = Files.writeString(folder.resolve("plan.yaml"), """
                channels: {orders: {event: shop/load, mark: header}}
                payloads:
                  - {name: long, text: "%s", expect: {orders: [post, make]}}
                  - {name: longer, text: "%1$s%1$s", expect: {orders: [post]}}
                """.formatted("x".repeat(92_161)));
        cluster.bus()
                .ready("EventSource", "shop", "{webhook: {load: {port: \"12000\", endpoint: /x}}}")
                .ready("Sensor", "shop", """
                        {dependencies: [{name: d, eventSourceName: shop, eventName: load}], triggers: [
                          {template: {name: a, http: {url: "http://r", headers: {X-Argometer-Trigger: post}}}},
                          {template: {name: b, k8s: {source: {resource: {kind: Job, spec: {template: {spec: {containers: [
                            {env: [{name: RECORD_TRIGGER, value: make}]}]}}}}}}}}]}""");

        assertThat(FakeCluster.notReady(client, FakeCluster.settings(Map.of("send.plan", plan.toString()))))
                .extracting(Missing::what)
                .filteredOn(what -> what.startsWith("payload "))
                .singleElement()
                .asString()
                .matches(
                        "payload long has 92,\\d{3} bytes, and the Job of orders/make takes at most 92,160 as its argument");
    }

    @Test
    void aMissingBusIsNamedForEachThatWantsIt() {
        cluster.sqsSource().snsSource().sensors();
        assertThat(missing())
                .containsExactlyInAnyOrder(
                        "EventSource aws-sqs wants EventBus default, and there is none",
                        "EventSource aws-sns wants EventBus default, and there is none",
                        "Sensor sns-http wants EventBus default, and there is none",
                        "Sensor sqs-job wants EventBus default, and there is none");
    }

    @Test
    void aConditionThatIsNotTrueIsToldWithItsMessage() {
        cluster.bus().snsSource().sensors();
        cluster.pod(FakeCluster.EVENTS, "aws-sqs-1", Map.of("eventsource-name", "aws-sqs"), true);
        cluster.argo("EventSource", "aws-sqs", "spec: {sqs: {load: {queue: argometer}}}", """
                status: {conditions: [{type: Deployed, status: "False", message: no bus}]}""");
        assertThat(missing()).containsExactly("EventSource aws-sqs: condition Deployed is False (no bus)");
    }

    @Test
    void aBusThatTheControllerCannotDeployIsToldWithItsReason() {
        cluster.sqsSource().snsSource().sensors();
        cluster.argo("EventBus", "default", "spec: {jetstream: {version: 9.9.9, replicas: 0}}", """
                status:
                  conditions:
                    - {type: Configured, status: "True"}
                    - {type: Deployed, status: "False", reason: JetStreamFailed, message: unsupported version 9.9.9}
                    - {type: Ready, status: Unknown}""");
        assertThat(missing())
                .containsExactly(
                        "EventBus default: condition Deployed is False (JetStreamFailed: unsupported version 9.9.9)",
                        "EventBus default: condition Ready is Unknown (the controller does not say why)");
    }

    @Test
    void whatOthersHaveThereHoldsNothingUp() {
        cluster.complete().neighbour();
        assertThat(missing()).isEmpty();
        assertThat(FakeCluster.path(client, FakeCluster.settings(Map.of())).buses())
                .extracting(ArgoObject::name)
                .containsExactly("default");
    }

    @Test
    void theBusIsTheOneThatSourcesAndSensorsNameBesideOneCalledDefault() {
        cluster.bus();
        cluster.pod(FakeCluster.EVENTS, "s-1", Map.of("eventsource-name", "s"), true)
                .pod(FakeCluster.EVENTS, "t-1", Map.of("sensor-name", "t"), true)
                .ready("EventBus", "mine", "{jetstream: {replicas: 1}}")
                .ready("EventSource", "s", """
                        {eventBusName: mine, sqs: {load: {queue: argometer}}, sns: {load: {topicArn: "arn:aws:sns:eu-west-3:000000000000:argometer"}}}""")
                .ready("Sensor", "t", """
                        {eventBusName: mine, dependencies: [{name: d, eventSourceName: s, eventName: load}],
                          triggers: [{template: {name: job}}]}""");
        assertThat(missing()).containsExactly("EventBus mine has 0 of 1 pods");
        assertThat(FakeCluster.path(client, FakeCluster.settings(Map.of())).buses())
                .extracting(ArgoObject::name)
                .containsExactly("mine");
    }

    @Test
    void anObjectThatTheControllerHasNotSeenIsToldSo() {
        cluster.bus().sqsSource().snsSource().sensor("sqs-job", "sqs", "job");
        cluster.pod(FakeCluster.EVENTS, "sns-http-1", Map.of("sensor-name", "sns-http"), true);
        cluster.argo("Sensor", "sns-http", """
                spec:
                  dependencies: [{name: sns, eventSourceName: aws-sns, eventName: load}]
                  triggers: [{template: {name: http}}]""", "");
        assertThat(missing()).containsExactly("Sensor sns-http has no status yet");
    }

    @Test
    void aPodThatIsNotReadyIsNamedAndHowToLookAtIt() {
        cluster.complete();
        cluster.pod(FakeCluster.EVENTS, "sqs-job-2", Map.of("sensor-name", "sqs-job"), false);
        assertThat(FakeCluster.notReady(client, FakeCluster.settings(Map.of())))
                .containsExactly(new Missing(
                        "Sensor sqs-job: pod sqs-job-2 is not ready (Running)",
                        "kubectl -n argo-events describe pod sqs-job-2; kubectl -n argo-events logs sqs-job-2"));
    }

    @Test
    void aBusWithTooFewPodsIsNotReady() {
        cluster.complete();
        client.pods()
                .inNamespace(FakeCluster.EVENTS)
                .withName("eventbus-default-js-1")
                .delete();
        assertThat(missing()).containsExactly("EventBus default has 2 of 3 pods");
    }

    @Test
    void aSensorThatHasNotSubscribedIsNotReady() {
        cluster.bus().sqsSource().snsSource().sensors().consumers("group-1344432112");
        assertThat(missing())
                .containsExactly("Sensor sqs-job has not subscribed to EventSource aws-sqs/load: its consumer "
                        + "group-1532643290 is not on EventBus default");
    }

    private List<String> missing() {
        return FakeCluster.notReady(client, FakeCluster.settings(Map.of())).stream()
                .map(Missing::what)
                .toList();
    }
}
