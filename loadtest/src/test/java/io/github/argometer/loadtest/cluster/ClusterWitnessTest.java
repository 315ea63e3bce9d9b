package io.github.argometer.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import io.github.argometer.loadtest.evidence.Evidence.Restart;
import io.github.argometer.loadtest.evidence.Evidence.Verdict;
import io.github.argometer.plan.PlanReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true)
class ClusterWitnessTest {

    private KubernetesMockServer server;
    private KubernetesClient client;

    @TempDir
    private Path folder;

    /** Where the sources name no endpoint, the AWS SDK's default credentials are used. */
    @BeforeEach
    void credentials() {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @AfterEach
    void noCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void saysWhatTheRunChangedAndNothingElse() throws Exception {
        FakeCluster cluster =
                new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        cluster.pod("argometer", "recorder-http-1", Map.of("app.kubernetes.io/name", "recorder-http"), true);
        recorder(0, 0, 0);
        recorder(0, 0, 0);
        metrics(
                "aws-sqs-1",
                "argo_events_events_sent_total{event_name=\"load\",eventsource_name=\"aws-sqs\"}",
                100,
                340);
        metrics("aws-sns-1", "argo_events_events_sent_total{event_name=\"other\",eventsource_name=\"aws-sns\"}", 7, 9);
        metrics(
                "sqs-job-1",
                "argo_events_action_triggered_total{sensor_name=\"sqs-job\",trigger_name=\"job\"}",
                50,
                90);
        metrics(
                "sns-http-1",
                "argo_events_action_retries_failed_total{sensor_name=\"sns-http\",trigger_name=\"http\"}",
                3,
                5);
        bus(7, 247);
        cluster.job("anothers", "run-0-sqs-000007", "Failed");
        ClusterWitness witness = witness("http://127.0.0.1:1");
        cluster.job("bad", "run-1-sqs-000007", "Failed");
        cluster.job("good", "run-1-sqs-000008", "Complete");
        cluster.job("slow", "run-1-sqs-000009", "Suspended");

        witness.get().write(folder.resolve("cluster.json"));
        Evidence evidence = Evidence.read(folder.resolve("cluster.json"));

        ChannelEvidence sqs = evidence.channel("sqs");
        assertThat(sqs.sourceSent()).isEqualTo(240);
        assertThat(sqs.sourceFailed()).isZero();
        assertThat(sqs.triggered()).isEqualTo(40);
        assertThat(sqs.triggerFailed()).isZero();
        assertThat(sqs.busPending()).isEqualTo(5);
        assertThat(sqs.busDropped()).isZero();
        assertThat(sqs.jobsActive()).isEqualTo(1);
        assertThat(sqs.failedJobs())
                .extracting(FailedJob::name, FailedJob::eventId, FailedJob::exitCode)
                .containsExactly(tuple("bad", "run-1-sqs-000007", 65));
        assertThat(sqs.verdicts())
                .contains(new Verdict(4, "Ankur", "passes", "passes"))
                .hasSize(6);
        assertThat(sqs.queued()).as("the queue cannot be asked").isNull();
        assertThat(sqs.deadLetters()).as("nor for its dead letters").isNull();
        ChannelEvidence sns = evidence.channel("sns");
        assertThat(sns.sourceSent()).as("another entry's events are not ours").isZero();
        assertThat(sns.triggerFailed()).isEqualTo(2);
        assertThat(sns.busPending()).as("a consumer that is not there").isNull();
    }

    @Test
    void anEventThatTheRecorderRefusedIsATriggerThatFailed() {
        new FakeCluster(server, client)
                .bus()
                .sqsSource()
                .snsSource()
                .sensors()
                .pod("argometer", "recorder-http-1", Map.of("app.kubernetes.io/name", "recorder-http"), true);
        metrics(
                "sns-http-1",
                "argo_events_action_triggered_total{sensor_name=\"sns-http\",trigger_name=\"http\"}",
                50,
                90);
        recorder(1, 2, 9);
        recorder(3, 5, 700);

        ChannelEvidence sns = witness("http://127.0.0.1:1").get().channel("sns");

        assertThat(sns.triggered()).isEqualTo(35);
        assertThat(sns.triggerFailed()).isEqualTo(5);
    }

    @Test
    void moreRefusedThanWereTriggeredIsNotOfThisRun() {
        new FakeCluster(server, client)
                .bus()
                .sqsSource()
                .snsSource()
                .sensors()
                .pod("argometer", "recorder-http-1", Map.of("app.kubernetes.io/name", "recorder-http"), true);
        metrics(
                "sns-http-1",
                "argo_events_action_triggered_total{sensor_name=\"sns-http\",trigger_name=\"http\"}",
                50,
                52);
        recorder(1, 2, 9);
        recorder(3, 5, 700);

        assertThat(witness("http://127.0.0.1:1").get().channel("sns").triggered())
                .isNull();
    }

    @Test
    void anEventThatCouldNotBePutOnTheBusIsCountedOnce() {
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        String labels = "{event_name=\"load\",eventsource_name=\"aws-sqs\"} ";
        String failed = "argo_events_events_sent_failed_total%1$s%2$d\nargo_events_events_processing_failed_total%1$s";
        metrics("aws-sqs-1", failed.formatted(labels, 1).stripTrailing(), 1, 4);

        assertThat(witness("http://127.0.0.1:1").get().channel("sqs").sourceFailed())
                .isEqualTo(3);
    }

    @Test
    void tenFailuresOfTheSourceHideNoTenOfTheTrigger() {
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        String source = """
                argo_events_event_processing_duration_milliseconds_sum{event_name="load",eventsource_name="aws-sns"} 95
                argo_events_event_processing_duration_milliseconds_count{event_name="load",eventsource_name="aws-sns"} %1$d
                argo_events_events_sent_total{event_name="load",eventsource_name="aws-sns"} 90
                argo_events_events_sent_failed_total{event_name="load",eventsource_name="aws-sns"} %2$d
                argo_events_events_processing_failed_total{event_name="load",eventsource_name="aws-sns"}""";
        metrics("aws-sns-1", source.formatted(90, 0), source.formatted(100, 10), 0, 10);
        metrics(
                "sns-http-1",
                "argo_events_action_retries_failed_total{sensor_name=\"sns-http\",trigger_name=\"http\"}",
                0,
                10);
        recorderThatRefusesNothing();

        ChannelEvidence sns = witness("http://127.0.0.1:1").get().channel("sns");

        assertThat(List.of(sns.sourceFailed(), sns.triggerFailed(), sns.sourceReceived()))
                .containsExactly(10L, 10L, 10L);
    }

    @Test
    void whatAQueuesSourceCouldNotPutOnTheBusComesBackAndIsNotLost() {
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        String labels = "{event_name=\"load\",eventsource_name=\"aws-sqs\"} ";
        String failed = "argo_events_events_sent_failed_total%1$s%2$d\nargo_events_events_processing_failed_total%1$s";
        metrics(
                "aws-sqs-1",
                failed.formatted(labels, 1).stripTrailing(),
                failed.formatted(labels, 11).stripTrailing(),
                4,
                17);

        assertThat(witness("http://127.0.0.1:1").get().channel("sqs").sourceFailed())
                .isEqualTo(3);
    }

    @Test
    void aTriggerThatIsTriedOnceFailsByItsOneAttempt() {
        FakeCluster cluster = new FakeCluster(server, client).bus().sqsSource().snsSource();
        cluster.sensors("atLeastOnce: false");
        String trigger = """
                argo_events_action_failed_total{sensor_name="sns-http",trigger_name="http"} %d
                argo_events_action_retries_failed_total{sensor_name="sns-http",trigger_name="http"}""";
        metrics("sns-http-1", trigger.formatted(1), trigger.formatted(8), 0, 0);
        recorderThatRefusesNothing();

        assertThat(witness("http://127.0.0.1:1").get().channel("sns").triggerFailed())
                .isEqualTo(7);
    }

    @Test
    void aTriggerThatIsTriedAgainFailsOnceItsAttemptsAreOver() {
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        String trigger = """
                argo_events_action_failed_total{sensor_name="sns-http",trigger_name="http"} %d
                argo_events_action_retries_failed_total{sensor_name="sns-http",trigger_name="http"}""";
        metrics("sns-http-1", trigger.formatted(1), trigger.formatted(8), 0, 2);
        recorderThatRefusesNothing();

        assertThat(witness("http://127.0.0.1:1").get().channel("sns").triggerFailed())
                .isEqualTo(2);
    }

    @Test
    void aTriggerThatHearsASourceTwiceCountsOnce() {
        new FakeCluster(server, client)
                .bus()
                .sqsSource()
                .snsSource()
                .argo("Sensor", "twice", """
                        spec:
                          dependencies:
                            - {name: one, eventSourceName: aws-sns, eventName: load}
                            - {name: other, eventSourceName: aws-sns, eventName: load}
                          triggers: [{atLeastOnce: true, template: {name: http}}]""", "status: {}")
                .pod("argo-events", "twice-1", Map.of("sensor-name", "twice"), true);
        metrics("twice-1", "argo_events_action_triggered_total{sensor_name=\"twice\",trigger_name=\"http\"}", 5, 9);
        recorderThatRefusesNothing();

        assertThat(witness("http://127.0.0.1:1").get().channel("sns").triggered())
                .isEqualTo(4);
    }

    @Test
    void theBusSaysHowFarItWasAndWhetherItIsAnother() {
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        busMade("2026-11-26T10:00:00.1Z", "2026-11-26T10:00:01Z");
        busMade("2026-11-26T10:00:00.1Z", "2026-11-26T10:00:01Z");
        ChannelEvidence same = witness("http://127.0.0.1:1").get().channel("sqs");
        assertThat(List.of(same.busFirst(), same.busAcknowledged())).containsExactly(1L, 40L);
        assertThat(same.busAnew()).isFalse();

        busMade("2026-11-26T10:00:00.1Z", "2026-11-26T10:00:01Z");
        busMade("2026-11-26T10:00:00.1Z", "2026-11-26T10:07:00Z");
        assertThat(witness("http://127.0.0.1:1").get().channel("sqs").busAnew())
                .as("the server has started again, and its consumer counts on")
                .isFalse();

        busMade("2026-11-26T10:00:00.1Z", "2026-11-26T10:00:01Z");
        look(3, "2026-11-26T10:00:00.1Z", "2026-11-26T10:07:00Z");
        assertThat(witness("http://127.0.0.1:1").get().channel("sqs").busAnew())
                .as("the consumer counts from the beginning")
                .isTrue();

        busMade("2026-11-26T10:00:00.1Z", "2026-11-26T10:00:01Z");
        busMade("2026-11-26T10:06:00Z", "2026-11-26T10:00:01Z");
        assertThat(witness("http://127.0.0.1:1").get().channel("sqs").busAnew())
                .as("the stream")
                .isTrue();
        assertThat(witness("http://127.0.0.1:1").get().channel("sns").busAnew())
                .as("no consumer")
                .isNull();
    }

    @Test
    void whatCameAndWasNeverGivenToASensorThatWentOnWasDroppedByTheBus() {
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        metrics(
                "aws-sqs-1",
                "argo_events_events_sent_total{event_name=\"load\",eventsource_name=\"aws-sqs\"}",
                100,
                340);
        bus(7, 240);

        ChannelEvidence sqs = witness("http://127.0.0.1:1").get().channel("sqs");

        assertThat(sqs.busDropped()).isEqualTo(7);
    }

    @Test
    void deadLettersOfTheRunAreThoseThatCameDuringIt() {
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        try (RealQueues queues = new RealQueues()) {
            queues.withDeadLetters("argometer", "argometer-dead").send("argometer-dead", "of an earlier run");
            ClusterWitness witness = witness(queues.url());
            queues.giveUp("argometer", "bad").giveUp("argometer", "worse").send("argometer", "good");

            ChannelEvidence sqs = witness.get().channel("sqs");

            assertThat(List.of(sqs.deadLetters(), sqs.deadLetterQueue())).containsExactly(2L, "argometer-dead");
            assertThat(sqs.queued()).isEqualTo(1);
        }
    }

    @Test
    void aQueueWithoutDeadLetterQueueHasGivenUpNothing() {
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        try (RealQueues queues = new RealQueues()) {
            queues.create("argometer");

            ChannelEvidence sqs = witness(queues.url()).get().channel("sqs");

            assertThat(sqs.deadLetters()).isZero();
            assertThat(sqs.deadLetterQueue()).isNull();
        }
    }

    @Test
    void deadLettersAreNotKnownWhereTheirQueueCouldNotBeAskedOnce() {
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        try (RealQueues queues = new RealQueues()) {
            queues.withDeadLetters("argometer", "argometer-dead");
            ClusterWitness witness = witness(queues.url());
            queues.delete("argometer-dead");

            ChannelEvidence sqs = witness.get().channel("sqs");

            assertThat(sqs.deadLetters()).isNull();
            assertThat(sqs.deadLetterQueue()).isNull();
            assertThat(sqs.queued()).as("the queue itself still tells").isZero();
        }
    }

    @Test
    void deadLettersAreNotKnownWhereTheQueueWasGivenAnotherQueueForThem() {
        new FakeCluster(server, client).bus().sqsSource().snsSource().sensors();
        try (RealQueues queues = new RealQueues()) {
            queues.create("argometer");
            ClusterWitness witness = witness(queues.url());
            queues.delete("argometer").withDeadLetters("argometer", "argometer-dead");

            assertThat(witness.get().channel("sqs").deadLetters()).isNull();
        }
    }

    @Test
    void containersThatStartedAgainDuringTheRunAreNamedWithTimeAndReason() {
        new FakeCluster(server, client)
                .bus()
                .sqsSource()
                .snsSource()
                .sensors()
                .service("argometer", "recorder-http", 80)
                .service("argometer", "mysql", 3306)
                .pod("argo-events", "controller-manager-1", Map.of("app", "controller-manager"), true)
                .pod("argo-events", "somebody-elses", Map.of("app", "other"), true)
                .neighbour()
                .pod("argometer", "recorder-http-1", Map.of("app.kubernetes.io/name", "recorder-http"), true)
                .pod("argometer", "mysql-0", Map.of("app.kubernetes.io/name", "mysql"), true)
                .pod("argometer", "a-job", Map.of("job-name", "a-job"), true);
        List<String> names = List.of("aws-sqs-1", "sqs-job-1", "controller-manager-1", "somebody-elses", "theirs-1");
        names.forEach(name -> status("argo-events", name, 1, null));
        status("argo-events", "eventbus-default-js-0", 0, null);
        status("argometer", "recorder-http-1", 0, null);
        status("argometer", "mysql-0", 3, null);
        ClusterWitness witness = witness("http://127.0.0.1:1");
        status("argo-events", "somebody-elses", 9, "2026-11-25T10:00:00Z");
        status("argo-events", "theirs-1", 9, "2026-11-25T10:00:00Z");
        status("argo-events", "theirs-2", 9, "2026-11-25T10:00:00Z");
        status("argo-events", "sqs-job-1", 2, "2026-11-25T10:00:03Z");
        status("argometer", "mysql-0", 4, "2026-11-25T10:00:01Z");
        status("argometer", "a-job", 1, "2026-11-25T10:00:02Z");
        client.pods().inNamespace("argometer").withName("recorder-http-1").delete();
        new FakeCluster(server, client)
                .pod("argometer", "recorder-http-2", Map.of("app.kubernetes.io/name", "recorder-http"), true);
        status("argometer", "recorder-http-2", 0, null);

        assertThat(witness.get().restarts())
                .containsExactly(
                        new Restart("mysql-0", "main", "2026-11-25T10:00:01Z", "OOMKilled, exit code 137"),
                        new Restart("sqs-job-1", "main", "2026-11-25T10:00:03Z", "OOMKilled, exit code 137"),
                        new Restart("recorder-http-2", "main", "2026-11-25T11:00:00Z", "a new pod"));
    }

    /** The pod's one container, which runs, has started again so often, the last time since one ended at {@code ended}. */
    private void status(String namespace, String pod, int restarts, String ended) {
        client.pods().inNamespace(namespace).withName(pod).edit(old -> new PodBuilder(old)
                .editStatus()
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("main")
                        .withRestartCount(restarts)
                        .withNewState()
                        .withNewRunning("2026-11-25T11:00:00Z")
                        .endState()
                        .withLastState(
                                ended == null
                                        ? null
                                        : new ContainerStateBuilder()
                                                .withNewTerminated()
                                                .withReason("OOMKilled")
                                                .withExitCode(137)
                                                .withFinishedAt(ended)
                                                .endTerminated()
                                                .build())
                        .build())
                .endStatus()
                .build());
    }

    private ClusterWitness witness(String aws) {
        Configuration configuration = Configuration.of(
                Map.of(
                        "run.id",
                        "run-1",
                        "aws.endpoint.override",
                        "true",
                        "aws.endpoint.url",
                        aws,
                        "cluster.access",
                        "direct"),
                name -> null);
        return new ClusterWitness(
                client,
                configuration,
                ClusterAccess.of(configuration.settings(), client),
                PlanReader.plan(configuration.settings(), Clock.systemUTC()));
    }

    private void metrics(String pod, String counter, int before, int after) {
        metrics(pod, counter, counter, before, after);
    }

    private void metrics(String pod, String counterBefore, String counterAfter, int before, int after) {
        String path = "/api/v1/namespaces/argo-events/pods/%s:7777/proxy/metrics".formatted(pod);
        server.expect()
                .get()
                .withPath(path)
                .andReturn(200, counterBefore + " " + before + "\n")
                .once();
        server.expect()
                .get()
                .withPath(path)
                .andReturn(200, counterAfter + " " + after + "\n")
                .once();
    }

    /** What the recorder's next look tells of bad events, too long ones, and those of whom it does not know. */
    private void recorder(int bad, int tooLong, int stranger) {
        String line = "argometer_recorder_responses_total{code=\"%d\"} %d.0\n";
        String metrics = (line + line + line).formatted(400, bad, 401, stranger, 413, tooLong);
        String path = "/api/v1/namespaces/argometer/pods/recorder-http-1:8080/proxy/observe/metrics";
        server.expect().get().withPath(path).andReturn(200, metrics).once();
    }

    private void recorderThatRefusesNothing() {
        new FakeCluster(server, client)
                .pod("argometer", "recorder-http-1", Map.of("app.kubernetes.io/name", "recorder-http"), true);
        recorder(0, 0, 0);
        recorder(0, 0, 0);
    }

    /** The consumer of sqs-job was given so many events before the run, and after it. */
    private void bus(int before, int after) {
        look(before, "2026-11-26T10:00:00Z", "2026-11-26T10:00:01Z");
        look(after, "2026-11-26T10:00:00Z", "2026-11-26T10:00:01Z");
    }

    /** The next look at the bus finds a stream and a consumer that were made then. */
    private void busMade(String stream, String consumer) {
        look(7, stream, consumer);
    }

    private void look(int delivered, String stream, String consumer) {
        for (int replica = 0; replica < 3; replica++) {
            String path = "/api/v1/namespaces/argo-events/pods/eventbus-default-js-%d:8222/proxy/jsz?consumers=true"
                    .formatted(replica);
            server.expect()
                    .get()
                    .withPath(path)
                    .andReturn(200, monitoring(replica == 1, delivered, stream, consumer))
                    .once();
        }
    }

    private static String monitoring(boolean leads, int delivered, String stream, String consumer) {
        return """
                {"account_details": [{"stream_detail": [{"name": "default", "created": "%s", "state": {"first_seq": 1},
                  "consumer_detail": [{"name": "group-1532643290", "created": "%s", "num_pending": %d, "num_ack_pending": 1,
                    "delivered": {"consumer_seq": %d}, "ack_floor": {"stream_seq": %d}}]}]}]}""".formatted(stream, consumer, leads ? 4 : 90, delivered, leads ? 40 : 2);
    }
}
