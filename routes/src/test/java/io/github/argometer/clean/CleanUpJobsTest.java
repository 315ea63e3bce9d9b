package io.github.argometer.clean;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clean-up against an API server that gives lists in pages; ClusterIT does the same against a real one. */
@EnableKubernetesMockClient
class CleanUpJobsTest {

    private static final String JOBS = "/apis/batch/v1/namespaces/argo-events-test/jobs";
    private static final String QUERY = "labelSelector=app.kubernetes.io%2Fname%3Drecorder-job&limit=2";
    private static final String LIST = JOBS + "?" + QUERY;

    KubernetesMockServer server;
    KubernetesClient client;

    private final Main main = new Main();

    @BeforeEach
    void start() throws Exception {
        main.bind("kubernetesClient", client);
        main.addOverrideProperty("management.enabled", "false");
        main.addOverrideProperty("clean.enabled", "true");
        main.addOverrideProperty("clean.page", "2");
        main.addOverrideProperty("clean.period", "3600000");
        main.configure().addRoutesBuilder(CleanUpJobs.class);
    }

    @AfterEach
    void stop() {
        main.stop();
    }

    @Test
    void deletesTheCompletedJobsOfEveryPageAndNoOther() throws Exception {
        page(LIST, "next", job("a", "Complete"), job("b", "Failed"));
        page(next("next"), "last", job("c", null), job("d", "Complete"));
        page(next("last"), "", job("e", "Complete"));
        for (String name : List.of("a", "d", "e")) {
            server.expect()
                    .delete()
                    .withPath(JOBS + "/" + name)
                    .andReturn(200, new StatusBuilder().withStatus("Success").build())
                    .always();
        }

        cleanOnce();

        assertThat(jobs().deleted()).isEqualTo(3);
        assertThat(deletions()).containsExactly(JOBS + "/a", JOBS + "/d", JOBS + "/e");
    }

    @Test
    void goesOnPastAJobThatSomebodyElseHasDeleted() throws Exception {
        page(LIST, "", job("gone", "Complete"), job("there", "Complete"));
        cleanOnce();
        assertThat(deletions()).containsExactly(JOBS + "/gone", JOBS + "/there");
    }

    @Test
    void endsAPassWhoseListHasExpired() throws Exception {
        page(LIST, "next", job("b", "Failed"));
        server.expect()
                .get()
                .withPath(next("next"))
                .andReturn(
                        410,
                        new StatusBuilder().withCode(410).withReason("Expired").build())
                .always();
        cleanOnce();
        assertThat(jobs().deleted()).isZero();
    }

    private void cleanOnce() throws Exception {
        main.init();
        AdviceWith.adviceWith(main.getCamelContext(), "clean-timer", advice -> advice.replaceFromWith("direct:never"));
        main.start();
        main.getCamelTemplate().requestBody("direct:clean", null, Object.class);
    }

    private FinishedJobs jobs() {
        return main.getCamelContext().getRegistry().lookupByNameAndType("finishedJobs", FinishedJobs.class);
    }

    private List<String> deletions() throws InterruptedException {
        List<String> paths = new ArrayList<>();
        for (int request = server.getRequestCount(); request > 0; request--) {
            var taken = server.takeRequest();
            if (taken.getMethod().equals("DELETE")) {
                paths.add(taken.getPath());
            }
        }
        return paths;
    }

    private void page(String path, String next, Job... jobs) {
        server.expect()
                .get()
                .withPath(path)
                .andReturn(
                        200,
                        new JobListBuilder()
                                .withMetadata(
                                        new ListMetaBuilder().withContinue(next).build())
                                .withItems(jobs)
                                .build())
                .always();
    }

    private static String next(String token) {
        return JOBS + "?continue=" + token + "&" + QUERY;
    }

    private static Job job(String name, String condition) {
        JobBuilder job = new JobBuilder().withNewMetadata().withName(name).endMetadata();
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
