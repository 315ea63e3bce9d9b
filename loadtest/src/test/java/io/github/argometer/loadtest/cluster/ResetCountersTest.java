package io.github.argometer.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.plan.PlanReader;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a pod has counted goes with it: the difference of two readings is then not known, and not what is left. */
@EnableKubernetesMockClient(crud = true)
class ResetCountersTest {

    private KubernetesMockServer server;
    private KubernetesClient client;
    private FakeCluster cluster;

    @BeforeEach
    void aSourceThatHasSent() {
        cluster = new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
    }

    @Test
    void aPodThatStayedHasCountedTheDifference() {
        metrics("aws-sqs-1", "1.7e9", 5);
        ClusterWitness witness = witness();
        metrics("aws-sqs-1", "1.7e9", 45);

        assertThat(sqs(witness).sourceSent()).isEqualTo(40);
    }

    @Test
    void aCounterThatWentBackIsNotKnown() {
        metrics("aws-sqs-1", "1.7e9", 50);
        ClusterWitness witness = witness();
        metrics("aws-sqs-1", "1.7e9", 45);

        assertThat(sqs(witness).sourceSent()).isNull();
    }

    @Test
    void aProcessThatStartedAgainIsNotKnownHoweverMuchItHasCounted() {
        metrics("aws-sqs-1", "1.7e9", 0);
        ClusterWitness witness = witness();
        metrics("aws-sqs-1", "1.8e9", 45);

        assertThat(sqs(witness).sourceSent()).isNull();
        assertThat(sqs(witness).sourceFailed()).isNull();
    }

    @Test
    void aContainerThatStartedAgainIsNotKnown() {
        metrics("aws-sqs-1", "1.7e9", 0);
        ClusterWitness witness = witness();
        metrics("aws-sqs-1", "1.7e9", 45);
        client.pods().inNamespace(FakeCluster.EVENTS).withName("aws-sqs-1").edit(ResetCountersTest::restarted);

        assertThat(sqs(witness).sourceSent()).isNull();
    }

    @Test
    void aPodThatIsGoneAndOneThatIsNewAreNotKnown() {
        metrics("aws-sqs-1", "1.7e9", 0);
        ClusterWitness witness = witness();
        client.pods().inNamespace(FakeCluster.EVENTS).withName("aws-sqs-1").delete();

        assertThat(sqs(witness).sourceSent()).as("no pod at all").isNull();

        metrics("aws-sqs-2", "1.8e9", 45);
        cluster.pod(FakeCluster.EVENTS, "aws-sqs-2", Map.of("eventsource-name", "aws-sqs"), true);
        assertThat(sqs(witness).sourceSent()).as("another pod").isNull();
    }

    @Test
    void ofTwoPodsBothMustStay() {
        cluster.pod(FakeCluster.EVENTS, "aws-sqs-2", Map.of("eventsource-name", "aws-sqs"), true);
        metrics("aws-sqs-1", "1.7e9", 5);
        metrics("aws-sqs-2", "1.7e9", 7);
        ClusterWitness witness = witness();
        metrics("aws-sqs-1", "1.7e9", 45);
        metrics("aws-sqs-2", "1.7e9", 8);
        assertThat(sqs(witness).sourceSent()).isEqualTo(41);

        metrics("aws-sqs-1", "1.7e9", 95);
        client.pods().inNamespace(FakeCluster.EVENTS).withName("aws-sqs-2").delete();
        assertThat(sqs(witness).sourceSent()).isNull();
    }

    private ChannelEvidence sqs(ClusterWitness witness) {
        return witness.get().channel("sqs");
    }

    /** For one look at the pod, which fetches its page once for all of its counters. */
    private void metrics(String pod, String started, int sent) {
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/argo-events/pods/%s:7777/proxy/metrics".formatted(pod))
                .andReturn(200, """
                        process_start_time_seconds %s
                        argo_events_events_sent_total{event_name="load",eventsource_name="aws-sqs"} %d
                        """.formatted(started, sent))
                .once();
    }

    private ClusterWitness witness() {
        Configuration configuration = Configuration.of(
                Map.of(
                        "run.id",
                        "run-1",
                        "aws.endpoint.url",
                        "http://127.0.0.1:1",
                        "aws.endpoint.override",
                        "true",
                        "cluster.access",
                        "direct"),
                name -> null);
        return new ClusterWitness(
                client,
                configuration,
                ClusterAccess.of(configuration.settings(), client),
                PlanReader.plan(configuration.settings(), Clock.systemUTC()));
    }

    private static Pod restarted(Pod pod) {
        return new PodBuilder(pod)
                .editStatus()
                .addNewContainerStatus()
                .withName("main")
                .withRestartCount(1)
                .endContainerStatus()
                .endStatus()
                .build();
    }
}
