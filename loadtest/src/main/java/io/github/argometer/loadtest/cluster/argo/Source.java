package io.github.argometer.loadtest.cluster.argo;

import io.github.argometer.Range;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.send.AwsName;
import io.github.argometer.send.AwsService;
import io.github.argometer.send.Channel;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of an EventSource: where it takes events from, and under which name it puts them on the bus.
 *
 * @param eventSource the EventSource
 * @param channel the entry's type
 * @param eventName the entry's name
 * @param spec the entry
 */
public record Source(ArgoObject eventSource, Channel channel, String eventName, Map<?, ?> spec) {

    /** The field that names the queue or the topic. */
    public String target() {
        return channel == Channel.SQS ? "queue" : "topicArn";
    }

    /** What this entry reads, as far as it says so; empty where that names no queue or topic. */
    public Optional<AwsName> name() {
        String region = text(spec, "region");
        return AwsName.of(channel, text(spec, target()))
                .map(name ->
                        channel == Channel.SNS ? name : new AwsName(region, text(spec, "queueAccountId"), name.name()));
    }

    /** Where it reads, to be told from other places. */
    public List<Object> place() {
        return Arrays.asList(name(), spec.get("endpoint"));
    }

    /** What it reads, for people, as precisely as {@code wanted} is. */
    public String text(AwsName wanted) {
        if (!has(target())) {
            return wrong(target(), "is missing").missing().get(0).what();
        }
        boolean precisely = !(wanted.region() + wanted.account()).isEmpty() && channel == Channel.SQS;
        String owner = text(spec, "queueAccountId");
        return spec.get(target())
                + (precisely ? " in " + text(spec, "region") + (owner.isEmpty() ? "" : " of " + owner) : "");
    }

    /**
     * The text of {@code field}.
     *
     * @throws NotReadyException where it is missing, or no text
     */
    public String required(String field) {
        return text(spec, field, field);
    }

    /**
     * The text of {@code field}, "" where it is missing.
     *
     * @throws NotReadyException where it is no text
     */
    public String optional(String field) {
        return spec.get(field) == null ? "" : required(field);
    }

    /** Whether {@code field} is given. */
    public boolean has(String field) {
        return spec.get(field) != null && !"".equals(spec.get(field));
    }

    /** The text at {@code key} of the map that {@code field} must be, such as a Secret's name. */
    public String required(String field, String key) {
        if (!(spec.get(field) instanceof Map<?, ?> map)) {
            throw wrong(field, "is missing");
        }
        return text(map, key, field + "." + key);
    }

    /** The complaint about {@code field} of this entry. */
    public NotReadyException wrong(String field, String what) {
        return eventSource.wrong("%s.%s.%s".formatted(channel.label(), eventName, field), what);
    }

    /** The address of the AWS API that this source asks; empty = AWS itself. */
    public Optional<URI> endpoint() {
        String endpoint = optional("endpoint");
        return endpoint.isEmpty()
                ? Optional.empty()
                : Optional.of(AwsService.url(endpoint)
                        .orElseThrow(() -> wrong(
                                "endpoint",
                                (new Range.Url().hides(endpoint) ? "" : "= \"%s\" ".formatted(endpoint))
                                        + "is no http or https URL")));
    }

    /** The URL that SNS calls for this source, put together as Argo Events does. */
    public String webhook() {
        String url = required("webhook", "url");
        String endpoint = required("webhook", "endpoint");
        return url + (endpoint.startsWith("/") ? "" : "/") + endpoint;
    }

    /** Whether {@code dependency} listens to this source. */
    public boolean feeds(Dependency dependency) {
        return dependency.eventSource().equals(eventSource.name())
                && dependency.event().equals(eventName);
    }

    @Override
    public String toString() {
        return eventSource.name() + "/" + eventName;
    }

    public static String text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }

    private String text(Map<?, ?> map, String key, String field) {
        Object value = map.get(key);
        if (value == null || value.equals("")) {
            throw wrong(field, "is missing");
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrong(field, "must be a text in quotes");
    }
}
