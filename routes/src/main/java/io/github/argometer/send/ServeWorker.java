package io.github.argometer.send;

import io.github.argometer.Settings;
import io.github.argometer.http.HttpServers;
import java.io.InputStream;
import org.apache.camel.builder.RouteBuilder;

/** What a worker can be asked over HTTP: to start, how far it is, for its ledger, to stop, and to end. */
public class ServeWorker extends RouteBuilder {

    /** POST: starts sending at the time in the body, ISO 8601, UTC. */
    public static final String START = "/send/start";
    /** POST: ends sending early. */
    public static final String STOP = "/send/stop";
    /** GET: a {@link Worker.Progress}. */
    public static final String PROGRESS = "/send/progress";
    /** GET: the send ledger, as far as it is written. */
    public static final String LEDGER = "/send/ledger";
    /** POST: lets the worker end, since its ledger is safe. */
    public static final String SAFE = "/send/safe";

    @Override
    public void configure() {
        if (Settings.of(getContext()).flag("send.await-start")) {
            HttpServers servers = getContext().getRegistry().findSingleByType(HttpServers.class);
            servers.takeBodies(START, request -> null, status -> {});
        }

        from("platform-http:" + START + "?httpMethodRestrict=POST")
                .precondition("{{send.await-start}}")
                .routeId("worker-start")
                .description("Starts sending at the time in the body")
                .bean("worker", "start(${bodyAs(String)})")
                .setBody(constant(""));

        from("platform-http:" + STOP + "?httpMethodRestrict=POST")
                .precondition("{{send.await-start}}")
                .routeId("worker-stop")
                .description("Ends sending early")
                .bean("worker", "stop")
                .setBody(constant(""));

        from("timer:worker-silence?period=500")
                .precondition("{{send.await-start}}")
                .routeId("worker-silence")
                .description("Ends sending once nobody asks any more")
                .bean("worker", "stopUnheard");

        from("platform-http:" + PROGRESS + "?httpMethodRestrict=GET")
                .precondition("{{send.await-start}}")
                .routeId("worker-progress")
                .description("Tells how far sending is")
                .bean("worker", "progress");

        from("platform-http:" + LEDGER + "?httpMethodRestrict=GET")
                .precondition("{{send.await-start}}")
                .routeId("worker-ledger")
                .description("Gives the send ledger")
                .bean("worker", "ledger")
                .convertBodyTo(InputStream.class);

        from("platform-http:" + SAFE + "?httpMethodRestrict=POST")
                .precondition("{{send.await-start}}")
                .routeId("worker-safe")
                .description("Lets the worker end, since its ledger is safe")
                .bean("worker", "safe")
                .setBody(constant(""));
    }
}
