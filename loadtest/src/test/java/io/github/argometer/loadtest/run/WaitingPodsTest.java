package io.github.argometer.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeListBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuotaListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.evidence.Evidence.Waiting;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient
class WaitingPodsTest {

    private static final Set<Flow> BY_JOBS = Set.of(new Flow(Channel.SQS, ""));

    private static final String PENDING = "/api/v1/namespaces/argometer-jobs/pods"
            + "?fieldSelector=status.phase%3DPending&labelSelector=app.kubernetes.io%2Fname%3Drecorder-job";

    /** As Kubernetes 1.34 said it of a pod that asked for 500 CPUs. */
    private static final String SAID = "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate,"
            + " preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private KubernetesMockServer server;
    private KubernetesClient client;

    @Test
    void podsWithoutAPlaceAreToldOnceAndRememberedWithTheMost() throws Exception {
        nodes(110, 110);
        quotas();
        Pod waits = pod("Unschedulable", SAID);
        Pod gated = pod("SchedulingGated", "waits for a gate");
        server.expect()
                .get()
                .withPath(PENDING + "&limit=500")
                .andReturn(200, new PodListBuilder().withItems(waits, gated).build())
                .once();
        server.expect()
                .get()
                .withPath(PENDING + "&limit=500")
                .andReturn(
                        200,
                        new PodListBuilder()
                                .withNewMetadata()
                                .withContinue("next")
                                .endMetadata()
                                .withItems(waits, waits)
                                .build())
                .once();
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/argometer-jobs/pods?continue=next"
                        + PENDING.substring(PENDING.indexOf('?')).replace('?', '&') + "&limit=500")
                .andReturn(200, new PodListBuilder().withItems(waits).build())
                .once();
        server.expect()
                .get()
                .withPath(PENDING + "&limit=500")
                .andReturn(200, new PodListBuilder().build())
                .always();

        Waiting found;
        try (WaitingPods waiting = waiting(Duration.ofMillis(20))) {
            waiting.follow(plan("5", "1"), BY_JOBS);
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> waiting.found() != null && waiting.found().most() == 3);
            found = waiting.found();
        }

        assertThat(found.message()).isEqualTo(SAID);
        assertThat(found.places()).isEqualTo(220);
        assertThat(Instant.parse(found.from())).isBefore(Instant.parse(found.until()));
        assertThat(told())
                .isEqualTo("warning: 1 pod of a Job finds no place on a node: " + SAID
                        + " There are 220 places on all nodes. While that lasts, delays measure the wait too\n");
    }

    @Test
    void whatMayNotBeAskedIsToldAndFailsNothing() {
        refuse("/api/v1/nodes", "nodes is forbidden");
        refuse("/api/v1/namespaces/argometer-jobs/resourcequotas", "resourcequotas is forbidden");
        refuse(PENDING + "&limit=500", "pods is forbidden");

        try (WaitingPods waiting = waiting(Duration.ofMillis(1))) {
            waiting.follow(plan("100000", "1000"), BY_JOBS);
            await().atMost(20, TimeUnit.SECONDS).until(() -> told().contains("pods is forbidden"));
            assertThat(waiting.found()).isNull();
        }

        assertThat(told().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("how many pods the nodes take is not known: ")
                                .contains("nodes is forbidden"),
                        line -> assertThat(line).startsWith("whether pods wait for a place on a node is not known: "));
    }

    @Test
    void aPlanOfMoreJobsThanHaveAPlaceIsWarnedOfBeforeItBegins() {
        nodes(110, 40);
        quotas("100");

        try (WaitingPods waiting = waiting(Duration.ofDays(1))) {
            waiting.follow(plan("200", "100"), BY_JOBS);
        }

        assertThat(told())
                .startsWith("warning: this plan makes more than 80 Jobs within 5 s, and there are 100 places by a"
                        + " ResourceQuota.");
    }

    /** All of these messages become a Job each. */
    @ParameterizedTest
    @CsvSource({
        "80, 1000, 80, false",
        "81, 1000, 80, true",
        "1000, 16, 80, false",
        "1000, 17, 80, true",
        "1, 1, 0, true",
        "1, 1, 1, false"
    })
    void aPlanPassesWhatIsEnoughByItsFastestFiveSeconds(String messages, String rate, long enough, boolean passed) {
        assertThat(WaitingPods.isPassed(plan(messages, rate), List.copyOf(BY_JOBS), enough))
                .isEqualTo(passed);
    }

    private static SendPlan plan(String messages, String rate) {
        Configuration configuration = Configuration.of(
                Map.of(
                        "run.id", "run-1",
                        "send.seed", "1",
                        "send.messages", messages,
                        "send.plan", "src/test/resources/plan/all-to-jobs.yaml",
                        "send.arrival", "constant",
                        "send.rate", rate),
                name -> null);
        return PlanReader.plan(configuration.settings(), Clock.systemUTC());
    }

    private WaitingPods waiting(Duration pause) {
        return new WaitingPods(
                client,
                Configuration.of(Map.of("run.id", "run-1"), name -> null).settings(),
                pause,
                new PrintStream(told, true, StandardCharsets.UTF_8));
    }

    /** One that takes pods, one that is cordoned and one that is tainted. */
    private void nodes(long first, long others) {
        server.expect()
                .get()
                .withPath("/api/v1/nodes")
                .andReturn(
                        200,
                        new NodeListBuilder()
                                .withItems(
                                        node(first).build(),
                                        node(first).build(),
                                        node(others)
                                                .editOrNewSpec()
                                                .withUnschedulable(true)
                                                .endSpec()
                                                .build(),
                                        node(others)
                                                .editOrNewSpec()
                                                .addNewTaint()
                                                .withKey("control-plane")
                                                .withEffect("NoSchedule")
                                                .endTaint()
                                                .endSpec()
                                                .build())
                                .build())
                .always();
    }

    private static NodeBuilder node(long pods) {
        return new NodeBuilder()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addToAllocatable("pods", new Quantity(String.valueOf(pods)))
                .endStatus();
    }

    private void quotas(String... pods) {
        ResourceQuotaListBuilder quotas = new ResourceQuotaListBuilder();
        for (String most : pods) {
            quotas.addToItems(new ResourceQuotaBuilder()
                    .withNewSpec()
                    .addToHard("count/pods", new Quantity(most))
                    .endSpec()
                    .build());
        }
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/argometer-jobs/resourcequotas")
                .andReturn(200, quotas.build())
                .always();
    }

    private void refuse(String path, String why) {
        server.expect()
                .get()
                .withPath(path)
                .andReturn(
                        403, new StatusBuilder().withCode(403).withMessage(why).build())
                .always();
    }

    private static Pod pod(String reason, String message) {
        return new PodBuilder()
                .withNewStatus()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason(reason)
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build();
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
