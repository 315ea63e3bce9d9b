package io.github.argometer.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Judges each request by its head, before a byte of its body is held: whether anybody takes it, whether its sender is known,
 * and whether there is memory for it. Who is refused gets the answer and is hung up on.
 */
final class Admission implements Handler<RoutingContext> {

    /** What a body takes on its way to a row, in copies of it. */
    private static final int COPIES = 8;

    /** Half of the heap is for bodies: half of that for short ones, and half for long ones. */
    private static final int SHARE = 4;

    /** How long one that was refused may go on sending, so that it sees its answer: a reset would take that away. */
    private static final long LINGER_MS = 1_000;

    /** Who takes bodies: why it refuses a request's head (or null), its longest body, and who is told of each answer. */
    record Taker(Function<HttpServerRequest, String> refusal, long longest, IntConsumer answered) {}

    private final Map<String, Taker> takers = new ConcurrentHashMap<>();
    private final Map<HttpConnection, Connections> watched = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();
    private final long room;

    /** So short that there is room for one a connection, whatever the long ones take. */
    private volatile long shortest;

    /** With a heap of at most {@code memory} bytes. (Of classes without a parameter `camel run` makes an object.) */
    Admission(long memory) {
        room = memory / COPIES / SHARE;
    }

    /** The longest body that ever finds room, in bytes. */
    long room() {
        return room;
    }

    void takeBodies(String path, Taker taker, long connections) {
        shortest = room / connections;
        takers.put(path, taker);
    }

    void watch(HttpConnection connection, Connections connections) {
        watched.put(connection, connections);
    }

    void forget(HttpConnection connection) {
        watched.remove(connection);
    }

    @Override
    public void handle(RoutingContext request) {
        request.request().headers().set(HttpServers.HEAD_AT, String.valueOf(System.nanoTime()));
        HttpConnection connection = request.request().connection();
        Connections connections = watched.get(connection);
        if (connections != null) {
            connections.begin(connection);
        }
        request.addEndHandler(answered -> {
            if (connections != null) {
                connections.end(connection);
            }
            if (!request.request().isEnded()) {
                hangUp(request);
            }
        });
        judge(request);
    }

    private void judge(RoutingContext request) {
        Taker taker = request.request().method() == HttpMethod.POST ? takers.get(request.normalizedPath()) : null;
        if (taker != null) {
            request.addEndHandler(answered -> {
                if (answered.succeeded()) { // else its sender is gone
                    taker.answered().accept(request.response().getStatusCode());
                }
            });
        }
        long length = length(request.request(), taker == null ? Long.MAX_VALUE : taker.longest());
        String refusal = taker == null ? null : taker.refusal().apply(request.request());
        if (refusal != null) {
            answer(request, 401, refusal);
        } else if (taker == null && length > 0) {
            // No body is too long where none is taken: who sends to a wrong address must not believe it is done.
            answer(
                    request,
                    takers.isEmpty() ? 503 : 404,
                    takers.isEmpty() ? "not started yet" : "no body is taken at this method and path");
        } else if (taker != null && length > taker.longest()) {
            answer(request, 413, "the body is longer than " + taker.longest() + " bytes");
        } else if (length > shortest && !holds(request, length)) {
            answer(request, 503, "no memory for a body of " + length + " bytes now");
        } else {
            request.next();
        }
    }

    /** Whether there is room for a long body, which it then has until its request is answered. */
    private boolean holds(RoutingContext request, long length) {
        if (held.addAndGet(length) > room) {
            held.addAndGet(-length);
            return false;
        }
        request.addEndHandler(answered -> held.addAndGet(-length));
        return true;
    }

    /** The body's length in bytes as the head has it; {@code unknown} where it does not say. */
    private static long length(HttpServerRequest request, long unknown) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? unknown : 0;
        }
        return Long.parseLong(length.trim()); // Vert.x has refused all else
    }

    private static void answer(RoutingContext request, int status, String reason) {
        if (!request.request().isEnded()) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(reason);
    }

    /** Reads on for a while, holding nothing, and closes. */
    private static void hangUp(RoutingContext request) {
        HttpConnection connection = request.request().connection();
        long timer = request.vertx().setTimer(LINGER_MS, over -> connection.close());
        request.request()
                .exceptionHandler(broken -> request.vertx().cancelTimer(timer))
                .endHandler(ended -> {
                    request.vertx().cancelTimer(timer);
                    connection.close();
                })
                .handler(ignored -> {})
                .resume();
    }
}
