package io.github.argometer.loadtest.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.cluster.FakeCluster;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class JobWitnessTest {

    private KubernetesMockServer server;
    private KubernetesClient client;

    /** All are made within a second, which is all that their times tell. */
    @Test
    void theJobsOfARunAreToldFromThoseBeforeItWithoutAClock() {
        Settings settings = FakeCluster.settings(Map.of("run.id", "run-1"));
        FakeCluster cluster = new FakeCluster(server, client);
        cluster.job("before", "nothing readable", "Failed").job("running", "run-0-sqs-000001", "Suspended");
        JobWitness witness = new JobWitness(client, settings);
        cluster.job("failed", "run-1-sqs-000007", "Failed").job("slow", "run-1-sqs-000008", "Suspended");

        ChannelEvidence sqs = witness.get().channel("sqs");

        assertThat(sqs.failedJobs())
                .extracting(FailedJob::name, FailedJob::eventId, FailedJob::exitCode)
                .containsExactly(tuple("failed", "run-1-sqs-000007", 65));
        assertThat(sqs.jobsActive()).isEqualTo(1);
    }

    @Test
    void whereTheJobsBeforeAreNotKnownNeitherAreTheRuns() {
        Settings settings = FakeCluster.settings(Map.of("run.id", "run-1"));
        server.expect()
                .get()
                .withPath("/apis/batch/v1/namespaces/argometer-jobs/jobs"
                        + "?labelSelector=app.kubernetes.io%2Fname%3Drecorder-job&limit=50")
                .andReturn(403, new StatusBuilder().withCode(403).build())
                .once();
        JobWitness witness = new JobWitness(client, settings);

        assertThat(witness.get()).isEqualTo(Evidence.NONE);
    }

    @Test
    void aFailedJobTellsItsReasonAndTheLastLinesOfItsLastPodHarmlessAndCut() {
        JobWitness witness = new JobWitness(client, FakeCluster.settings(Map.of("run.id", "run-1")));
        new FakeCluster(server, client).job("failed", "run-1-sqs-000007", "Failed");
        client.batch()
                .v1()
                .jobs()
                .inNamespace("argometer-jobs")
                .withName("failed")
                .editStatus(job -> {
                    job.getStatus().getConditions().get(0).setReason("BackoffLimitExceeded");
                    job.getStatus().getConditions().get(0).setMessage("Job has reached the specified backoff limit");
                    return job;
                });
        // The mock would give all pods the time of their making.
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/argometer-jobs/pods?labelSelector=job-name%3Dfailed")
                .andReturn(
                        200,
                        new PodListBuilder()
                                .withItems(
                                        FakeCluster.endedPod("failed", "a-later", "2026-11-27T01:58:44Z", 69),
                                        FakeCluster.endedPod("failed", "b-earlier", "2026-11-27T01:58:40Z", 73))
                                .build())
                .always();
        log("a-later", 200, "one\n\n\tat two\n\u001b[31mred\n" + "x".repeat(301) + "\n");

        assertThat(witness.of(new Flow(Channel.SQS, "")).failedJobs())
                .containsExactly(new FailedJob(
                        "failed",
                        "run-1-sqs-000007",
                        69,
                        "BackoffLimitExceeded: Job has reached the specified backoff limit",
                        List.of("one", " at two", "\\u001b[31mred", "x".repeat(300) + "…"),
                        null));
    }

    @Test
    void withoutTheRightToALogThatIsSaidAndTheRestIsKnown() {
        JobWitness witness = new JobWitness(client, FakeCluster.settings(Map.of("run.id", "run-1")));
        new FakeCluster(server, client).job("failed", "run-1-sqs-000007", "Failed");
        log(
                "failed-pod",
                403,
                new StatusBuilder()
                        .withCode(403)
                        .withMessage("pods \"failed-pod\" is forbidden")
                        .build());

        FailedJob failed = witness.of(new Flow(Channel.SQS, "")).failedJobs().get(0);

        assertThat(failed.exitCode()).isEqualTo(65);
        assertThat(failed.log()).isNull();
        assertThat(failed.noLog()).contains("failed-pod", "forbidden");
    }

    @Test
    void aFailedJobWhosePodsAreGoneSaysSo() {
        JobWitness witness = new JobWitness(client, FakeCluster.settings(Map.of("run.id", "run-1")));
        new FakeCluster(server, client).job("failed", "run-1-sqs-000007", "Failed");
        client.pods().inNamespace("argometer-jobs").delete();

        assertThat(witness.of(new Flow(Channel.SQS, "")).failedJobs())
                .containsExactly(
                        new FailedJob("failed", "run-1-sqs-000007", null, null, null, "no pod of it that ran is left"));
    }

    @Test
    void onlyTheFirstLogsAreAskedFor() {
        JobWitness witness = new JobWitness(client, FakeCluster.settings(Map.of("run.id", "run-1")));
        for (int number = 10; number < 31; number++) {
            new FakeCluster(server, client).job("failed-" + number, "run-1-sqs-0000" + number, "Failed");
            log("failed-" + number + "-pod", 200, "bad");
        }

        List<FailedJob> failed = witness.of(new Flow(Channel.SQS, "")).failedJobs();

        assertThat(failed).hasSize(21);
        assertThat(failed.subList(0, 20))
                .allSatisfy(job -> assertThat(job.log()).containsExactly("bad"));
        assertThat(failed.get(20).log()).isNull();
        assertThat(failed.get(20).noLog()).isEqualTo("only the logs of the first 20 failed Jobs are read");
    }

    @Test
    void asksForALogWithoutWaitingForThePod() throws Exception {
        JobWitness witness = new JobWitness(client, FakeCluster.settings(Map.of("run.id", "run-1")));
        new FakeCluster(server, client).job("failed", "run-1-sqs-000001", "Failed");
        log("failed-pod", 200, "bad");
        requests();

        witness.of(new Flow(Channel.SQS, "")).failedJobs();

        assertThat(requests())
                .as("a wait lists the pod by its name, and then watches it")
                .anyMatch(path -> path.contains("/pods/failed-pod/log"))
                .noneMatch(path -> path.contains("fieldSelector") || path.contains("watch="));
    }

    /** The paths of all requests since the last time. */
    private List<String> requests() throws InterruptedException {
        List<String> paths = new ArrayList<>();
        for (var next = server.takeRequest(1, TimeUnit.SECONDS);
                next != null;
                next = server.takeRequest(1, TimeUnit.SECONDS)) {
            paths.add(next.getPath());
        }
        return paths;
    }

    private void log(String pod, int code, Object answer) {
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/argometer-jobs/pods/%s/log".formatted(pod)
                        + "?container=recorder-job&limitBytes=65536&tailLines=10")
                .andReturn(code, answer)
                .always();
    }
}
