package io.github.argometer.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.argometer.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a heap of 64 MiB, thus room for 2 MiB of long bodies and as much for short ones. */
class AdmissionTest {

    private static final long HEAP = 64 << 20;
    private static final int CONNECTIONS = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final Admission admission = new Admission(HEAP);
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Integer> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger kept = new AtomicInteger();
    private int port;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(admission);
        router.route("/keep").handler(request -> kept.incrementAndGet());
        router.route("/event/").handler(request -> request.response().end());
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        port = server.listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void takesNoBodyForDoneThatNobodyTakes() throws Exception {
        assertThat(answer("POST /event/", 5)).isEqualTo("HTTP/1.1 503");
        take("/event/");
        assertThat(answer("POST /event/", 5)).isEqualTo("HTTP/1.1 200");
        assertThat(answer("POST /event", 5)).isEqualTo("HTTP/1.1 404");
        assertThat(answer("PUT /event/", 5)).isEqualTo("HTTP/1.1 404");
        assertThat(answer("POST /event/", 1_048_577)).isEqualTo("HTTP/1.1 413");
        await().untilAsserted(() -> assertThat(told).containsExactly(200, 413));
    }

    @Test
    void hasRoomForAShortBodyAConnectionAndForSoManyLongOnes() throws Exception {
        take("/event/");
        take("/keep");
        for (int i = 0; i < 2 << 20 >> 14; i++) {
            open("POST /keep", 1 << 14);
        }
        await().until(() -> kept.get() == 2 << 20 >> 14);
        assertThat(answer("POST /event/", (2 << 20) / CONNECTIONS + 1)).isEqualTo("HTTP/1.1 503");
        assertThat(answer("POST /event/", (2 << 20) / CONNECTIONS)).isEqualTo("HTTP/1.1 200");
    }

    @Test
    void refusesALongestBodyThatNeverFindsRoom() throws Exception {
        assertThatCode(() -> takeBodies("2097152")).doesNotThrowAnyException();
        assertThatThrownBy(() -> takeBodies("2097153"))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage(
                        "setting http.max-body = \"2097153\": must be an integer from 1024 to 2097152 with a heap of"
                                + " 67108864 bytes");
    }

    private static void takeBodies(String longest) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Properties settings = new Properties();
            settings.setProperty("http.max-body", longest);
            settings.setProperty("http.connections", "100");
            context.getPropertiesComponent().setInitialProperties(settings);
            HttpServers servers = new HttpServers(HEAP);
            servers.setCamelContext(context);
            context.start();
            servers.takeBodies("/event/", request -> null, status -> {});
        }
    }

    private void take(String path) {
        admission.takeBodies(path, new Admission.Taker(request -> null, 1_048_576, told::add), CONNECTIONS);
    }

    private String answer(String request, int length) throws IOException {
        Socket socket = open(request, length);
        socket.setSoTimeout(10_000);
        return new String(socket.getInputStream().readNBytes(12), US_ASCII);
    }

    /** Sends a request's head. */
    private Socket open(String request, int length) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        sockets.add(socket);
        socket.getOutputStream()
                .write((request + " HTTP/1.1\r\nHost: recorder\r\nContent-Length: " + length + "\r\n\r\n")
                        .getBytes(US_ASCII));
        return socket;
    }
}
