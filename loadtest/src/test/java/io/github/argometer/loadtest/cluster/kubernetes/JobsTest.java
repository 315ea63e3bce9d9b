package io.github.argometer.loadtest.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.cluster.FakeCluster;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Jobs of a run where their list has expired before its second page was asked for. */
@EnableKubernetesMockClient
class JobsTest {

    private static final String JOBS = "/apis/batch/v1/namespaces/argometer-jobs/jobs?";
    private static final String QUERY = "labelSelector=app.kubernetes.io%2Fname%3Drecorder-job";

    private final Settings settings = FakeCluster.settings(Map.of("clean.page", "2", "run.id", "run"));

    KubernetesMockServer server;
    KubernetesClient client;
    private JobWitness witness;

    @BeforeEach
    void listExpires() {
        server.expect()
                .get()
                .withPath(JOBS + QUERY + "&limit=2")
                .andReturn(
                        200,
                        new JobListBuilder()
                                .withMetadata(new ListMetaBuilder().build())
                                .build())
                .once();
        witness = new JobWitness(client, settings);
        Job going = job("b", "Complete");
        going.getMetadata().setDeletionTimestamp("2026-11-25T15:00:00Z");
        List<Job> jobs = List.of(job("a", "Failed"), going, job("c", "Complete"), job("d", "Failed"), job("e", null));
        list(QUERY + "&limit=2", "next", jobs.subList(0, 2));
        server.expect()
                .get()
                .withPath(JOBS + "continue=next&" + QUERY + "&limit=2")
                .andReturn(
                        410,
                        new StatusBuilder().withCode(410).withReason("Expired").build())
                .always();
        list(QUERY, "", jobs);
    }

    @Test
    void areCountedOnce() {
        assertThat(Jobs.count(client, settings)).isEqualTo(new Jobs(1, 1, 1, 2, List.of("b")));
    }

    @Test
    void areAllInTheEvidence() {
        ChannelEvidence sqs = witness.get().channel("sqs");
        assertThat(sqs.failedJobs()).extracting(FailedJob::name).containsExactly("a", "d");
        assertThat(sqs.jobsActive()).isEqualTo(1);
    }

    private void list(String query, String next, List<Job> jobs) {
        server.expect()
                .get()
                .withPath(JOBS + query)
                .andReturn(
                        200,
                        new JobListBuilder()
                                .withMetadata(
                                        new ListMetaBuilder().withContinue(next).build())
                                .withItems(jobs)
                                .build())
                .always();
    }

    private static Job job(String name, String condition) {
        JobBuilder job = new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("argometer-jobs")
                .endMetadata();
        if (condition != null) {
            job.withNewStatus()
                    .addNewCondition()
                    .withType(condition)
                    .withStatus("True")
                    .endCondition()
                    .endStatus();
        }
        return job.build();
    }
}
