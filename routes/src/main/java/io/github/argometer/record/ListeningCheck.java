package io.github.argometer.record;

import io.vertx.core.http.impl.HttpServerImpl;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;

/** Fails the start where the port is not ours: Camel's server warns once that it cannot have it, and lives on in silence. */
public final class ListeningCheck implements StartupListener {

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        VertxPlatformHttpServer server = context.hasService(VertxPlatformHttpServer.class);
        // Vert.x's public API knows the port that a server was to have, not whether it has it.
        if (server == null || ((HttpServerImpl) server.getServer()).isClosed()) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "setting http.port = \"%s\": cannot listen there",
                    context.resolvePropertyPlaceholders("{{http.port}}")));
        }
    }
}
