package io.github.argometer.loadtest.wire;

import io.github.argometer.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a source connects to.
 *
 * @param host its name; "" stands for any
 * @param port a TCP port
 */
record Address(String host, int port) {

    /** AWS itself. */
    static final Address AWS = new Address("", 443);

    private static final Pattern SERVICE = Pattern.compile("[^.]+\\.([^.]+)\\.svc(?:\\.cluster\\.local)?\\.?");

    /**
     * That of {@code url}.
     *
     * @param otherwise the port where the URL names none
     * @throws IllegalArgumentException for a URL without a host
     */
    static Address of(String url, int otherwise) {
        URI uri = uri(url.strip());
        if (uri == null || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "\"%s\": must be a URL with a host".formatted(Printable.withoutSecrets(url)));
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : otherwise;
        return new Address(uri.getHost(), port);
    }

    /** Java's own complaint would show all of it. */
    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The namespace in which a Service of this cluster answers; empty for all other hosts. */
    Optional<String> namespace() {
        Matcher service = SERVICE.matcher(host);
        return service.matches() ? Optional.of(service.group(1)) : Optional.empty();
    }

    /** Of a host in a namespace of this cluster, the Service's name. */
    String service() {
        return host.substring(0, host.indexOf('.'));
    }

    /** Whether it is a Service of whichever namespace asks. */
    boolean isOfOwnNamespace() {
        return !host.isEmpty() && host.indexOf('.') < 0 && host.indexOf(':') < 0;
    }
}
