package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a source listens that one sends to without keys.
 *
 * @param endpoint the Camel endpoint, as this process reaches it
 * @param podEndpoint the same, as a pod does
 */
public record PlainDestination(Source source, String endpoint, String podEndpoint) implements Destination {

    /** Fields of an entry that say how a sender shows who it is, or by which TLS it is reached. */
    private static final List<String> GUARDED =
            List.of("authSecret", "serverCertSecret", "serverKeySecret", "tls", "auth");

    /** Of NATS, where a URL names none. */
    private static final int PORT = 4222;

    /** What pods of another namespace call the pods of an EventSource by, where it asks for a Service; Argo Events' own name. */
    private static final String SERVICE = "%s-eventsource-svc";

    /**
     * The target of {@code source}, a webhook or a subject of NATS.
     *
     * @throws NotReadyException for an entry of another type, and for one that lacks a field or has one that is not supported
     */
    public static PlainDestination of(Source source, ClusterAccess access) {
        GUARDED.stream().filter(source::has).findFirst().ifPresent(field -> {
            throw source.wrong(
                    field,
                    "is not supported: name an endpoint yourself, channels.%s.endpoint".formatted(source.channel()));
        });
        return switch (source.type()) {
            case Source.WEBHOOK -> webhook(source, access);
            case Source.NATS -> nats(source, access);
            default ->
                throw new NotReadyException(
                        "how to send to EventSource %s, of type %s, is not known".formatted(source, source.type()),
                        "say it in the plan, as a Camel endpoint: channels.%s.endpoint".formatted(source.channel()));
        };
    }

    private static PlainDestination webhook(Source source, ClusterAccess access) {
        String method = source.entry().path("method").asText("POST");
        if (!method.equals("POST")) {
            throw source.wrong("method", "= \"%s\" is not supported: must be POST".formatted(method));
        }
        int port = Integer.parseInt(number(source, "port"));
        String path = text(source, "endpoint");
        String at = "http://%s:%d" + (path.startsWith("/") ? "" : "/") + path;
        String namespace = source.eventSource().namespace();
        String service = SERVICE.formatted(source.eventSource().name());
        InetSocketAddress reached = access.to(
                new ServiceAddress(namespace, service, port),
                source.eventSource().podLabels());
        return new PlainDestination(
                source,
                at.formatted(reached.getHostString(), reached.getPort()),
                at.formatted(new ServiceAddress(namespace, service, port).host(), port));
    }

    private static PlainDestination nats(Source source, ClusterAccess access) {
        URI url = URI.create(text(source, "url"));
        int port = url.getPort() < 0 ? PORT : url.getPort();
        Optional<InetSocketAddress> reached = service(source).map(access::to);
        String at = "nats:%s?servers=%s:%d";
        String subject = text(source, "subject");
        return new PlainDestination(
                source,
                at.formatted(
                        subject,
                        reached.map(InetSocketAddress::getHostString).orElse(url.getHost()),
                        reached.map(InetSocketAddress::getPort).orElse(port)),
                at.formatted(subject, url.getHost(), port));
    }

    /** The Service that a source of NATS names as its server, if it does. */
    public static Optional<ServiceAddress> service(Source source) {
        return source.type().equals(Source.NATS)
                ? ServiceAddress.of(URI.create(text(source, "url")))
                : Optional.empty();
    }

    private static String number(Source source, String field) {
        String number = text(source, field);
        if (!number.matches("[1-9]\\d{0,4}")) {
            throw source.wrong(field, "= \"%s\" is no port".formatted(number));
        }
        return number;
    }

    private static String text(Source source, String field) {
        JsonNode value = source.entry().path(field);
        return source.required(field, value.asText(""));
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(key(), endpoint);
    }

    @Override
    public Map<String, String> settingsOfPods() {
        return Map.of(key(), podEndpoint);
    }

    private String key() {
        return "channel.%s.endpoint".formatted(source.channel());
    }
}
