package io.github.argometer.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class WorkerJobTest {

    private KubernetesMockServer server;
    private KubernetesClient client;

    @Test
    void aRunsNameIsKeptWhereKubernetesTakesIt() {
        assertThat(WorkerJob.name("loadtest", "run-1", 3)).isEqualTo("loadtest-run-1");
    }

    @Test
    void anyRunHasANameOfItsOwnThatKubernetesTakesForTheJobAndItsPods() {
        String longest = "a".repeat(63);
        Set<String> names = Stream.of(
                        longest + "b", longest + "c", "Run_1", "run.1", "run-1-", "---", "-", ".", "_", "RUN-1")
                .map(run -> WorkerJob.name("loadtest", run, 1_000))
                .collect(Collectors.toSet());
        assertThat(names)
                .hasSize(10)
                .allMatch(name -> name.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?"))
                .allMatch(name -> (name + "-999").length() <= 63);
        assertThat(WorkerJob.name("loadtest", longest + "b", 1_000)).hasSize(59).startsWith("loadtest-aaa");
    }

    @Test
    void aJobOfThatNameIsRefused() throws Exception {
        FakeWorkers system = new FakeWorkers(client);
        create();
        assertThatThrownBy(this::create)
                .isInstanceOf(BadInputException.class)
                .hasMessageEndingWith("kubectl -n argometer-workers delete job loadtest-run-1");
        system.close();
    }

    @Test
    void withoutItsSecretNoJobIsLeft() throws Exception {
        FakeWorkers system = new FakeWorkers(client);
        server.expect()
                .post()
                .withPath("/api/v1/namespaces/argometer-workers/secrets")
                .andReturn(403, "{}")
                .always();
        assertThatThrownBy(this::create).isInstanceOf(KubernetesClientException.class);
        assertThat(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(FakeWorkers.NAMESPACE)
                        .list()
                        .getItems())
                .isEmpty();
        system.close();
    }

    private WorkerJob create() throws Exception {
        SendPlan plan = PlanReader.plan(
                Configuration.of(Map.of("run.id", "run-1", "send.workers", "2"), name -> null)
                        .settings(),
                Clock.systemUTC());
        return WorkerJob.create(client, FakeWorkers.NAMESPACE, "loadtest", plan, "{}", Map.of());
    }
}
