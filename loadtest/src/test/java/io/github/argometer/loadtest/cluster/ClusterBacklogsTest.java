package io.github.argometer.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.cluster.Backlogs.Trigger;
import io.github.argometer.loadtest.cluster.aws.FakeAws;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;

/** A queue with a queue of dead letters, a topic with another, and a bus with a Sensor for each. */
@EnableKubernetesMockClient(crud = true)
class ClusterBacklogsTest {

    private static final String BUS =
            "/api/v1/namespaces/argo-events/pods/eventbus-default-js-%d:8222/proxy/jsz?consumers=true";

    private KubernetesMockServer server;
    private KubernetesClient client;
    private RealQueues queues;
    private FakeAws topic;
    private Backlogs backlogs;
    private int pods;

    @BeforeEach
    void look() throws Exception {
        queues = new RealQueues().withDeadLetters("argometer", "argometer-dead").create("argometer-sns-dead");
        topic = new FakeAws();
        topic.redrive = "{\"deadLetterTargetArn\": \"arn:aws:sqs:eu-west-3:000000000000:argometer-sns-dead\"}";
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        Configuration configuration = Configuration.of(
                Map.of(
                        "cluster.access", "direct",
                        "sqs.endpoint", queues.url(),
                        "sns.endpoint", topic.url(),
                        "sqs.access-key", "test",
                        "sqs.secret-key", "test",
                        "sns.access-key", "test",
                        "sns.secret-key", "test"),
                name -> null);
        backlogs = Cluster.of(client, configuration).backlogs().orElseThrow();
    }

    @AfterEach
    void end() {
        backlogs.close();
        topic.close();
        queues.close();
    }

    /** The pod that is furthest tells: five of sqs-job not delivered and two with it. */
    @Test
    void countWhatEachTriggerHasNotAcknowledged() {
        bus(200, consumer("group-1532643290", 40, 90, 0), consumer("group-1344432112", 9, 0, 3));
        bus(200, consumer("group-1532643290", 60, 5, 2), consumer("group-1344432112", 9, 0, 3));
        bus(200);

        assertThat(backlogs.onBus())
                .isEqualTo(Map.of(new Trigger("sqs-job", "job"), 7L, new Trigger("sns-http", "http"), 3L));
    }

    @Test
    void leaveOutATriggerThatHasNotSubscribed() {
        bus(200, consumer("group-1344432112", 9, 0, 3));
        bus(200);
        bus(200);

        assertThat(backlogs.onBus()).isEqualTo(Map.of(new Trigger("sns-http", "http"), 3L));
    }

    @Test
    void failWhereTheBusDoesNotAnswer() {
        bus(400);
        assertThatThrownBy(backlogs::onBus).isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void countWhatIsInTheQueueAndInFlight() {
        queues.send("argometer", "{}").send("argometer", "{}").sendLater("argometer", "{}", 60);
        queues.receive("argometer", 60);
        assertThat(backlogs.queued()).isEqualTo(Map.of("argometer", 3L));
    }

    @Test
    void countDeadLettersOfQueueAndTopic() {
        assertThat(backlogs.deadLetters()).isEqualTo(Map.of("argometer-dead", 0L, "argometer-sns-dead", 0L));

        queues.giveUp("argometer", "{}").send("argometer-sns-dead", "{}").send("argometer-sns-dead", "{}");
        topic.asked.clear();

        assertThat(backlogs.deadLetters()).isEqualTo(Map.of("argometer-dead", 1L, "argometer-sns-dead", 2L));
        assertThat(topic.asked).as("where they go is known").isEmpty();
    }

    @Test
    void askAgainWhereDeadLettersGoIfThatCouldNotBeTold() {
        topic.refused = "ListSubscriptionsByTopic";
        topic.refusal = "<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>";
        assertThatThrownBy(backlogs::deadLetters).isInstanceOf(SdkException.class);

        topic.refusal = null;
        assertThat(backlogs.deadLetters()).containsOnlyKeys("argometer-dead", "argometer-sns-dead");
    }

    @Test
    void failWhereTheQueueIsGone() {
        queues.delete("argometer");
        assertThatThrownBy(backlogs::queued).isInstanceOf(SdkException.class);
        assertThatThrownBy(backlogs::deadLetters).isInstanceOf(SdkException.class);
    }

    /** What the next pod of the bus answers. */
    private void bus(int status, String... consumers) {
        server.expect()
                .get()
                .withPath(BUS.formatted(pods++))
                .andReturn(
                        status,
                        "{\"account_details\": [{\"stream_detail\": [{\"name\": \"default\", \"consumer_detail\": [%s]}]}]}"
                                .formatted(String.join(", ", consumers)))
                .always();
    }

    private static String consumer(String name, int acknowledged, int undelivered, int unacknowledged) {
        return """
                {"name": "%s", "ack_floor": {"stream_seq": %d}, "num_pending": %d, "num_ack_pending": %d}""".formatted(name, acknowledged, undelivered, unacknowledged);
    }
}
