package io.github.argometer.standin.sns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.argometer.standin.Mishaps;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An SNS on this machine, for topics that HTTP endpoints hear: the Query protocol in, the envelope out. It forgets all
 * when it is closed.
 */
public final class SnsEndpoint implements AutoCloseable {

    private static final Duration RETRY_PAUSE = Duration.ofSeconds(20);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SnsService service;

    private SnsEndpoint(HttpServer server, String region, Duration retryPause, Mishaps mishaps) {
        this.server = server;
        this.service = new SnsService(region, retryPause, url(), Clock.systemUTC(), mishaps);
        server.setExecutor(threads);
        server.createContext("/", mishaps.handler("the local SNS", this::answer));
        server.start();
    }

    /**
     * Starts it at {@code port} of this machine; 0 takes a free one.
     *
     * @param mishaps hear of messages that no endpoint takes
     * @throws IOException where the port is in use
     */
    public static SnsEndpoint start(int port, String region, Mishaps mishaps) throws IOException {
        return start(port, region, RETRY_PAUSE, mishaps);
    }

    static SnsEndpoint start(int port, String region, Duration retryPause, Mishaps mishaps) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new SnsEndpoint(HttpServer.create(address, 0), region, retryPause, mishaps);
    }

    /** Where it is. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Makes a topic of this ARN. */
    public void create(String topicArn) {
        service.add(topicArn);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String form = exchange.getRequestMethod().equals("POST")
                ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                : exchange.getRequestURI().getRawQuery();
        Answer answer = service.answer(SnsRequest.parse(form == null ? "" : form));
        byte[] body = answer.xml().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        threads.shutdownNow();
        service.close();
    }
}
