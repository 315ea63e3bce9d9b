package io.github.argometer.loadtest.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.cluster.FakeCluster;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import java.util.Map;
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

        assertThat(sqs.failedJobs()).containsExactly(new FailedJob("failed", "run-1-sqs-000007", 65));
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
}
