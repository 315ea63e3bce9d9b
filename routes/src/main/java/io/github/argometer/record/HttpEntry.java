package io.github.argometer.record;

import io.github.argometer.Settings;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheckRegistry;

/**
 * Where the HTTP trigger's events come in: {@code POST /event/}. Answers 200 with an empty body once the row is committed
 * (Argo Events leaves bodies unread, and each would hold a connection), else the status and reason of the failure.
 */
public class HttpEntry extends RouteBuilder {

    @Override
    public void configure() throws Exception {
        Settings settings = Settings.of(getContext());
        GroupCommit rows = new GroupCommit(getContext(), (int) settings.integer("record.http.writers"));
        if (settings.flag("record.http.enabled")) {
            check(settings);
            DataSource dataSource = getContext().getRegistry().lookupByNameAndType("dataSource", DataSource.class);
            ExecutorService looking =
                    getContext().getExecutorServiceManager().newSingleThreadExecutor(this, "table-check");
            HealthCheckRegistry.get(getContext()).register(new TableCheck(dataSource, looking));
            getContext().addService(rows);
            getContext().addStartupListener(new ListeningCheck());
        }
        from("platform-http:/event/?httpMethodRestrict=POST&populateBodyWithForm=false&requestTimeout={{http.timeout}}")
                .precondition("{{record.http.enabled}}")
                .routeId("record-http")
                .routeConfigurationId("answer-http")
                .routePolicy(new StoppingUnlessAnswered())
                .description("Takes events from the HTTP trigger")
                .setProperty("received", Instant::now)
                .bean(new SharedSecret(settings.text("record.http.secret")), "check")
                .convertBodyTo(byte[].class)
                .bean(ArgoEvent.class, "fromHttp")
                .bean(rows, "commit")
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(200))
                .setBody(constant(""));
    }

    /** Refuses what only the server, the pool and the driver would read otherwise. */
    private static void check(Settings settings) {
        settings.integer("http.port");
        settings.integer("http.max-body");
        settings.integer("http.timeout");
        DatabaseSettings.check(settings);
    }
}
