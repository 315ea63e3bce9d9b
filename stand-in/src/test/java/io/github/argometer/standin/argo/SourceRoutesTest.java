package io.github.argometer.standin.argo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.GoJson;
import io.github.argometer.loadtest.argo.SourceFilter;
import io.github.argometer.standin.mishap.Mishaps;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;

/** SNS's calls of the webhook, and how they are answered. */
class SourceRoutesTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Bus bus = new Bus(Clock.fixed(Instant.parse("2026-11-26T12:00:01Z"), ZoneOffset.UTC));
    private final Mishaps mishaps = new Mishaps();
    private final Queue<CloudEvent> published = new ConcurrentLinkedQueue<>();
    private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private URI url;

    @BeforeEach
    void start() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        url = URI.create("http://127.0.0.1:%d/sns".formatted(port));
        VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
        server.setBindHost("127.0.0.1");
        server.setBindPort(port);
        context.addService(new VertxPlatformHttpServer(server));
        EventOutlet outlet = new EventOutlet(
                "ns",
                "argometer-sns",
                "sns",
                "load",
                Optional.of(SourceFilter.of("body.more.number == 2")),
                Clock.fixed(Instant.parse("2026-11-26T12:00:00.123456789Z"), ZoneOffset.UTC));
        EventOutlet orders = new EventOutlet(
                "ns",
                "argometer-orders",
                "webhook",
                "new-order",
                Optional.of(SourceFilter.of("body.number != 1")),
                Clock.fixed(Instant.parse("2026-11-26T12:00:00Z"), ZoneOffset.UTC));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(SensorRoutes.bus("ns", "argometer-orders", "new-order"))
                        .process(exchange -> published.add(exchange.getMessage().getBody(CloudEvent.class)));
                from(SensorRoutes.bus("ns", "argometer-sns", "load"))
                        .process(exchange -> published.add(exchange.getMessage().getBody(CloudEvent.class)));
            }
        });
        context.addRoutes(new SourceRoutes(
                List.of(),
                List.of(new Sources.Topic(new Sns(), "arn", "/sns", outlet)),
                List.of(new Sources.Webhook("/orders", 100, orders)),
                bus,
                mishaps));
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void confirmsTheSubscriptionByItsToken() throws Exception {
        assertThat(post("{\"Type\":\"SubscriptionConfirmation\",\"Token\":\"secret\"}"))
                .isEqualTo(200);
        assertThat(confirmed).containsExactly("secret");
        assertThat(published).isEmpty();
    }

    @Test
    void publishesANotificationWithItsHeaderAndEnvelope() throws Exception {
        assertThat(post("{\"Type\":\"Notification\",\"more\":{\"number\":2},\"Message\":\"grün\"}"))
                .isEqualTo(200);
        assertThat(published).hasSize(1);
        JsonNode data = GoJson.read(published.peek().data());
        assertThat(data.at("/body/Message").asText()).isEqualTo("grün");
        assertThat(data.at("/header/X-Amz-Sns-Message-Type/0").asText()).isEqualTo("Notification");
        assertThat(data.at("/header/Content-Type/0").asText()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(data.at("/header").properties())
                .noneMatch(header -> header.getKey().startsWith("Camel"));
        assertThat(mishaps.lines()).isEmpty();
    }

    @Test
    void takesWhatTheFilterHoldsBackWithoutALoss() throws Exception {
        assertThat(post("{\"Type\":\"Notification\",\"more\":{\"number\":1}}")).isEqualTo(200);
        assertThat(published).isEmpty();
        assertThat(mishaps.lines()).isEmpty();
    }

    @Test
    void anEventThatTheFilterCannotJudgeIsLostAndTaken() throws Exception {
        assertThat(post("{\"Type\":\"Notification\",\"more\":[]}")).isEqualTo(200);
        assertThat(mishaps.lines())
                .singleElement()
                .asString()
                .startsWith("The local stand-in lost 1 event at source argometer-sns/load, the last because: ");
    }

    @Test
    void theBusHasAMessageAsOftenAsItCameAndNoneThatWasHeldBackOrLost(@TempDir Path folder) throws Exception {
        String message =
                "{\"Type\":\"Notification\",\"more\":%s,\"MessageAttributes\":{\"EventId\":{\"Value\":\"%s\"}}}";
        RunFiles files = new RunFiles(folder);
        bus.follow(files);
        post(message.formatted("{\"number\":1}", "held-back"));
        post(message.formatted("[]", "lost"));
        post(message.formatted("{\"number\":2}", "twice"));
        post(message.formatted("{\"number\":2}", "twice"));
        bus.end();
        post(message.formatted("{\"number\":2}", "after the run"));
        String line = "%d,twice,argometer-sns,load,%s,2026-11-26T12:00:00.123456789Z,2026-11-26T12:00:01.000000000Z";
        List<String> ids = published.stream().map(CloudEvent::id).toList();
        assertThat(ids).hasSize(3).doesNotHaveDuplicates();
        assertThat(Files.readAllLines(files.bus()))
                .containsExactly(
                        "Sequence,EventId,EventSource,Event,CloudEventId,SourceTime,StreamTime",
                        line.formatted(1, ids.get(0)),
                        line.formatted(2, ids.get(1)));
    }

    @Test
    void refusesWhatIsNoJson() throws Exception {
        assertThat(post("no JSON")).isEqualTo(400);
        assertThat(mishaps.lines())
                .singleElement()
                .asString()
                .startsWith("The local stand-in lost 1 event at source argometer-sns/load, the last because: ");
    }

    @Test
    void aWebhooksCallIsAnsweredOnceItsEventIsOnTheBus() throws Exception {
        HttpResponse<String> answer = call("POST", "{\"number\": 2, \"city\":\"Köln\"}", "Argometer", "argometer:x");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("success");
        assertThat(published).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("webhook");
            assertThat(event.source() + "/" + event.subject()).isEqualTo("argometer-orders/new-order");
            assertThat(event.data()).endsWith(",\"body\":{\"number\":2,\"city\":\"Köln\"}}".substring(1));
            assertThat(GoJson.read(event.data()).at("/header/Argometer/0").asText())
                    .isEqualTo("argometer:x");
        });
        assertThat(mishaps.lines()).isEmpty();
    }

    @Test
    void aWebhookTakesWhatItsFilterHoldsBack() throws Exception {
        assertThat(call("POST", "{\"number\": 1}", "X", "x").body()).isEqualTo("success");
        assertThat(published).isEmpty();
        assertThat(mishaps.lines()).isEmpty();
    }

    @Test
    void aWebhookRefusesWhatIsNoJsonOrTooLongOrCalledByAnotherMethod() throws Exception {
        assertThat(call("POST", "{\"number\"", "X", "x").statusCode()).isEqualTo(400);
        assertThat(call("POST", "", "X", "x").statusCode()).isEqualTo(400);
        assertThat(call("POST", "{\"number\": 2%s}".formatted(" ".repeat(100)), "X", "x")
                        .body())
                .isEqualTo("failed to parse request body, http: request body too large");
        assertThat(call("PUT", "{\"number\": 2}", "X", "x"))
                .extracting(HttpResponse::statusCode, HttpResponse::body)
                .containsExactly(400, "http method does not match");
        assertThat(published).isEmpty();
    }

    @Test
    void aWebhookTakesNoFormsAndHidesWhoCalls() throws Exception {
        assertThat(call("POST", "a=1", "Content-Type", "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(400);
        assertThat(call("POST", "{}", "Authorization", "Bearer secret").body()).isEqualTo("success");
        assertThat(GoJson.read(published.element().data())
                        .at("/header/Authorization/0")
                        .asText())
                .isEqualTo("*** Masked Auth Secret ***");
    }

    private HttpResponse<String> call(String method, String body, String header, String value) throws Exception {
        return client.send(
                HttpRequest.newBuilder(url.resolve("/orders"))
                        .header(header, value)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void refusesOtherMethods() throws Exception {
        assertThat(send(HttpRequest.newBuilder(url).GET())).isEqualTo(405);
    }

    private int post(String body) throws Exception {
        return send(HttpRequest.newBuilder(url)
                .header("Content-Type", "text/plain; charset=UTF-8")
                .header("x-amz-sns-message-type", "Notification")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private int send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private final class Sns implements SnsClient {

        @Override
        public ConfirmSubscriptionResponse confirmSubscription(Consumer<ConfirmSubscriptionRequest.Builder> request) {
            ConfirmSubscriptionRequest.Builder builder = ConfirmSubscriptionRequest.builder();
            request.accept(builder);
            confirmed.add(builder.build().token());
            return ConfirmSubscriptionResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "sns";
        }

        @Override
        public void close() {}
    }
}
