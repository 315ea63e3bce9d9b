package io.github.argometer.loadtest.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.cluster.RealQueues;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.send.Worker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run by two workers whose database is away from the start, so that its rows cannot be exported. */
@EnableKubernetesMockClient(crud = true)
@Timeout(120)
class TestRunTest {

    @TempDir
    private Path runs;

    private KubernetesClient client;
    private FakeWorkers system;
    private Path folder;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void twoWorkers() throws Exception {
        system = new FakeWorkers(client);
        folder = runs.resolve("run-1");
    }

    @AfterEach
    void end() {
        system.close();
    }

    @Test
    void theEvidenceIsThereThoughTheDatabaseIsAwayAtTheEnd() {
        system.workers.forEach(worker -> {
            worker.sent = new Worker.Sent(1, 1, 0, 0, 0, 0, 0);
            worker.finished = true;
        });
        TestRun test = loadTest();
        assertThatThrownBy(() -> test.run(system))
                .isInstanceOf(NotReadyException.class)
                .hasMessageStartingWith("the rows of run run-1 cannot be read");
        assertThat(Evidence.read(folder.resolve("cluster.json")).channel("sqs").queued())
                .isEqualTo(7);
        assertThat(WhatWasRun.read(folder).command()).isEqualTo("loadtest run --seed=1");
        assertThat(told()).doesNotContain("was cut short");
        Map<String, String> given = client.secrets()
                .inNamespace(FakeWorkers.NAMESPACE)
                .withName(FakeWorkers.JOB)
                .get()
                .getStringData();
        assertThat(given).containsEntry("SEND_SILENCE", "60").doesNotContainKey("SQS_QUEUE");
        assertThat(jobs()).contains(FakeWorkers.JOB);
    }

    @Test
    void aBusThatCannotBeReadIsToldAndTheRunGoesOn() {
        system.unreadableBus = "EventBus default is no JetStream bus";
        system.workers.forEach(worker -> worker.finished = true);
        assertThatThrownBy(() -> loadTest().run(system)).isInstanceOf(NotReadyException.class);
        assertThat(told()).contains("no bus.csv in this run: EventBus default is no JetStream bus");
        assertThat(folder.resolve("bus.csv")).doesNotExist();
        assertThat(folder.resolve("cluster.json")).exists();
    }

    /** Though workers send, and the bus does not tell. */
    @Test
    void metricsOfTheRunAreServedAsLongAsItGoesOn() throws Exception {
        FakeBacklogs backlogs = new FakeBacklogs();
        backlogs.busAway = true;
        system.backlogs = backlogs;
        TestRun test = loadTest(Map.of("run.timeout", "60"));
        CompletableFuture<Void> run = CompletableFuture.runAsync(
                () -> assertThatThrownBy(() -> test.run(system)).isInstanceOf(NotReadyException.class));
        URI page = page();
        await().atMost(10, SECONDS).untilAsserted(() -> assertThat(scraped(page))
                .contains(
                        "argometer_run_info{channels=\"sqs\",run=\"run-1\",version=\"0.1.0\"} 1",
                        "argometer_run_planned_messages{channel=\"sqs\"} 2.0",
                        "argometer_run_recorded_rows{channel=\"sqs\"} 0.0",
                        "argometer_jobs{state=\"active\"} 0.0",
                        "argometer_jobs_deleted_total 0.0",
                        "argometer_queue_messages{queue=\"argometer\"} 7.0",
                        "argometer_dead_letters{queue=\"argometer-dead\"} 2.0")
                .doesNotContain("argometer_send_", "argometer_bus_pending"));
        system.workers.forEach(worker -> worker.finished = true);
        interrupted.countDown();

        run.get(60, SECONDS);

        assertThat(told()).doesNotContain("was cut short");
        assertThat(backlogs.closed).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("look at argometer"));
        assertThatThrownBy(() -> scraped(page)).isInstanceOf(ConnectException.class);
    }

    @Test
    void metricsOfSendingStandBesideThoseOfTheRunWhereThisProcessSends() throws Exception {
        try (RealQueues queues = new RealQueues().create("argometer")) {
            TestRun test = loadTestTo(queues, "run.timeout", "60");
            CompletableFuture<Void> run = CompletableFuture.runAsync(
                    () -> assertThatThrownBy(() -> test.run(system)).isInstanceOf(NotReadyException.class));
            URI page = page();
            await().atMost(10, SECONDS).untilAsserted(() -> assertThat(scraped(page))
                    .contains(
                            "argometer_run_planned_messages{channel=\"sqs\"} 2.0",
                            "argometer_jobs{state=\"active\"} 0.0",
                            "argometer_send_messages_total{channel=\"sqs\",outcome=\"accepted\"} 2.0",
                            "argometer_send_lateness_seconds_count{channel=\"sqs\"} 2"));
            interrupted.countDown();
            run.get(60, SECONDS);
        }
    }

    @Test
    void sendsWhatWasPlannedThoughThePlansFileIsGoneSince(@TempDir Path plans) throws Exception {
        Path plan = Files.writeString(plans.resolve("plan.yaml"), "messages: 3\n");
        try (RealQueues queues = new RealQueues().create("argometer")) {
            TestRun test = loadTestTo(queues, "send.plan", plan.toString());
            Files.delete(plan);

            assertThatThrownBy(() -> test.run(system)).isInstanceOf(NotReadyException.class);

            assertThat(told()).contains("run run-1: 3 messages to sqs").doesNotContain("was cut short");
            assertThat(folder.resolve("plan.json")).content().contains("\"messages\" : 3,");
            assertThat(Files.readAllLines(folder.resolve("sent.csv")))
                    .filteredOn(line -> line.contains(",accepted,"))
                    .hasSize(3);
        }
    }

    @Test
    void anInterruptStopsTheWorkersAndFetchesWhatTheyHave() throws Exception {
        TestRun test = loadTest();
        CompletableFuture<Void> run = CompletableFuture.runAsync(
                () -> assertThatThrownBy(() -> test.run(system)).isInstanceOf(NotReadyException.class));
        await().atMost(30, SECONDS).until(() -> !system.workers.get(1).posts.isEmpty());
        system.workers.forEach(worker -> worker.finished = true);

        interrupted.countDown();
        run.get(60, SECONDS);

        system.workers.forEach(worker -> assertThat(worker.posts).hasSize(3).endsWith("stop ", "safe "));
        assertThat(folder.resolve("sent-0.csv")).hasContent(FakeWorkers.HEADER);
        assertThat(folder.resolve("sent-1.csv")).hasContent(FakeWorkers.HEADER);
        assertThat(folder.resolve("cluster.json")).exists();
        assertThat(folder.resolve("bus.csv")).hasContent("Sequence\n");
        assertThat(told()).contains("bus.csv lacks 2 events, which the bus did not keep\n");
        assertThat(test.exitCode(ExitCode.OK)).isEqualTo(ExitCode.NOT_AS_EXPECTED);
    }

    @Test
    void aRunThatCannotPassStopsSendingAndSaysWhy() throws Exception {
        TestRun test = loadTest(Map.of("run.abort-on-fail", "true", "run.abort-on-fail.period", "1"));
        CompletableFuture<Void> run = CompletableFuture.runAsync(
                () -> assertThatThrownBy(() -> test.run(system)).isInstanceOf(NotReadyException.class));
        await().atMost(30, SECONDS).until(() -> !system.workers.get(1).posts.isEmpty());
        system.workers.get(1).sent = new Worker.Sent(1, 0, 1, 0, 0, 0, 0);
        await().atMost(30, SECONDS).until(() -> told().contains("run.abort-on-fail"));
        system.workers.forEach(worker -> worker.finished = true);

        run.get(60, SECONDS);

        assertThat(Files.readString(folder.resolve("note.txt")))
                .matches(
                        "Sending was ended \\d+ s after the first message, since the run cannot pass \\(run.abort-on-fail\\):"
                                + " sqs  1 of 2 messages failed\n");
        system.workers.forEach(worker -> assertThat(worker.posts).hasSize(3).endsWith("stop ", "safe "));
        assertThat(folder.resolve("sent-1.csv")).hasContent(FakeWorkers.HEADER);
        assertThat(told()).doesNotContain("was cut short");
        assertThat(interrupted.getCount()).isEqualTo(1);
        assertThat(test.exitCode(ExitCode.OK)).isEqualTo(ExitCode.NOT_AS_EXPECTED);
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "true, 50"})
    void aRunGoesOnWhereThatIsNotWantedOrWithinTheLimit(String abort, String limit) {
        system.workers.get(1).sent = new Worker.Sent(1, 0, 1, 0, 0, 0, 0);
        TestRun test = loadTest(Map.of(
                "run.abort-on-fail",
                abort,
                "run.abort-on-fail.period",
                "1",
                "report.thresholds",
                "sqs.failed<=" + limit + "%"));
        system.workers.forEach(worker -> worker.finished = true);
        assertThatThrownBy(() -> test.run(system)).isInstanceOf(NotReadyException.class);

        assertThat(told()).contains("sqs sent 0/2 (1 failed)").doesNotContain("run.abort-on-fail");
        assertThat(folder.resolve("note.txt")).doesNotExist();
        assertThat(test.exitCode(ExitCode.OK)).isEqualTo(ExitCode.OK);
    }

    @Test
    void aWorkerThatFailsEndsTheRunWhichSaysSoAndStopsTheOthers() {
        system.workers.get(1).failure = "";
        TestRun test = loadTest();
        CompletableFuture<Void> run = CompletableFuture.runAsync(
                () -> assertThatThrownBy(() -> test.run(system)).isInstanceOf(NotReadyException.class));
        await().atMost(30, SECONDS).until(() -> !system.workers.get(1).posts.isEmpty());
        system.workers.get(0).finished = true;
        system.workers.get(1).finished = true;
        system.workers.get(1).failure = "the send ledger cannot be written: No space left on device";

        assertThat(run).succeedsWithin(60, SECONDS);

        String line = "This run was cut short: worker 1 (pod pod-1) has failed:"
                + " the send ledger cannot be written: No space left on device\n";
        assertThat(told()).contains(line);
        assertThat(folder.resolve("note.txt")).hasContent(line);
        assertThat(system.workers.get(0).posts).endsWith("stop ", "safe ");
        assertThat(folder.resolve("sent-1.csv")).hasContent(FakeWorkers.HEADER);
        assertThat(test.exitCode(ExitCode.NOT_AS_EXPECTED)).isEqualTo(ExitCode.UNFORESEEN);
    }

    @Test
    void withoutTheShippedTemplateNothingIsWritten() {
        client.v1()
                .podTemplates()
                .inNamespace(FakeWorkers.NAMESPACE)
                .withName("loadtest")
                .delete();
        assertThatThrownBy(() -> loadTest().run(system))
                .isInstanceOf(NotReadyException.class)
                .hasMessageStartingWith("there is no PodTemplate loadtest in namespace argometer-workers");
        assertThat(runs).isEmptyDirectory();
    }

    @Test
    void workersThatNeverAreReadyLeaveNeitherFilesNorAJob() {
        client.pods().inNamespace(FakeWorkers.NAMESPACE).withName("pod-1").delete();
        assertThatThrownBy(() -> loadTest().run(system))
                .isInstanceOf(NotReadyException.class)
                .hasMessageStartingWith("Job loadtest-run-1 has 1 of 2 pods");
        assertThat(runs).isEmptyDirectory();
        assertThat(jobs()).isEmpty();
    }

    private TestRun loadTest() {
        return loadTest(Map.of());
    }

    /** One that sends by itself, to a queue that is there. */
    private TestRun loadTestTo(RealQueues queues, String key, String value) {
        return loadTest(Map.of(
                key,
                value,
                "send.workers",
                "1",
                "sqs.queue-url",
                queues.at("argometer"),
                "sqs.endpoint",
                queues.url(),
                "sqs.region",
                "eu-west-3",
                "sqs.access-key",
                "test",
                "sqs.secret-key",
                "test"));
    }

    private TestRun loadTest(Map<String, String> more) {
        Configuration configuration = Configuration.of(
                        Map.ofEntries(
                                Map.entry("run.id", "run-1"),
                                Map.entry("runs.folder", runs.toString()),
                                Map.entry("send.messages", "2"),
                                Map.entry("send.seed", "1"),
                                Map.entry("send.channels", "sqs"),
                                Map.entry("send.workers", "2"),
                                Map.entry("send.delay.max", "0"),
                                Map.entry("workers.timeout", "1"),
                                Map.entry("ready.timeout", "2"),
                                Map.entry("run.timeout", "3"),
                                Map.entry("run.poll", "100"),
                                Map.entry("export.patience", "0"),
                                Map.entry("http.host", "localhost"),
                                Map.entry("clean.timeout", "0")),
                        name -> null)
                .with(more);
        return new TestRun(
                configuration,
                PlanReader.plan(configuration.settings(), Clock.systemUTC()),
                new WhatWasRun("loadtest run --seed=1", Map.of("argometer", "0.1.0"), Map.of(), Map.of()),
                interrupted,
                new PrintStream(told, true, StandardCharsets.UTF_8));
    }

    /** Where the run says that its metrics are. */
    private URI page() {
        await().atMost(30, SECONDS).until(() -> told().contains("/observe/metrics\n"));
        return URI.create(told().replaceAll("(?s).*metrics: (http://localhost:\\d+/observe/metrics)\n.*", "$1"));
    }

    private static String scraped(URI page) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Iterable<String> jobs() {
        return client.batch().v1().jobs().inNamespace(FakeWorkers.NAMESPACE).list().getItems().stream()
                .map((Job job) -> job.getMetadata().getName())
                .toList();
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
