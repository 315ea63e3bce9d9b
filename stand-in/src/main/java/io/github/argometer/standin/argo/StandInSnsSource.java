package io.github.argometer.standin.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.argometer.loadtest.argo.EventData;
import io.github.argometer.loadtest.argo.EventError;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.argo.GoJson;
import io.github.argometer.standin.Mishaps;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * The stand-in for an EventSource of a topic: a webhook that subscribes itself, confirms when SNS asks it to, and
 * publishes what SNS brings.
 */
final class StandInSnsSource implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandInSnsSource.class);

    private final SnsClient client;
    private final EventSource.Sns manifest;
    private final HttpServer server;
    private final EventOutlet outlet;
    private final Mishaps mishaps;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    /**
     * @param client is closed with this
     * @param server listens already, and is stopped with this
     */
    StandInSnsSource(
            SnsClient client, EventSource.Sns manifest, HttpServer server, EventOutlet outlet, Mishaps mishaps) {
        this.client = client;
        this.manifest = manifest;
        this.server = server;
        this.outlet = outlet;
        this.mishaps = mishaps;
        server.setExecutor(threads);
        server.createContext(manifest.webhook().endpoint(), mishaps.handler(outlet.place(), this::answer));
    }

    /** Listens, and then subscribes {@code base} with the webhook's path. */
    void start(URI base) {
        server.start();
        client.subscribe(request -> request.topicArn(manifest.topicArn())
                .protocol("http")
                .endpoint(base + manifest.webhook().endpoint()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        int status = 200;
        try {
            if (exchange.getRequestMethod().equals(manifest.webhook().method())) {
                take(exchange);
            } else {
                status = 405;
            }
        } catch (JsonProcessingException | SdkException e) {
            mishaps.lost(outlet.place(), e);
            status = 400;
        } catch (EventError e) {
            mishaps.lost(outlet.place(), e);
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void take(HttpExchange exchange) throws IOException, EventError {
        JsonNode body = GoJson.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        switch (body.path("Type").asText()) {
            case "SubscriptionConfirmation" ->
                client.confirmSubscription(request -> request.topicArn(manifest.topicArn())
                        .token(body.path("Token").asText()));
            case "Notification" -> outlet.dispatch(EventData.sns(exchange.getRequestHeaders(), body));
            default -> LOG.debug("local stand-in, {}: nothing to do for {}", outlet.place(), body.path("Type"));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
