package io.github.argometer.standin.jobs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.argometer.standin.manifest.Manifests;
import io.github.argometer.standin.mishap.Mishaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The shipped Job, with programs that end as a test wants. */
class StandInJobsTest {

    private static final ObjectNode JOB =
            (ObjectNode) Manifests.read(Path.of("../argo-manifests/localstack")).resources().stream()
                    .filter(resource -> resource.name().equals("argometer-job")
                            && resource.kind().equals("Sensor"))
                    .findFirst()
                    .orElseThrow()
                    .tree()
                    .at("/spec/triggers/0/template/k8s/source/resource");

    private final AtomicInteger pods = new AtomicInteger();
    private final Mishaps mishaps = new Mishaps();

    @Test
    void anotherPodFollowsOneThatFoundNoDatabase() {
        assertThat(run(69, 69, 0)).isEqualTo(StandInJob.State.COMPLETE);
        assertThat(pods).hasValue(3);
    }

    @Test
    void noPodFollowsOneThatFoundABadEvent() {
        assertThat(run(65, 0)).isEqualTo(StandInJob.State.FAILED);
        assertThat(pods).hasValue(1);
    }

    @Test
    void theJobFailsAfterTheLimitOfPods() {
        assertThat(run(69, 69, 69, 69, 69, 0)).isEqualTo(StandInJob.State.FAILED);
        assertThat(pods).hasValue(JOB.at("/spec/backoffLimit").asInt() + 1);
    }

    @Test
    void aProgramThatDoesNotStartFailsItsPodAndTheJobIsReported() {
        try (StandInJobs jobs = new StandInJobs(
                job -> {
                    pods.incrementAndGet();
                    throw new IllegalArgumentException("image");
                },
                1,
                Duration.ofMillis(1),
                mishaps)) {
            jobs.create(JOB.deepCopy());
            await().atMost(10, SECONDS).until(() -> !mishaps.lines().isEmpty());
            assertThat(pods).hasValue(5);
            assertThat(mishaps.lines())
                    .containsExactly("The local stand-in lost 1 event at its Job, the last because:"
                            + " recorder-job-00000001 failed for good with exit code 137");
        }
    }

    @Test
    void jobsOfTheSameNameInTwoNamespacesAreTwo() {
        try (StandInJobs jobs = new StandInJobs(job -> 0, 1, Duration.ZERO, mishaps)) {
            jobs.create(named("elsewhere"));
            jobs.create(named("argometer-jobs"));
            assertThat(jobs.all()).containsOnlyKeys("argometer-jobs/one", "elsewhere/one");
            assertThatThrownBy(() -> jobs.create(named("elsewhere")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a Job one is there already in namespace elsewhere");
        }
    }

    @Test
    void aFinishedJobGoesAfterItsTimeToLive() {
        ObjectNode job = JOB.deepCopy();
        job.withObject("/spec").put("ttlSecondsAfterFinished", 0);
        try (StandInJobs jobs = new StandInJobs(
                made -> {
                    pods.incrementAndGet();
                    return 0;
                },
                1,
                Duration.ZERO,
                mishaps)) {
            jobs.create(job);
            await().atMost(10, SECONDS)
                    .until(() -> pods.get() == 1 && jobs.all().isEmpty());
        }
    }

    private static ObjectNode named(String namespace) {
        ObjectNode job = JOB.deepCopy();
        job.withObject("/metadata")
                .put("namespace", namespace)
                .put("name", "one")
                .remove("generateName");
        return job;
    }

    @Test
    void pausesDoubleAndEndAtSixMinutes() {
        try (StandInJobs jobs = new StandInJobs(template -> 69, 1, Duration.ofDays(1), mishaps)) {
            jobs.create(JOB.deepCopy());
            StandInJob job =
                    new StandInJob("j", "n", jobs.all().firstEntry().getValue().manifest());
            Duration first = Duration.ofSeconds(100);
            assertThat(List.of(
                            job.ended(69, first).orElseThrow(),
                            job.ended(69, first).orElseThrow(),
                            job.ended(69, first).orElseThrow()))
                    .containsExactly(first, Duration.ofSeconds(200), Duration.ofMinutes(6));
        }
    }

    @Test
    void listsAndDeletesByTheKubernetesApi() throws Exception {
        try (StandInJobs jobs =
                        new StandInJobs(template -> pods.incrementAndGet() == 2 ? 65 : 0, 1, Duration.ZERO, mishaps);
                StandInJobsApi api = new StandInJobsApi(jobs, mishaps);
                KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder()
                                .withMasterUrl(api.url())
                                .withAutoConfigure(false)
                                .build())
                        .build()) {
            for (int i = 0; i < 3; i++) {
                jobs.create(JOB.deepCopy());
            }
            await().atMost(10, SECONDS)
                    .until(() -> jobs.all().values().stream().noneMatch(job -> job.state() == StandInJob.State.ACTIVE));
            var listed = client.batch()
                    .v1()
                    .jobs()
                    .inNamespace("argometer-jobs")
                    .withLabelSelector("app.kubernetes.io/name=recorder-job");
            JobList page = listed.list(new ListOptionsBuilder().withLimit(2L).build());
            assertThat(page.getItems())
                    .extracting(job -> job.getMetadata().getName()
                            + job.getStatus().getConditions().get(0).getType())
                    .containsExactly("recorder-job-00000001Complete", "recorder-job-00000002Failed");
            JobList rest = listed.list(new ListOptionsBuilder()
                    .withLimit(2L)
                    .withContinue(page.getMetadata().getContinue())
                    .build());
            assertThat(rest.getItems()).hasSize(1);
            assertThat(rest.getMetadata().getContinue()).isNull();

            client.batch()
                    .v1()
                    .jobs()
                    .inNamespace("argometer-jobs")
                    .withName("recorder-job-00000001")
                    .delete();
            assertThat(jobs.all())
                    .containsOnlyKeys("argometer-jobs/recorder-job-00000002", "argometer-jobs/recorder-job-00000003");
            assertThat(client.batch()
                            .v1()
                            .jobs()
                            .inNamespace("elsewhere")
                            .list()
                            .getItems())
                    .isEmpty();
        }
    }

    private StandInJob.State run(int... codes) {
        Iterator<Integer> ends = java.util.stream.IntStream.of(codes).iterator();
        StandInJobs.Pod program = template -> {
            pods.incrementAndGet();
            return ends.next();
        };
        try (StandInJobs jobs = new StandInJobs(program, 1, Duration.ofMillis(1), mishaps)) {
            jobs.create(JOB.deepCopy());
            StandInJob job = jobs.all().firstEntry().getValue();
            await().atMost(10, SECONDS).until(() -> job.state() != StandInJob.State.ACTIVE);
            return job.state();
        }
    }
}
