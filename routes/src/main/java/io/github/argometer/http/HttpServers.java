package io.github.argometer.http;

import io.github.argometer.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The Vert.x that Camel makes its HTTP servers with. Camel gives them no limits and no way to set one, so they get them
 * here: so many connections, each for so long without a request, and no body but where one is expected.
 */
public final class HttpServers extends VertxWrapper implements CamelContextAware {

    /** The header in which a request says when its head was here, by {@link System#nanoTime()}; nobody else can set it. */
    public static final String HEAD_AT = "X-Argometer-Head-At";

    private static final int CLOSING_S = 10;

    private final long memory;
    private final Admission admission;
    private CamelContext context;

    /** A Vert.x of its own, which ends with the Camel context. */
    public HttpServers() {
        this(Runtime.getRuntime().maxMemory());
    }

    /** With a heap of at most {@code memory} bytes. */
    HttpServers(long memory) {
        super((VertxInternal) Vertx.vertx());
        this.memory = memory;
        admission = new Admission(memory);
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        if (context == null) { // Camel tells it twice
            context = camelContext;
            context.addLifecycleStrategy(new LifecycleStrategySupport() {
                @Override
                public void onContextStopped(CamelContext stopped) {
                    end();
                }
            });
        }
    }

    /**
     * Lets requests to {@code path} have a body of at most {@code http.max-body}; all others have none.
     * Throws {@link Settings.Invalid} where such a body would never find room in the heap.
     *
     * @param refusal judges a request by its head: null, or why it is answered with 401 before its body is read
     * @param answered is told the status of each answer
     */
    public void takeBodies(String path, Function<HttpServerRequest, String> refusal, IntConsumer answered) {
        Settings settings = Settings.of(context);
        long longest = settings.integer("http.max-body");
        if (longest > admission.room()) {
            throw settings.invalid(
                    "http.max-body",
                    String.format(
                            Locale.ROOT,
                            "an integer from 1024 to %d with a heap of %d bytes",
                            admission.room(),
                            memory));
        }
        admission.takeBodies(
                path, new Admission.Taker(refusal, longest, answered), settings.integer("http.connections"));
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        Settings settings = Settings.of(context);
        int patience = (int) settings.integer("http.idle-timeout");
        Connections connections = new Connections((int) settings.integer("http.connections"), patience, admission);
        super.setPeriodic(Math.min(1_000, patience / 4), timer -> connections.closeIdle());
        options.setHttp2ClearTextEnabled(false); // one request a connection at a time, or none could be counted
        // A net for all else, such as one that does not read its answer: longer than any request may take.
        options.setIdleTimeout((int) (settings.integer("http.timeout") / 1_000) + patience / 1_000 + 1);
        // A server's router is there just before itself, and has no handler yet.
        for (VertxPlatformHttpRouter router : context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            if (router.getRoutes().isEmpty()) {
                router.route().handler(admission);
            }
        }
        return super.createHttpServer(options).connectionHandler(connections);
    }

    private void end() {
        try {
            super.close().toCompletionStage().toCompletableFuture().get(CLOSING_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the HTTP server did not end", e);
        }
    }
}
