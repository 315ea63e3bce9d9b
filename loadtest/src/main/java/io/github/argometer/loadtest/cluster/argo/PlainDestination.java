package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Printable;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Where a source listens that one sends to without keys.
 *
 * @param before the Camel endpoint, up to the server
 * @param reached the server, as this process reaches it
 * @param inCluster the same, as a pod does
 * @param behind the endpoint after the server
 */
public record PlainDestination(
        Source source, String before, InetSocketAddress reached, InetSocketAddress inCluster, String behind)
        implements Destination {

    /** Fields of an entry that say how a sender shows who it is, or by which TLS it is reached. */
    private static final List<String> GUARDED =
            List.of("authSecret", "serverCertSecret", "serverKeySecret", "tls", "auth");

    /** Segments of a URL, as RFC 3986 allows. */
    private static final Pattern PATH = Pattern.compile("([A-Za-z0-9/._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+");

    private static final int PATIENCE_MS = 5_000;

    /** So much of an answer is read, in bytes. */
    private static final int LONGEST = 200;

    /** Of NATS, where a URL names none. */
    private static final int PORT = 4222;

    /**
     * What pods of another namespace call the pods of an EventSource by, where it asks for a Service; Argo Events' own name. Where it asks
     * for none, one of its own name is beside it.
     */
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
        if (!PATH.matcher(path).matches()) {
            throw source.wrong("endpoint", "= \"%s\" is not the path of a URL".formatted(path));
        }
        ArgoObject eventSource = source.eventSource();
        boolean asks = !eventSource.spec("/service").isMissingNode();
        ServiceAddress service = new ServiceAddress(
                eventSource.namespace(), asks ? SERVICE.formatted(eventSource.name()) : eventSource.name(), port);
        return new PlainDestination(
                source,
                "http://",
                access.to(service, eventSource.podLabels()),
                InetSocketAddress.createUnresolved(service.host(), port),
                (path.startsWith("/") ? "" : "/") + path);
    }

    private static PlainDestination nats(Source source, ClusterAccess access) {
        URI url = url(source);
        InetSocketAddress server =
                InetSocketAddress.createUnresolved(url.getHost(), url.getPort() < 0 ? PORT : url.getPort());
        return new PlainDestination(
                source,
                "nats:%s?servers=".formatted(text(source, "subject")),
                service(source).map(access::to).orElse(server),
                server,
                "");
    }

    /** The Service that a source of NATS names as its server, if it does. */
    public static Optional<ServiceAddress> service(Source source) {
        return source.type().equals(Source.NATS) ? ServiceAddress.of(url(source)) : Optional.empty();
    }

    private static URI url(Source source) {
        String url = text(source, "url").split(",", 2)[0]; // of a cluster's servers, each passes on what it gets
        try {
            URI server = new URI(url.strip());
            if (server.getUserInfo() != null) {
                throw source.wrong(
                        "url",
                        "names a user, which is not supported: name an endpoint yourself, channels.%s.endpoint"
                                .formatted(source.channel()));
            }
            if (server.getHost() != null) {
                return server;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw source.wrong(
                "url",
                "= \"%s\" does not name one server, as nats://host:4222 does".formatted(Printable.withoutSecrets(url)));
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
        return Map.of(key(), endpoint(reached));
    }

    @Override
    public Map<String, String> settingsOfPods() {
        return Map.of(key(), endpoint(inCluster));
    }

    private String endpoint(InetSocketAddress server) {
        return before + at(server) + behind;
    }

    private static String at(InetSocketAddress server) {
        return server.getHostString() + ":" + server.getPort();
    }

    @Override
    public boolean needsCanary() {
        return source.type().equals(Source.NATS);
    }

    /**
     * What shows whether the source hears: of a webhook, that it answers at all, by another method than the POST that it takes; of a
     * subject, that it puts {@code message} on the bus, which is not made for others.
     */
    public Supplier<List<Missing>> hearing(KubernetesClient client, Supplier<Canary.Message> message) {
        if (!needsCanary()) {
            return this::answering;
        }
        Canary canary = new Canary(source, client);
        String subject = text(source, "subject");
        Canary.Message sent = message.get();
        return () -> {
            try {
                return canary.hearing(() -> publish(subject, sent), "subject " + subject);
            } catch (UncheckedIOException e) {
                return List.of(new Missing(
                        "NATS at %s, which EventSource %s names, takes no message: %s"
                                .formatted(at(inCluster), source, Kubernetes.reason(e.getCause())),
                        "check the field url of EventSource %s, and its server".formatted(source)));
            }
        };
    }

    /** Argo Events' server listens with its first entry; it answers 404 until another is there, and that it is inactive until it runs. */
    private List<Missing> answering() {
        String answer;
        try {
            HttpURLConnection asked =
                    (HttpURLConnection) URI.create(endpoint(reached)).toURL().openConnection();
            asked.setConnectTimeout(PATIENCE_MS);
            asked.setReadTimeout(PATIENCE_MS);
            int status = asked.getResponseCode();
            try (InputStream body =
                    status < HttpURLConnection.HTTP_BAD_REQUEST ? asked.getInputStream() : asked.getErrorStream()) {
                String text = body == null ? "" : new String(body.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
                if (status != HttpURLConnection.HTTP_NOT_FOUND
                        && status < HttpURLConnection.HTTP_INTERNAL_ERROR
                        && !text.contains("inactive")) {
                    return List.of();
                }
                answer = "HTTP %d %s".formatted(status, text).strip();
            }
        } catch (IOException e) {
            answer = Kubernetes.reason(e);
        }
        return List.of(new Missing(
                "the webhook of EventSource %s does not answer at %s: %s"
                        .formatted(source, endpoint(inCluster), answer),
                "kubectl -n %s logs -l eventsource-name=%s"
                        .formatted(
                                source.eventSource().namespace(),
                                source.eventSource().name())));
    }

    private void publish(String subject, Canary.Message message) {
        Headers headers = new Headers();
        message.attributes().forEach(headers::add);
        try {
            Connection nats = Nats.connect("nats://" + at(reached));
            try {
                nats.publish(subject, headers, message.body().getBytes(StandardCharsets.UTF_8));
                nats.RTT(); // the server has it once it has answered what went after it
            } finally {
                nats.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String key() {
        return "channel.%s.endpoint".formatted(source.channel());
    }
}
