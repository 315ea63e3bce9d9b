package io.github.argometer.record;

import io.github.argometer.Settings;
import io.github.argometer.http.HttpServers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.impl.HttpServerImpl;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntConsumer;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.health.HealthCheckRegistry;

/**
 * Where the HTTP trigger's events come in: {@code POST /event/}. Answers 200 with an empty body once all rows of a request are
 * committed (Argo Events leaves bodies unread, and each would hold a connection), else the status and reason of the failure.
 */
public class HttpEntry extends RouteBuilder {

    /** The answers that are counted from 0 on, so that the first of each is seen to be one more. */
    private static final List<Integer> CODES = List.of(200, 400, 401, 413, 500, 503);

    @Override
    public void configure() throws Exception {
        Settings settings = Settings.of(getContext());
        GroupCommit rows = new GroupCommit(getContext(), (int) settings.integer("record.http.writers"));
        long patience = TimeUnit.MILLISECONDS.toNanos(settings.integer("http.timeout"));
        if (settings.flag("record.http.enabled")) {
            settings.check("http.host"); // Camel's server reads it by itself, as it does the port
            long port = settings.integer("http.port");
            SharedSecret secret = SharedSecret.of(settings);
            getContext()
                    .getRegistry()
                    .findSingleByType(HttpServers.class)
                    .takeBodies(
                            "/event/", request -> secret.refusal(request.getHeader(SharedSecret.HEADER)), responses());
            DataSource dataSource = getContext().getRegistry().lookupByNameAndType("dataSource", DataSource.class);
            ExecutorService looking =
                    getContext().getExecutorServiceManager().newSingleThreadExecutor(this, "table-check");
            HealthCheckRegistry.get(getContext()).register(new TableCheck(dataSource, looking, rows));
            getContext().addService(rows);
            getContext().addStartupListener((context, started) -> requireListening(context, port));
        }
        from("platform-http:/event/?httpMethodRestrict=POST&populateBodyWithForm=false&requestTimeout={{http.timeout}}")
                .precondition("{{record.http.enabled}}")
                .routeId("record-http")
                .routeConfigurationId("answer-http")
                .routePolicy(new StoppingUnlessAnswered())
                .description("Takes events from the HTTP trigger")
                .setProperty("received", Instant::now)
                .setProperty("deadline")
                .exchange(request -> deadline(request, patience))
                .convertBodyTo(byte[].class)
                .bean(ArgoEvent.class, "fromHttp")
                .bean(rows, "commit")
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(200))
                .setBody(constant(""));
    }

    /** Counts answers by status. */
    private IntConsumer responses() {
        MeterRegistry metrics = getContext().getRegistry().findSingleByType(MeterRegistry.class);
        Map<Integer, Counter> counters = new ConcurrentHashMap<>();
        Function<Integer, Counter> counter = code -> Counter.builder("argometer.recorder.responses")
                .description("Answers to events by HTTP status")
                .tag("code", String.valueOf(code))
                .register(metrics);
        CODES.forEach(code -> counters.computeIfAbsent(code, counter));
        return code -> counters.computeIfAbsent(code, counter).increment();
    }

    /** A little before the server answers by itself, so that what it says is known here. */
    private static long deadline(Exchange request, long patienceNs) {
        return request.getMessage().getHeader(HttpServers.HEAD_AT, Long.class) + patienceNs / 10 * 9;
    }

    /** Fails the start where the port is not ours: Camel's server warns once that it cannot have it, and lives on in silence. */
    private static void requireListening(CamelContext context, long port) {
        VertxPlatformHttpServer server = context.hasService(VertxPlatformHttpServer.class);
        // Vert.x's public API knows the port that a server was to have, not whether it has it.
        if (server == null || ((HttpServerImpl) server.getServer()).isClosed()) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "setting http.port = \"%d\": cannot listen there", port));
        }
    }
}
