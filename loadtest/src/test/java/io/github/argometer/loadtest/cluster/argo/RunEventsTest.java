package io.github.argometer.loadtest.cluster.argo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class RunEventsTest {

    private static final String URL = "nats://eventbus-default-js-svc.argo-events.svc:4222";

    private KubernetesClient client;

    @Test
    void refusesABusThatIsNoJetStreamBus() throws Exception {
        refuses("{}", "EventBus default is no JetStream bus, so its events cannot be read");
    }

    @Test
    void refusesABusThatIsElsewhere() throws Exception {
        refuses(
                at("nats://bus.example.com:4222"),
                "EventBus default is at \"nats://bus.example.com:4222\", which is no Service of this cluster");
    }

    @Test
    void refusesABusWithoutItsSecret() throws Exception {
        refuses(at(URL), "there is no Secret login with a key client-auth in namespace argo-events");
    }

    @Test
    void refusesALoginThatIsNone() throws Exception {
        for (String login : List.of("", "nothing", "- a list", "username: only", "{", "username: 1\npassword: 2")) {
            login(login);
            refuses(
                    at(URL),
                    "EventBus default is not reached as Argo Events writes it, at \"%s\" with the login in Secret login"
                            .formatted(URL));
        }
    }

    @Test
    void aBusOutOfReachIsNotReady() throws Exception {
        login("username: a\npassword: b\n");
        refuses(at(URL), "EventBus default cannot be read: ");
    }

    private void login(String login) {
        client.secrets()
                .inNamespace("argo-events")
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("login")
                        .endMetadata()
                        .withData(Map.of(
                                "client-auth",
                                Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))))
                        .build())
                .createOr(existing -> existing.update());
    }

    private static String at(String url) {
        return "{\"config\":{\"jetstream\":{\"url\":\"%s\",\"accessSecret\":{\"name\":\"login\",\"key\":\"client-auth\"}}}}"
                .formatted(url);
    }

    private void refuses(String status, String what) throws Exception {
        ObjectNode tree = (ObjectNode) new ObjectMapper()
                .readTree("{\"metadata\":{\"name\":\"default\",\"namespace\":\"argo-events\"},\"status\":%s}"
                        .formatted(status));
        ArgoObject bus = new ArgoObject("EventBus", new Resource("EventBus argo-events/default", tree));
        EventPath path = new EventPath(List.of(), List.of(), List.of(), List.of(bus), List.of());
        try (ClusterAccess direct = ClusterAccess.of(
                Configuration.of(Map.of("cluster.access", "direct"), name -> null)
                        .settings(),
                client)) {
            assertThatThrownBy(() -> new RunEvents(client, direct, path, any -> false))
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageStartingWith(what);
        }
    }
}
