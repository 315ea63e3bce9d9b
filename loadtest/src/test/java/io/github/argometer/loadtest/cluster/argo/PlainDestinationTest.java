package io.github.argometer.loadtest.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.FakeCluster;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.plan.Channel;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true)
class PlainDestinationTest {

    private KubernetesMockServer server;
    private KubernetesClient client;

    @Test
    void aWebhookIsCalledByTheServiceThatItsEventSourceAsksForOrByOneOfItsName() {
        assertThat(endpoint(
                        "asks",
                        "webhook",
                        "{webhook: {load: {port: \"12000\", endpoint: /x}}, service: {ports: [{port: 12000}]}}"))
                .isEqualTo("http://asks-eventsource-svc.argo-events.svc.cluster.local:12000/x");
        assertThat(endpoint("shop", "webhook", "{webhook: {load: {port: \"12000\", endpoint: /x}}}"))
                .isEqualTo("http://shop.argo-events.svc.cluster.local:12000/x");
    }

    @Test
    void ofTheServersOfANatsClusterTheFirstIsSentTo() {
        assertThat(endpoint(
                        "shop",
                        "nats",
                        "{nats: {load: {url: \"nats://n1.bus.svc:4223, nats://n2.bus.svc:4224\", subject: s}}}"))
                .isEqualTo("nats:s?servers=n1.bus.svc.cluster.local:4223");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nats://ops:s3cret@nats.bus.svc:4222 | names a user, which is not supported: name an endpoint yourself, channels.orders.endpoint",
                "nats://nats bus:4222 | \"nats://nats bus:4222\" does not name one server, as nats://host:4222 does",
            })
    void aServerThatCannotBeSentToIsRefused(String url, String why) {
        assertThatThrownBy(() -> endpoint("shop", "nats", "{nats: {load: {url: \"%s\", subject: s}}}".formatted(url)))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("s3cret");
    }

    private String endpoint(String name, String type, String spec) {
        new FakeCluster(server, client).ready("EventSource", name, spec);
        ArgoObject eventSource = ArgoObject.list(client, "EventSource", "argo-events").stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        Source source = new Source(eventSource, new Channel("orders"), type, "load", null);
        ClusterAccess direct = ClusterAccess.of(FakeCluster.settings(Map.of("cluster.access", "direct")), client);
        return PlainDestination.of(source, direct)
                .settings()
                .values()
                .iterator()
                .next();
    }
}
