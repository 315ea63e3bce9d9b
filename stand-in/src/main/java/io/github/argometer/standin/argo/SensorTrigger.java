package io.github.argometer.standin.argo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.Conditions;
import io.github.argometer.loadtest.argo.Dependency;
import io.github.argometer.loadtest.argo.EventError;
import io.github.argometer.loadtest.argo.GoJson;
import io.github.argometer.loadtest.argo.Parameters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One trigger of a Sensor: which events it takes, and what it does with them.
 *
 * @param dependencies those that its conditions name
 * @param namespace the Sensor's, and so the bus's
 * @param name of Sensor and trigger, such as {@code argometer-job/recorder-job}
 * @param atLeastOnce goes on to the next event only when the action is done, or has failed as often as the strategy
 *     allows; else it is tried once, beside others
 */
record SensorTrigger(
        String namespace,
        String name,
        List<Dependency> dependencies,
        Conditions conditions,
        boolean atLeastOnce,
        Backoff backoff,
        Action action) {

    /** Those of its dependencies that wait for {@code event}. */
    List<Dependency> hearing(CloudEvent event) {
        return dependencies.stream()
                .filter(dependency -> dependency.eventSourceName().equals(event.source())
                        && dependency.eventName().equals(event.subject()))
                .toList();
    }

    /**
     * The events to act on now that {@code event} has come; empty where a filter holds it back, or others are waited for.
     *
     * @param kept the last event of each dependency since the trigger acted, which this may change
     * @throws EventError where transform or filter fail, which drops the event
     */
    Optional<Map<String, CloudEvent>> take(Dependency dependency, CloudEvent event, Map<String, CloudEvent> kept)
            throws EventError {
        Optional<CloudEvent> passed = dependency.take(event);
        return passed.isEmpty() ? Optional.empty() : conditions.take(dependency.name(), passed.get(), kept);
    }

    /** What is done with events that have passed. */
    interface Action {

        /** Does it once, with events by dependency. */
        void fire(Map<String, CloudEvent> events) throws Failed, InterruptedException;
    }

    /** An action did not do what it should: it is tried again if the Sensor says so. */
    static final class Failed extends Exception {

        /** @param cause null where there is none */
        Failed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * An HTTP request. Any answer is a success, unless the trigger's policy names those that are.
     *
     * @param client may be shared
     * @param headers secret ones included
     * @param allowed status codes that are a success; empty for all
     */
    record HttpAction(
            HttpClient client,
            URI url,
            String method,
            Duration timeout,
            Map<String, String> headers,
            Parameters payload,
            List<Integer> allowed)
            implements Action {

        /** @throws IllegalArgumentException for a method or a header that HTTP does not allow */
        HttpAction {
            request(url, method, timeout, headers, "");
        }

        @Override
        public void fire(Map<String, CloudEvent> events) throws Failed, InterruptedException {
            ObjectNode body = payload.into(GoJson.MAPPER.createObjectNode(), events);
            try {
                int status = client.send(
                                request(url, method, timeout, headers, GoJson.text(body)),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (!allowed.isEmpty() && !allowed.contains(status)) {
                    throw new Failed("%s answered %d, not one of %s".formatted(url, status, allowed), null);
                }
            } catch (IOException e) {
                throw new Failed("%s: %s".formatted(url, e), e);
            }
        }

        private static HttpRequest request(
                URI url, String method, Duration timeout, Map<String, String> headers, String body) {
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .timeout(timeout)
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::setHeader);
            return request.build();
        }
    }
}
