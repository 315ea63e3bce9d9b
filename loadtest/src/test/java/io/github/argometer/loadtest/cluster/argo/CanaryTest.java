package io.github.argometer.loadtest.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.FakeCluster;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true)
class CanaryTest {

    private static final Channel ORDERS = new Channel("orders");

    private static final Supplier<Canary.Message> NONE = () -> {
        throw new AssertionError("a webhook is sent none");
    };

    private KubernetesMockServer server;
    private KubernetesClient client;

    @Test
    void isOfNoRunAndTheFirstOfOnesOwnMessagesThatFiresATrigger(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.yaml"), """
                channels: {orders: {event: shop/orders, mark: header}, bills: {event: shop/bills, mark: 'body:m'}}
                payloads:
                  - {text: '{"n": 1}', expect: {bills: print}}
                  - {text: '{"n": ${variable.number}, "run": "${variable.runId}"}', expect: {orders: notify}}
                """);
        Configuration configuration =
                Configuration.of(Map.of("send.plan", file.toString(), "run.id", "mine"), name -> null);
        SendPlan plan = PlanReader.plan(configuration.settings(), Clock.systemUTC());

        Canary.Message orders = Canary.Message.of(plan, ORDERS);
        assertThat(orders.body()).isEqualTo("{\"n\": 0, \"run\": \"canary\"}");
        assertThat(orders.attributes()).hasSize(1);
        assertThat(orders.attributes().get("Argometer")).startsWith("argometer:canary-orders-000000:20");
        Canary.Message bills = Canary.Message.of(plan, new Channel("bills"));
        assertThat(bills.body())
                .startsWith("{\"m\":\"argometer:canary-bills-000000:20")
                .endsWith("\"n\": 1}");
        assertThat(bills.attributes()).isEmpty();
    }

    @Test
    void isRefusedWhereTheMessageCannotBeMade(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.yaml"), """
                channels: {orders: {event: shop/orders, mark: body:m}}
                payloads: [{name: twice, text: '{"${variable.eventId}": 1, "canary-orders-000000": 2}', expect: {orders: a}}]
                """);
        Configuration configuration = Configuration.of(Map.of("send.plan", file.toString()), name -> null);
        SendPlan plan = PlanReader.plan(configuration.settings(), Clock.systemUTC());

        assertThatThrownBy(() -> Canary.Message.of(plan, ORDERS))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining(
                        "the first message of payload twice for channel orders, which shows that the source"
                                + " hears, must be a JSON object, to carry the mark at body:m; it is none: Duplicate field");
    }

    @Test
    void aWebhookHearsOnceItAnswersAndIsSentNothing() throws IOException {
        new FakeCluster(server, client).source("shop", "webhook", "port: \"12000\", endpoint: /orders");
        Source source = new Source(
                ArgoObject.list(client, "EventSource", "argo-events").get(0), ORDERS, "webhook", "load", null);
        InetSocketAddress inCluster =
                InetSocketAddress.createUnresolved("shop-eventsource-svc.argo-events.svc.cluster.local", 12_000);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        InetSocketAddress reached = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        PlainDestination webhook = new PlainDestination(source, "http://", reached, inCluster, "/orders");

        assertThat(webhook.hearing(client, NONE).get())
                .containsExactly(new Missing(
                        "the webhook of EventSource shop/load does not answer at"
                                + " http://shop-eventsource-svc.argo-events.svc.cluster.local:12000/orders: Connection refused",
                        "kubectl -n argo-events logs -l eventsource-name=shop"));

        List<String> asked = new CopyOnWriteArrayList<>();
        List<String> answers = new CopyOnWriteArrayList<>(
                List.of("404 404 page not found", "400 endpoint is inactive", "400 http method does not match"));
        HttpServer http = HttpServer.create(reached, 1);
        http.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            String[] answer = answers.remove(0).split(" ", 2);
            byte[] body = answer[1].getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer[0]), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        try {
            for (String answer : List.of("HTTP 404 404 page not found", "HTTP 400 endpoint is inactive")) {
                assertThat(webhook.hearing(client, NONE).get())
                        .extracting(Missing::what)
                        .singleElement()
                        .asString()
                        .endsWith(":12000/orders: " + answer);
            }
            assertThat(webhook.hearing(client, NONE).get()).isEmpty();
        } finally {
            http.stop(0);
        }
        assertThat(asked).containsExactly("GET /orders", "GET /orders", "GET /orders");
    }

    @Test
    void aServerOfNatsThatIsNotOneIsTold() {
        new FakeCluster(server, client).source("shop", "nats", "url: 'nats://a b:4222', subject: orders");
        Source source =
                new Source(ArgoObject.list(client, "EventSource", "argo-events").get(0), ORDERS, "nats", "load", null);

        assertThatThrownBy(() -> PlainDestination.of(source, null))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("nats.load.url = \"nats://a b:4222\" does not name one server");

        new FakeCluster(server, client).source("guarded", "nats", "url: 'nats://me:s#cret@a:4222', subject: orders");
        Source guarded =
                new Source(ArgoObject.list(client, "EventSource", "argo-events").get(1), ORDERS, "nats", "load", null);
        assertThatThrownBy(() -> PlainDestination.of(guarded, null))
                .hasMessageContaining("EventSource argo-events/guarded")
                .hasMessageContaining("nats.load.url = \"nats://…@a:4222\" does not name one server");
    }
}
