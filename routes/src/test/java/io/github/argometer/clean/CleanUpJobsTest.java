package io.github.argometer.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.api.model.batch.v1.JobListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.main.Main;
import org.apache.camel.model.BeanDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clean-up against an API server that gives lists in pages; ClusterIT does the same against a real one. */
@EnableKubernetesMockClient
class CleanUpJobsTest {

    private static final String JOBS = "/apis/batch/v1/namespaces/argometer-jobs/jobs";
    private static final String QUERY = "labelSelector=app.kubernetes.io%2Fname%3Drecorder-job&limit=2";
    private static final String LIST = JOBS + "?" + QUERY;

    KubernetesMockServer server;
    KubernetesClient client;

    private final Main main = new Main();
    private final List<String> bodies = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        main.bind("kubernetesClient", client);
        main.addOverrideProperty("management.enabled", "false");
        main.addOverrideProperty("clean.enabled", "true");
        main.addOverrideProperty("clean.page", "2");
        main.addOverrideProperty("clean.period", "3600000");
        main.addOverrideProperty("clean.parallel", "1");
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
        List.of("a", "d", "e").forEach(this::delete);

        cleanOnce();

        assertThat(jobs().deleted()).isEqualTo(3);
        assertThat(deletions()).containsExactly(JOBS + "/a", JOBS + "/d", JOBS + "/e");
        assertThat(bodies).allMatch(body -> body.contains("\"propagationPolicy\":\"Background\""));
    }

    @Test
    void asksAJobOnceThatStaysUntilItsFinalizersAreGone() throws Exception {
        Job staying = job("b", "Complete");
        staying.getMetadata().setDeletionTimestamp("2026-11-25T15:00:00Z");
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(200, list("", job("b", "Complete")))
                .once();
        page(LIST, "", staying);
        server.expect().delete().withPath(JOBS + "/b").andReturn(200, staying).once();

        cleanOnce();
        clean();
        clean();

        assertThat(jobs().deleted()).isEqualTo(1);
        assertThat(deletions()).containsExactly(JOBS + "/b");
    }

    @Test
    void goesOnPastJobsThatAreRefusedAndNamesThem() throws Exception {
        page(LIST, "next", job("a", "Complete"), job("b", "Complete"));
        page(next("next"), "", job("c", "Complete"), job("d", "Complete"));
        refuse("a", 403, "admission webhook denied the request");
        delete("b");
        refuse("c", 409, "it was changed");
        delete("d");

        assertThatThrownBy(this::cleanOnce)
                .cause()
                .isInstanceOf(NotDeletedException.class)
                .hasMessage("2 finished Jobs were not deleted: a (403: admission webhook denied the request),"
                        + " c (409: it was changed)");
        assertThat(jobs().deleted()).isEqualTo(2);
        assertThat(deletions()).contains(JOBS + "/a", JOBS + "/b", JOBS + "/c", JOBS + "/d");
    }

    @Test
    void deletesNoMoreOnceItIsStopped() throws Exception {
        page(LIST, "", job("a", "Complete"), job("b", "Complete"));
        delete("a");
        main.init();
        AdviceWith.adviceWith(main.getCamelContext(), "clean-jobs", advice -> advice.weaveByType(BeanDefinition.class)
                .selectFirst()
                .after()
                .process(exchange -> {
                    await().until(() -> jobs().deleted() == 1);
                    jobs().stop();
                }));
        cleanOnce();
        clean();
        assertThat(deletions()).containsExactly(JOBS + "/a");
    }

    @Test
    void cleansUpAfterEverySoManyMessages() throws Exception {
        AtomicLong sent = new AtomicLong(49);
        main.bind("sentMessages", (LongSupplier) sent::get);
        page(LIST, "");
        main.start();
        await().until(() -> server.getRequestCount() == 1); // the first pass is by the clock
        sent.set(50);
        await().until(() -> server.getRequestCount() == 2);
        sent.set(99);
        await().during(Duration.ofSeconds(1)).until(() -> server.getRequestCount() == 2);
    }

    @Test
    void goesOnPastAJobThatSomebodyElseHasDeleted() throws Exception {
        page(LIST, "", job("gone", "Complete"), job("there", "Complete"));
        cleanOnce();
        assertThat(deletions()).containsExactly(JOBS + "/gone", JOBS + "/there");
    }

    @Test
    void beginsAListThatHasExpiredAgainAndTakesTheRestInOneIfThatDoesNotHelp() throws Exception {
        page(LIST, "next", job("a", "Complete"), job("b", "Failed"));
        server.expect()
                .get()
                .withPath(next("next"))
                .andReturn(
                        410,
                        new StatusBuilder().withCode(410).withReason("Expired").build())
                .always();
        page(LIST.replace("&limit=2", ""), "", job("a", "Complete"), job("b", "Failed"), job("c", "Complete"));
        delete("a");
        delete("c");
        cleanOnce();
        assertThat(jobs().deleted()).isEqualTo(2);
        assertThat(deletions()).containsExactly(JOBS + "/a", JOBS + "/c");
    }

    @Test
    void deletesAJobOnlyAsItWasListed() throws Exception {
        page(LIST, "", job("a", "Complete"), job("foreign", "Complete"), job("b", "Complete"));
        delete("a");
        refuse("foreign", 409, "the object has been modified");
        delete("b");

        assertThatThrownBy(this::cleanOnce)
                .cause()
                .hasMessage("1 finished Job was not deleted: foreign (409: the object has been modified)");
        deletions();
        assertThat(bodies)
                .satisfiesExactlyInAnyOrder(
                        body -> assertThat(body).contains("\"preconditions\":{\"resourceVersion\":\"version of a\"}"),
                        body -> assertThat(body).contains("{\"resourceVersion\":\"version of foreign\"}"),
                        body -> assertThat(body).contains("{\"resourceVersion\":\"version of b\"}"));
    }

    @Test
    void failedOnesGoTooWhereTheyShallAndTheLastStay() throws Exception {
        main.addOverrideProperty("clean.failed", "true");
        main.addOverrideProperty("clean.keep", "2");
        page(LIST, "next", ended("a", "Failed", 5), ended("b", "Complete", 9));
        page(next("next"), "", ended("c", "Complete", 7), ended("d", "Failed", 6), job("e", null));
        delete("a");
        delete("d");
        cleanOnce();
        assertThat(deletions()).containsExactly(JOBS + "/a", JOBS + "/d");
    }

    @Test
    void tellsHowManyItSawDeletedAndCouldNotDelete() throws Exception {
        page(LIST, "", job("a", "Complete"), job("b", "Complete"), job("c", "Complete"), job("d", "Failed"));
        delete("a");
        refuse("b", 403, "no");

        assertThatThrownBy(this::cleanOnce);

        MeterRegistry metrics = main.getCamelContext().getRegistry().findSingleByType(MeterRegistry.class);
        assertThat(counter(metrics, "argometer.clean.seen")).isEqualTo(3);
        assertThat(counter(metrics, "argometer.jobs.deleted")).isEqualTo(2); // c is gone
        assertThat(counter(metrics, "argometer.clean.refused")).isEqualTo(1);
        FunctionTimer passes = metrics.get("argometer.clean.pass").functionTimer();
        assertThat(passes.count()).isEqualTo(1);
        assertThat(passes.totalTime(TimeUnit.SECONDS)).isBetween(0.0001, 60.0);
    }

    @Test
    void deletesEachOfManyOnce() throws Exception {
        main.addOverrideProperty("clean.parallel", "4");
        main.addOverrideProperty("clean.page", "500");
        Job[] jobs = IntStream.range(0, 200)
                .mapToObj(i -> job(String.format(Locale.ROOT, "job-%03d", i), "Complete"))
                .toArray(Job[]::new);
        page(LIST.replace("limit=2", "limit=500"), "", jobs);

        cleanOnce();

        assertThat(jobs().deleted()).isEqualTo(200);
        assertThat(deletions()).doesNotHaveDuplicates().hasSize(200);
    }

    private static double counter(MeterRegistry metrics, String name) {
        return metrics.get(name).functionCounter().count();
    }

    private static Job ended(String name, String condition, int second) {
        Job job = job(name, condition);
        job.getStatus()
                .getConditions()
                .get(0)
                .setLastTransitionTime(String.format(Locale.ROOT, "2026-11-25T14:00:%02dZ", second));
        return job;
    }

    private void cleanOnce() throws Exception {
        main.init();
        AdviceWith.adviceWith(main.getCamelContext(), "clean-timer", advice -> advice.replaceFromWith("direct:never"));
        main.start();
        clean();
    }

    private void clean() throws Exception {
        main.getCamelTemplate().requestBody("direct:clean", null, Object.class);
    }

    private void delete(String name) {
        server.expect()
                .delete()
                .withPath(JOBS + "/" + name)
                .andReturn(200, new StatusBuilder().withStatus("Success").build())
                .once();
    }

    private void refuse(String name, int code, String message) {
        server.expect()
                .delete()
                .withPath(JOBS + "/" + name)
                .andReturn(
                        code,
                        new StatusBuilder().withCode(code).withMessage(message).build())
                .always();
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
                bodies.add(taken.getUtf8Body());
            }
        }
        return paths;
    }

    private void page(String path, String next, Job... jobs) {
        server.expect().get().withPath(path).andReturn(200, list(next, jobs)).always();
    }

    private static JobList list(String next, Job... jobs) {
        return new JobListBuilder()
                .withMetadata(new ListMetaBuilder().withContinue(next).build())
                .withItems(jobs)
                .build();
    }

    private static String next(String token) {
        return JOBS + "?continue=" + token + "&" + QUERY;
    }

    private static Job job(String name, String condition) {
        JobBuilder job = new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withResourceVersion("version of " + name)
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
