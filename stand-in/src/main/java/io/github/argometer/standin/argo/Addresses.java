package io.github.argometer.standin.argo;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** Which local server answers for which address of the cluster; an address without one is refused, never resolved. */
public final class Addresses {

    private final Map<String, String> local;

    /** Addresses as {@code host:port}. */
    public Addresses(Map<String, String> local) {
        this.local = new TreeMap<>(local);
    }

    /**
     * {@code url} with the local server's address.
     *
     * @throws IllegalArgumentException where none stands for it
     */
    public URI local(String url) {
        URI uri = URI.create(url);
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
        String address = local.get(uri.getHost() + ":" + port);
        if (address == null || !"http".equals(uri.getScheme())) {
            throw new IllegalArgumentException("\"%s\": the local stand-in answers only for http at %s"
                    .formatted(url, String.join(", ", local.keySet())));
        }
        return URI.create("http://" + address + (uri.getRawPath() == null ? "" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    }
}
