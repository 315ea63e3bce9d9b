package io.github.argometer.loadtest.cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.FakeCluster;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import io.github.argometer.loadtest.cluster.argo.Source;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.plan.Channel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each EventSource is asked by what its own entry says. */
@EnableKubernetesMockClient(crud = true)
class AwsTargetTest {

    private static final String EDIT = "\n  → kubectl -n argo-events edit eventsources aws-";
    private static final String KEYS = "accessKey: {name: %1$s, key: id}, secretKey: {name: %1$s, key: secret}";
    private static final String SQS = "region: us-east-2, queue: argometer";
    private static final String SNS = "region: eu-west-1, topicArn: 'arn:aws:sns:eu-west-1:111122223333:argometer',"
            + " webhook: {url: 'http://hook', endpoint: /sns}";

    private KubernetesMockServer server;
    private KubernetesClient client;
    private FakeCluster cluster;
    private final Map<String, String> options = new HashMap<>(Map.of("cluster.access", "direct"));

    @BeforeEach
    void sensors() {
        cluster = new FakeCluster(server, client).sensors();
    }

    @Test
    void eachHasItsOwnRegionEndpointAccountAndKeys() throws Exception {
        try (FakeAws queues = new FakeAws();
                FakeAws topics = new FakeAws()) {
            cluster.secret("q", Map.of("id", "AKQ", "secret", "sq"))
                    .secret("t", Map.of("id", "AKT", "secret", "st"))
                    .source(
                            "aws-sqs",
                            "sqs",
                            SQS
                                    + ", queueAccountId: '999988887777', endpoint: '%s', ".formatted(queues.url())
                                    + KEYS.formatted("q"))
                    .source("aws-sns", "sns", SNS + ", endpoint: '%s', ".formatted(topics.url()) + KEYS.formatted("t"));
            AwsTarget queue = target(path().source(Channel.SQS));
            AwsTarget topic = target(path().source(Channel.SNS));
            try (SqsQueue found = new SqsQueue(queue);
                    SnsTopic called = new SnsTopic(topic, client)) {
                assertThat(found.missing()).isEmpty();
                assertThat(found.url()).isEqualTo("http://q/1/argometer");
                called.missing();
            }

            assertThat(queues.asked)
                    .containsExactly(
                            "AKQ us-east-2 sqs GetQueueUrl"
                                    + " {\"QueueName\":\"argometer\",\"QueueOwnerAWSAccountId\":\"999988887777\"}",
                            "AKQ us-east-2 sqs SendMessageBatch");
            assertThat(topics.asked).containsExactly("AKT eu-west-1 sns ListSubscriptionsByTopic");
            assertThat(queue.settings())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "sqs.queue", "argometer",
                            "sqs.queue-owner", "999988887777",
                            "sqs.region", "us-east-2",
                            "sqs.endpoint", queues.url(),
                            "sqs.access-key", "AKQ",
                            "sqs.secret-key", "sq"));
            assertThat(topic.settingsOfPods())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "sns.topic", "arn:aws:sns:eu-west-1:111122223333:argometer",
                            "sns.region", "eu-west-1",
                            "sns.endpoint", topics.url(),
                            "sns.access-key", "AKT",
                            "sns.secret-key", "st"));
        }
    }

    @Test
    void anEndpointWithoutKeysIsAskedByTheDefaultChain() {
        cluster.source("aws-sqs", "sqs", SQS + ", endpoint: 'https://vpce-1.sqs.us-east-2.vpce.amazonaws.com'")
                .source("aws-sns", "sns", SNS + ", endpoint: 'https://vpce-2.sns.eu-west-1.vpce.amazonaws.com'");

        assertThat(target(path().source(Channel.SQS)).keys()).isEmpty();
        assertThat(target(path().source(Channel.SQS)).where())
                .isEqualTo("https://vpce-1.sqs.us-east-2.vpce.amazonaws.com");
        assertThat(target(path().source(Channel.SNS)).where())
                .isEqualTo("https://vpce-2.sns.eu-west-1.vpce.amazonaws.com");
        assertThat(target(path().source(Channel.SQS)).keysFrom())
                .startsWith("the default chain: AWS_ACCESS_KEY_ID and ");
    }

    @Test
    void aChosenEndpointReachesTheWorkersToo() {
        cluster.source("aws-sqs", "sqs", SQS + ", endpoint: 'http://of-source:4566'")
                .source("aws-sns", "sns", SNS + ", endpoint: 'http://of-source:4566'");
        options.put("sqs.endpoint", "http://chosen:1");

        assertThat(target(path().source(Channel.SQS)).settingsOfPods())
                .containsEntry("sqs.endpoint", "http://chosen:1");
        assertThat(target(path().source(Channel.SNS)).settingsOfPods())
                .containsEntry("sns.endpoint", "http://of-source:4566");
    }

    @Test
    void anEndpointThatOnlyTheSdkWouldSeeIsRefusedWhereTheSourceAsksAws() {
        cluster.source("aws-sqs", "sqs", SQS).source("aws-sns", "sns", SNS);
        options.put("aws.endpoint.url", "http://localhost:4566");

        assertThatThrownBy(() -> target(path().source(Channel.SQS)))
                .hasMessage(
                        "setting aws.endpoint.url = \"http://localhost:4566\": must be none, or"
                                + " aws.endpoint.override=true: EventSource aws-sqs/load asks AWS, and the AWS SDK would ask there");
    }

    @Test
    void theArnOfTheSettingSaysTheAccountWhereTheSourceDoesNot() {
        cluster.source("aws-sqs", "sqs", SQS).source("aws-sns", "sns", SNS);
        options.put("sqs.queue", "arn:aws:sqs:us-east-2:999988887777:argometer");

        assertThat(target(path().source(Channel.SQS)).settings()).containsEntry("sqs.queue-owner", "999988887777");
    }

    @Test
    void aSourceOfTheSameQueueNameInAnotherPlaceIsNotTheOneMeant() {
        cluster.source("aws-sqs", "sqs", SQS + ", queueAccountId: '111122223333'")
                .source("aws-sns", "sns", SNS);
        options.put("sqs.queue", "arn:aws:sqs:us-east-2:999988887777:argometer");
        options.put("sns.topic", "arn:aws:sns:us-east-1:111122223333:argometer");

        assertThat(FakeCluster.path(client, configuration().settings()).missing())
                .extracting(Missing::what)
                .containsExactly(
                        "no EventSource takes events from sqs.queue = \"argometer\", region us-east-2, account 999988887777"
                                + " (those of type sqs take from [argometer in us-east-2 of 111122223333])",
                        "no EventSource takes events from sns.topic = \"argometer\", region us-east-1, account 111122223333"
                                + " (those of type sns take from [arn:aws:sns:eu-west-1:111122223333:argometer])");
    }

    @Test
    void aNameThatIsReadInTwoPlacesMustBeNamedByItsArn() {
        cluster.source("aws-sqs", "sqs", SQS)
                .source("other", "sqs", "region: eu-west-3, queue: argometer")
                .source("aws-sns", "sns", SNS);
        assertThatThrownBy(this::path)
                .isInstanceOf(NotReadyException.class)
                .hasMessage(
                        "EventSources [aws-sqs/load, other/load] read queues or topics of the same name, sqs.queue ="
                                + " \"argometer\", in more than one place\n  → name one by its ARN: SQS_QUEUE");
        options.put("sqs.queue", "arn:aws:sqs:us-east-2:999988887777:argometer");
        assertThat(path().source(Channel.SQS)).hasToString("aws-sqs/load");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "sqs | queue: argometer | region is missing",
                "sqs | region: us-east-2, queue: argometer, queueAccountId: 999988887777 | queueAccountId: must be text (a number, true and false need quotes)",
                "sqs | region: us-east-2, queue: argometer, queueAccountId: me | queueAccountId = \"me\": must be an account's twelve digits",
                "sqs | region: us-east-2, queue: argometer, endpoint: localhost | endpoint = \"localhost\" is not an http or https URL",
                "sqs | region: us-east-2, queue: argometer, endpoint: 'http://me:s3cret@host' | endpoint is not an http or https URL",
                "sqs | region: us-east-2, queue: argometer, accessKey: {name: q, key: id} | secretKey is missing",
                "sqs | region: us-east-2, queue: argometer, accessKey: {key: id}, secretKey: {} | accessKey.name is missing",
                "sqs | region: us-east-2, queue: argometer, roleARN: r | roleARN is not supported; with aws.credentials=default your own credentials are taken",
                "sns | region: eu-west-1, topicArn: 'arn:aws:sns:eu-west-1:111122223333:argometer' | webhook is missing",
                "sns | region: eu-west-1, topicArn: 'arn:aws:sns:eu-west-1:111122223333:argometer', webhook: {url: 7} | webhook.url: must be text (a number, true and false need quotes)",
                "sns | region: us-east-2, topicArn: argometer | topicArn = \"argometer\" is not the ARN of a topic",
                "sns | region: us-east-2, topicArn: 'arn:aws:sns:eu-west-1:111122223333:argometer' | region = \"us-east-2\" is not that of topicArn, eu-west-1"
            })
    void aFieldThatIsMissingOrCannotBeIsNamedByObjectAndField(String type, String entry, String wrong) {
        cluster.secret("q", Map.of("id", "AKQ"));
        cluster.source("aws-sqs", "sqs", type.equals("sqs") ? entry : SQS)
                .source("aws-sns", "sns", type.equals("sns") ? entry : SNS);

        assertThatThrownBy(() -> {
                    target(path().source(Channel.SQS));
                    target(path().source(Channel.SNS));
                })
                .isInstanceOf(NotReadyException.class)
                .hasMessage("EventSource argo-events/aws-%s: spec.%1$s.load.%s%s%1$s", type, wrong, EDIT);
    }

    @Test
    void aSourceWithoutAQueueIsNamedAsOne() {
        cluster.source("aws-sqs", "sqs", "region: us-east-2").source("aws-sns", "sns", SNS);
        assertThat(FakeCluster.path(client, configuration().settings()).missing())
                .extracting(Missing::what)
                .containsExactly(
                        "no EventSource takes events from sqs.queue = \"argometer\" (those of type sqs take from"
                                + " [EventSource argo-events/aws-sqs: spec.sqs.load.queue is missing])");
    }

    @Test
    void aSecretIsTakenAsArgoEventsTakesItOrRefusedByNameAndNeverShown() {
        cluster.secret("q", Map.of("id", "AKQ\n", "secret", "hidden value"))
                .secret("none", Map.of("id", "AKQ"))
                .source("aws-sqs", "sqs", SQS + ", " + KEYS.formatted("q"))
                .source("aws-sns", "sns", SNS + ", " + KEYS.formatted("none"));
        assertThat(AwsTarget.secret(
                        client,
                        path().source(Channel.SQS),
                        "accessKey",
                        path().source(Channel.SQS).spec().accessKey()))
                .isEqualTo("AKQ");
        assertThatThrownBy(() -> target(path().source(Channel.SQS)))
                .isInstanceOf(NotReadyException.class)
                .hasMessageStartingWith(
                        "key secret of Secret q in namespace argo-events, which EventSource aws-sqs/load"
                                + " names as secretKey, is empty or has blanks, ")
                .hasMessageNotContaining("hidden");
        assertThatThrownBy(() -> target(path().source(Channel.SNS)))
                .hasMessageStartingWith("there is no Secret none with a key secret in namespace argo-events");
        options.put("aws.credentials", "default");
        assertThat(target(path().source(Channel.SQS)).keys()).isEmpty();
    }

    @Test
    void aTriggerOrDependencyWithoutANameIsNamed() {
        cluster.source("aws-sqs", "sqs", SQS).source("aws-sns", "sns", SNS);
        cluster.argo("Sensor", "bad", """
                spec:
                  dependencies: [{name: sns, eventSourceName: aws-sns, eventName: load}, 7]
                  triggers: [{template: {http: {}}}, 7]""", "");
        assertThatThrownBy(this::path)
                .isInstanceOf(NotReadyException.class)
                .hasMessage("Sensor argo-events/bad: spec.triggers: template.name is missing"
                        + "\n  → kubectl -n argo-events edit sensors bad");
    }

    private EventPath path() {
        EventPath path = FakeCluster.path(client, configuration().settings());
        assertThat(path.missing()).isEqualTo(List.of());
        return path;
    }

    private AwsTarget target(Source source) {
        return AwsTarget.of(
                configuration(),
                source,
                client,
                ClusterAccess.of(configuration().settings(), client));
    }

    private Configuration configuration() {
        return Configuration.of(options, name -> null);
    }
}
