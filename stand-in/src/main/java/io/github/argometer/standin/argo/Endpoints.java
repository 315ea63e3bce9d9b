package io.github.argometer.standin.argo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.standin.mishap.Mishaps;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the stand-in is given to work with.
 *
 * @param queues where SQS is
 * @param topics where SNS is
 * @param webhook port of this machine for all webhooks, of topics' sources too
 * @param services which local server answers for which address of the cluster, both as {@code host:port}
 * @param jobs takes the Jobs that triggers make
 * @param mishaps hear of what goes wrong
 */
public record Endpoints(
        URI queues, URI topics, int webhook, Map<String, String> services, Consumer<ObjectNode> jobs, Mishaps mishaps) {

    /**
     * {@code url} with the local server's address; an address without one is refused, never resolved.
     *
     * @throws IllegalArgumentException where no server stands for it
     */
    URI local(String url) {
        URI uri = URI.create(url);
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
        String address = services.get(uri.getHost() + ":" + port);
        if (address == null || !"http".equals(uri.getScheme())) {
            throw new IllegalArgumentException("\"%s\": the local stand-in answers only for http at %s"
                    .formatted(url, String.join(", ", new TreeMap<>(services).keySet())));
        }
        return URI.create("http://" + address + (uri.getRawPath() == null ? "" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    }
}
