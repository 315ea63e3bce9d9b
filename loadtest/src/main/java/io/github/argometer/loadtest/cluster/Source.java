package io.github.argometer.loadtest.cluster;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of an EventSource: where it takes events from, and under which name it puts them on the bus.
 *
 * @param eventSource the EventSource
 * @param eventName the entry's name
 * @param spec the entry
 */
record Source(ArgoObject eventSource, String eventName, Map<?, ?> spec) {

    /** The entry's text at {@code key}, "" where there is none. */
    String text(String key) {
        return text(spec, key);
    }

    /** The address of the AWS API that this source asks; empty = AWS itself. */
    Optional<URI> endpoint() {
        return Optional.of(text("endpoint")).filter(url -> !url.isEmpty()).map(URI::create);
    }

    /** The URL that SNS calls for this source, put together as Argo Events does. */
    String webhook() {
        if (!(spec.get("webhook") instanceof Map<?, ?> webhook)) {
            return "";
        }
        String endpoint = text(webhook, "endpoint");
        return text(webhook, "url") + (endpoint.startsWith("/") ? "" : "/") + endpoint;
    }

    /** Whether {@code dependency} listens to this source. */
    boolean feeds(Dependency dependency) {
        return dependency.eventSource().equals(eventSource.name())
                && dependency.event().equals(eventName);
    }

    @Override
    public String toString() {
        return eventSource.name() + "/" + eventName;
    }

    static String text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }
}
