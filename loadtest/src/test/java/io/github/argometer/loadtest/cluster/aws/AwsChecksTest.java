package io.github.argometer.loadtest.cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.FakeCluster;
import io.github.argometer.loadtest.cluster.argo.Canary;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import io.github.argometer.plan.Channel;
import io.github.argometer.send.aws.AwsName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class AwsChecksTest {

    private static final String ANEW = "kubectl -n argo-events delete pod -l eventsource-name=aws-sns";
    private static final String DEAF =
            "EventSource aws-sns/load has not put a test message from topic " + FakeAws.TOPIC + " on the bus";

    private KubernetesMockServer server;
    private KubernetesClient client;
    private FakeAws aws;
    private SqsQueue queue;
    private SnsTopic topic;

    @BeforeEach
    void everythingIsThere() throws IOException {
        new FakeCluster(server, client).complete();
        EventPath path = FakeCluster.path(client, FakeCluster.settings(Map.of()));
        aws = new FakeAws();
        queue = new SqsQueue(aws.target(path.source(Channel.SQS)));
        topic = new SnsTopic(aws.target(path.source(Channel.SNS)), client);
    }

    @AfterEach
    void close() {
        queue.close();
        topic.close();
        aws.close();
    }

    @Test
    void nothingIsMissingWhereQueueAndConfirmedSubscriptionAre() {
        assertThat(queue.missing()).isEmpty();
        assertThat(subscription()).isEmpty();
    }

    @Test
    void aMissingQueueIsTold() {
        aws.queue = false;
        assertThat(queue.missing())
                .containsExactly(new Missing(
                        "there is no queue argometer at " + aws.url(),
                        "create it with: aws sqs create-queue --region eu-west-3 --queue-name argometer"));
    }

    @Test
    void aMissingTopicIsTold() {
        aws.topic = false;
        assertThat(subscription())
                .containsExactly(new Missing(
                        "there is no topic " + FakeAws.TOPIC + " at " + aws.url(),
                        "create it with: aws sns create-topic --region eu-west-3 --name argometer"));
    }

    @Test
    void theQueueOfDeadLettersIsThatOfTheConfirmedSubscription() {
        assertThat(topic.deadLetterQueue()).isNull();

        aws.redrive = "{\"deadLetterTargetArn\": \"arn:aws:sqs:eu-west-3:000000000000:dead\"}";
        assertThat(topic.deadLetterQueue()).isEqualTo(new AwsName("eu-west-3", "000000000000", "dead"));

        aws.pending = "true";
        assertThat(topic.deadLetterQueue()).isNull();
    }

    @Test
    void aSubscriptionPendingAsAwsTellsItIsNotConfirmed() {
        aws.subscriptionArn = "PendingConfirmation";
        assertThat(subscription())
                .containsExactly(new Missing(
                        "the subscription of http://hook:12000/sns to topic " + FakeAws.TOPIC
                                + " is not confirmed: SNS loses every message",
                        "SNS must be able to call that URL; then subscribe again: " + ANEW));
    }

    @Test
    void aSubscriptionPendingAsLocalStackTellsItIsNotConfirmed() {
        aws.pending = "true";
        assertThat(subscription())
                .extracting(Missing::what)
                .singleElement()
                .asString()
                .contains("is not confirmed");
    }

    @Test
    void aSubscriptionOfAnotherEndpointIsNotOurs() {
        aws.endpoint = "http://elsewhere:12000/sns";
        assertThat(subscription())
                .containsExactly(new Missing(
                        "topic " + FakeAws.TOPIC + " has no subscription for http://hook:12000/sns",
                        "EventSource aws-sns/load subscribes when its pod starts; start it again: " + ANEW));
    }

    @Test
    void anApiThatIsAwayIsToldInFewWords() {
        aws.close();
        assertThat(queue.missing())
                .extracting(Missing::what)
                .containsExactly(aws.url() + " does not answer: Connection refused");
    }

    @Test
    void credentialsThatAreRefusedAreToldWithWhereTheyAreSet() {
        aws.refusal = """
                <ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code>
                <Message>%s\nand more</Message></Error></ErrorResponse>""".formatted("x".repeat(300));
        assertThat(subscription())
                .containsExactly(new Missing(
                        aws.url() + " refuses the credentials: SignatureDoesNotMatch: " + "x".repeat(199) + "…",
                        "they come from the test"));
        aws.refusal = "{\"__type\": \"com.amazonaws.sqs#AccessDeniedException\", \"message\": \"not you\"}";
        assertThat(queue.missing())
                .extracting(Missing::what)
                .containsExactly(aws.url() + " refuses the credentials: AccessDeniedException: not you");
    }

    @Test
    void aQueueThatMayBeLookedAtButNotSentToIsNotReady() {
        aws.refused = "SendMessage";
        aws.refusal = "{\"__type\": \"com.amazonaws.sqs#AccessDeniedException\", \"message\": \"no sqs:SendMessage\"}";
        assertThat(queue.missing())
                .extracting(Missing::what)
                .containsExactly(aws.url() + " refuses the credentials: AccessDeniedException: no sqs:SendMessage");
    }

    @Test
    void anothersEventDoesNotPassForACanaryThatSnsRefused() {
        aws.refused = "Publish";
        aws.refusal = "<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>";
        for (int events = 7; events < 9; events++) {
            counter(events);
            assertThat(topic.hearing(Canary.Message.SHIPPED))
                    .extracting(Missing::what)
                    .containsExactly(aws.url() + " refuses the credentials: AuthorizationError");
        }
    }

    @Test
    void aSourceHearsOnceItsCounterRises() {
        counter(7);
        aws.published = () -> counter(8);

        assertThat(topic.hearing(Canary.Message.SHIPPED))
                .extracting(Missing::what)
                .containsExactly(DEAF);
        assertThat(topic.hearing(Canary.Message.SHIPPED)).isEmpty();
    }

    @Test
    void aSourceWhoseFilterHoldsTheTestMessageBackHearsAllTheSame() {
        new FakeCluster(server, client).argo("EventSource").withName("aws-sns").edit(source -> {
            source.<Map<String, Object>>get("spec", "sns", "load")
                    .put("filter", Map.of("expression", "body.nothing.deep == 1"));
            return source;
        });
        topic = new SnsTopic(
                aws.target(
                        FakeCluster.path(client, FakeCluster.settings(Map.of())).source(Channel.SNS)),
                client);
        counter(7, 7);
        aws.published = () -> counter(7, 8);

        assertThat(topic.hearing(Canary.Message.SHIPPED))
                .extracting(Missing::what)
                .containsExactly(DEAF);
        assertThat(topic.hearing(Canary.Message.SHIPPED)).isEmpty();
    }

    @Test
    void aDeafSourceIsNotReadyHoweverOftenItIsCalled() {
        counter(7);
        int[] calls = {0};
        aws.published = () -> calls[0]++;

        for (int look = 0; look < 11; look++) {
            assertThat(topic.hearing(Canary.Message.SHIPPED))
                    .extracting(Missing::what)
                    .containsExactly(DEAF);
        }
        assertThat(calls[0]).isEqualTo(2);
    }

    private List<Missing> subscription() {
        return topic.missing();
    }

    /** The SNS source's metrics from now on. */
    private void counter(int events) {
        counter(events, 0);
    }

    private void counter(int events, int received) {
        server.clearExpectations();
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/argo-events/pods/aws-sns-1:7777/proxy/metrics")
                .andReturn(200, """
                        # TYPE argo_events_events_sent_total counter
                        argo_events_events_sent_total{event_name="load",eventsource_name="aws-sns"} %d
                        argo_events_event_processing_duration_milliseconds_count{event_name="load",eventsource_name="aws-sns"} %d
                        """.formatted(events, received))
                .always();
    }
}
