package io.github.argometer.loadtest.cluster.kubernetes;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port of a Service inside the cluster.
 *
 * @param namespace of the Service
 * @param service its name
 * @param port the Service's own port, 1 to 65535
 */
public record ServiceAddress(String namespace, String service, int port) {

    private static final Pattern HOST = Pattern.compile("([a-z0-9-]+)\\.([a-z0-9-]+)\\.svc(\\..+)?");

    /** The Service that {@code url} names by its cluster-internal host; empty where it names another host. */
    public static Optional<ServiceAddress> of(URI url) {
        Matcher host = HOST.matcher(url.getHost() == null ? "" : url.getHost());
        if (!host.matches()) {
            return Optional.empty();
        }
        int port = url.getPort() > 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
        return Optional.of(new ServiceAddress(host.group(2), host.group(1), port));
    }

    /** The name by which pods know the Service. */
    public String host() {
        return "%s.%s.svc.cluster.local".formatted(service, namespace);
    }
}
