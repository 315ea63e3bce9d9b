package io.github.argometer.loadtest.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.plan.Channel;
import io.github.argometer.send.Worker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true)
@Timeout(60)
class WorkersTest {

    private static final Worker.Sent ALL = new Worker.Sent(1, 1, 0, 0, 0, 0, 0);

    @TempDir
    private Path folder;

    private KubernetesClient client;
    private FakeWorkers system;
    private FakeWorkers.FakeWorker first;
    private FakeWorkers.FakeWorker second;
    private Workers workers;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void twoWorkers() throws Exception {
        system = new FakeWorkers(client);
        first = system.workers.get(0);
        second = system.workers.get(1);
        client.resource(new JobBuilder()
                        .withNewMetadata()
                        .withNamespace(FakeWorkers.NAMESPACE)
                        .withName(FakeWorkers.JOB)
                        .endMetadata()
                        .build())
                .create();
        workers = awaited();
    }

    @AfterEach
    void end() {
        system.close();
    }

    @Test
    void startAtTheSameTimeByTheirOwnClocks() throws Exception {
        first.ahead = Duration.ofHours(-10);
        second.ahead = Duration.ofHours(-10);
        Instant before = Instant.now().minus(Duration.ofHours(10));
        workers.start();
        Instant after = Instant.now().minus(Duration.ofHours(10));

        assertThat(first.posts).isEqualTo(second.posts).hasSize(1);
        assertThat(Instant.parse(first.posts.get(0).replace("start ", "")))
                .isBetween(before.plusSeconds(1), after.plusSeconds(3));
        assertThat(workers.clock().offsetMicros()).isCloseTo(-36_000_000_000L, within(1_000_000L));
        assertThat(new Clocks(new Clocks.Offset(5_000_000, 100), List.of()).seenBy(new Clocks.Offset(2_000_000, 50)))
                .isEqualTo(new Clocks(new Clocks.Offset(3_000_000, 150), List.of()));
        assertThat(told()).isEmpty();
    }

    @Test
    void clocksThatAreApartAreTold() throws Exception {
        second.ahead = Duration.ofSeconds(60);
        workers.start();
        assertThat(told()).matches("the workers' clocks are (59|60),[0-9]{3} ms apart: each starts by its own\n");
    }

    @Test
    void aConnectionThatBreaksIsMadeAgain() throws Exception {
        workers.start();
        second.cutOff.set(2);
        second.sent = ALL;
        await().atMost(10, SECONDS)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() ->
                        assertThat(workers.sent().get(Channel.SQS)).isEqualTo(new Worker.Sent(2, 1, 0, 0, 0, 0, 0)));

        first.finished = true;
        second.finished = true;
        first.cutOff.set(2);
        second.cutOff.set(2);
        workers.stop();

        assertThat(told()).isEmpty();
        assertThat(folder.resolve("sent-0.csv")).hasContent(FakeWorkers.HEADER);
        assertThat(folder.resolve("sent-1.csv")).hasContent(FakeWorkers.HEADER);
        assertThat(second.posts).endsWith("stop ", "safe ");
        assertThat(job()).as("its pods end by themselves").isTrue();
    }

    @Test
    void oneThatIsSilentEndsTheWaitAndTheOthersLedgerIsFetched() throws Exception {
        workers.start();
        second.silent = true;
        await().atMost(30, SECONDS).untilAsserted(() -> assertThatThrownBy(() -> workers.sent())
                .isInstanceOf(IOException.class)
                .hasMessage("worker 1 (pod pod-1) has not answered for 1 s: /send/progress got no answer within 1 s"));

        first.finished = true;
        workers.stop();

        assertThat(folder.resolve("sent-0.csv")).hasContent(FakeWorkers.HEADER);
        assertThat(folder.resolve("sent-1.csv")).doesNotExist();
        assertThat(folder.resolve("sent-1.csv.missing"))
                .hasContent("worker 1 (pod pod-1): /send/stop got no answer within 1 s");
        assertThat(told())
                .isEqualTo("worker 1 (pod pod-1) cannot be ended in order: /send/stop got no answer within 1 s\n");
        assertThat(job()).as("nothing goes on sending").isFalse();
    }

    @Test
    void oneThatCannotWriteItsLedgerEndsTheWait() throws Exception {
        workers.start();
        second.failure = "the send ledger cannot be written: No space left on device";
        assertThatThrownBy(() -> workers.sent())
                .hasMessage("worker 1 (pod pod-1) has failed:"
                        + " the send ledger cannot be written: No space left on device");
    }

    @Test
    void oneThatStartsAgainAfterItHasSentAllIsNoFailure() throws Exception {
        workers.start();
        first.sent = ALL;
        second.sent = ALL;
        workers.sent();
        second.failure = "it was started again, and sends nothing more";
        assertThat(workers.sent().get(Channel.SQS).accepted()).isEqualTo(2);
    }

    @Test
    void oneThatNeverFinishesIsNotWaitedForForEver() throws Exception {
        workers.start();
        first.finished = true;
        workers.stop();
        assertThat(second.posts).endsWith("stop ", "safe ");
        assertThat(folder.resolve("sent-1.csv")).hasContent(FakeWorkers.HEADER);
    }

    @Test
    void oneThatFailedBeforeTheStartIsNotReady() {
        second.failure = "it was started again, and sends nothing more";
        assertThatThrownBy(this::awaited)
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("Job loadtest-run-1 has failed before the start: it was started again");
    }

    @Test
    void whateverEndsTheRunNoPodGoesOnSending() throws Exception {
        workers.start();
        first.silent = true;
        second.silent = true;
        workers.close();
        assertThat(job()).isFalse();
        assertThat(told()).contains("worker 0 (pod pod-0) cannot be ended", "worker 1 (pod pod-1) cannot be ended");
    }

    @Test
    void allAreStoppedBeforeOneIsWaitedFor() throws Exception {
        system.add(68);
        system.workers.forEach(worker -> worker.finished = true);
        workers = awaited(Duration.ofSeconds(10));
        workers.start();
        workers.stop();
        assertThat(system.order.lastIndexOf("stop")).isLessThan(system.order.indexOf("safe"));
        assertThat(system.order).filteredOn("stop"::equals).hasSize(70);
        assertThat(system.order).filteredOn("safe"::equals).hasSize(70);
    }

    private Workers awaited() throws Exception {
        return awaited(Duration.ofSeconds(1));
    }

    private Workers awaited(Duration patience) throws Exception {
        PrintStream err = new PrintStream(told, true, StandardCharsets.UTF_8);
        WorkerJob job = new WorkerJob(FakeWorkers.NAMESPACE, FakeWorkers.JOB, system.workers.size());
        Workers workers = new Workers(system, job, folder, patience, err);
        workers.await(new Readiness(Duration.ofSeconds(10), new CountDownLatch(1), missing -> {}));
        return workers;
    }

    private boolean job() {
        return client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(FakeWorkers.NAMESPACE)
                        .withName(FakeWorkers.JOB)
                        .get()
                != null;
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
