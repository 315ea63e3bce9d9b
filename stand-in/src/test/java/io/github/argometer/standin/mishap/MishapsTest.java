package io.github.argometer.standin.mishap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MishapsTest {

    private final Mishaps mishaps = new Mishaps();
    private final CountDownLatch failed = new CountDownLatch(1);

    @Test
    void aMessageThatFillsTheStackCostsItselfOnly() throws Exception {
        mishaps.message("source s", () -> deep(1));
        mishaps.message("source s", () -> {
            throw new IllegalStateException("no");
        });
        assertThat(mishaps.lines())
                .containsExactly("The local stand-in lost 2 events at source s, the last because:"
                        + " java.lang.IllegalStateException: no");
        assertThat(mishaps.failure()).isEmpty();
    }

    @Test
    void anErrorEndsTheRunByItsPlaceAndName() {
        mishaps.onFailure(failed::countDown);
        mishaps.thread(
                        "sensor t",
                        () -> mishaps.message("sensor t", () -> {
                            throw new OutOfMemoryError("heap");
                        }))
                .run();
        assertThat(failed.getCount()).isZero();
        assertThat(mishaps.failure()).contains("sensor t: java.lang.OutOfMemoryError: heap");
    }

    @Test
    void anInterruptIsNoFailure() {
        mishaps.thread("sensor t", () -> {
                    throw new InterruptedException();
                })
                .run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(mishaps.failure()).isEmpty();
    }

    @Test
    void aServerAnswersTheRequestAfterOneThatItCannotHandle() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", mishaps.handler("the webhook", exchange -> {
            if (requests.incrementAndGet() == 1) {
                deep(1);
            }
            exchange.sendResponseHeaders(200, -1);
        }));
        server.start();
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(500);
            assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            server.stop(0);
        }
        assertThat(mishaps.lines()).hasSize(1);
    }

    private static int deep(int depth) {
        return depth + deep(depth + 1) % 7;
    }
}
