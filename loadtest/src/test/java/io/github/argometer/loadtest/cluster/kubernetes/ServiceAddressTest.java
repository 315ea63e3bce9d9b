package io.github.argometer.loadtest.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.FakeCluster;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class ServiceAddressTest {

    private static final ServiceAddress MYSQL = new ServiceAddress(FakeCluster.TEST, "mysql", 3306);

    private KubernetesMockServer server;
    private KubernetesClient client;
    private FakeCluster cluster;

    @BeforeEach
    void emptyCluster() {
        cluster = new FakeCluster(server, client);
    }

    @Test
    void aServiceThatIsNotThereIsMissing() {
        assertThat(MYSQL.missing(client))
                .containsExactly(new Missing("there is no Service mysql in namespace argometer", Kubernetes.APPLY));
    }

    @Test
    void aServiceWithoutPodsIsMissingOne() {
        cluster.service(FakeCluster.TEST, "mysql", 3306);
        assertThat(MYSQL.missing(client))
                .extracting(Missing::what)
                .containsExactly("Service argometer/mysql has 0 of 1 pods");
    }

    @Test
    void aServiceWithAReadyPodIsThere() {
        cluster.service(FakeCluster.TEST, "mysql", 3306)
                .pod(FakeCluster.TEST, "mysql-0", Map.of("app.kubernetes.io/name", "mysql"), true);
        assertThat(MYSQL.missing(client)).isEmpty();
    }

    @Test
    void aPodThatWasEvictedIsNotWaitedFor() {
        cluster.service(FakeCluster.TEST, "mysql", 3306)
                .pod(FakeCluster.TEST, "mysql-0", Map.of("app.kubernetes.io/name", "mysql"), true)
                .pod(FakeCluster.TEST, "mysql-1", Map.of("app.kubernetes.io/name", "mysql"), false);
        client.pods().inNamespace(FakeCluster.TEST).withName("mysql-1").editStatus(pod -> {
            pod.getStatus().setPhase("Failed");
            return pod;
        });
        assertThat(MYSQL.missing(client)).isEmpty();
    }

    @Test
    void aPodThatCannotStartIsToldWithTheReason() {
        cluster.service(FakeCluster.TEST, "mysql", 3306);
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(FakeCluster.TEST)
                        .withName("mysql-0")
                        .addToLabels("app.kubernetes.io/name", "mysql")
                        .endMetadata()
                        .withNewStatus()
                        .addNewContainerStatus()
                        .withNewState()
                        .withNewWaiting()
                        .withReason("ImagePullBackOff")
                        .withMessage("no such image")
                        .endWaiting()
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build())
                .create();
        assertThat(MYSQL.missing(client))
                .extracting(Missing::what)
                .containsExactly("Service argometer/mysql: pod mysql-0 is not ready (ImagePullBackOff: no such image)");
    }

    @Test
    void aPortThatTheServiceLacksIsNoWay() {
        cluster.service(FakeCluster.TEST, "mysql", 3307)
                .pod(FakeCluster.TEST, "mysql-0", Map.of("app.kubernetes.io/name", "mysql"), true);
        try (ClusterAccess forwards = ClusterAccess.of(FakeCluster.settings(Map.of()), client)) {
            assertThatThrownBy(() -> forwards.to(MYSQL))
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageStartingWith("Service argometer/mysql has no port 3306");
        }
    }

    @Test
    void addressesInsideTheClusterAreToldFromOthers() {
        assertThat(ServiceAddress.of(URI.create("http://localstack.localstack.svc.cluster.local:4566")))
                .contains(new ServiceAddress("localstack", "localstack", 4566));
        assertThat(ServiceAddress.of(URI.create("https://a.b.svc"))).contains(new ServiceAddress("b", "a", 443));
        assertThat(ServiceAddress.of(URI.create("http://192.168.1.7:4566"))).isEmpty();
        assertThat(ServiceAddress.of(URI.create("https://sqs.eu-west-3.amazonaws.com")))
                .isEmpty();
    }

    @Test
    void directAccessTakesTheNamesOfTheCluster() {
        try (ClusterAccess access =
                ClusterAccess.of(FakeCluster.settings(Map.of("cluster.access", "direct")), client)) {
            assertThat(access.to(MYSQL).getHostString()).isEqualTo("mysql.argometer.svc.cluster.local");
            assertThat(access.to(MYSQL).getPort()).isEqualTo(3306);
        }
    }

    @Test
    void anUnknownWayIsRefused() {
        assertThatThrownBy(() -> ClusterAccess.of(FakeCluster.settings(Map.of("cluster.access", "tunnel")), client))
                .hasMessage("setting cluster.access = \"tunnel\": must be port-forward or direct");
    }
}
