package io.github.argometer.standin.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.EventError;
import io.github.argometer.loadtest.argo.GoJson;
import io.github.argometer.loadtest.argo.SourceFilter;
import java.time.Clock;
import java.util.Optional;

/**
 * Who publishes: what every source makes of a message's data.
 *
 * @param source the EventSource's name
 * @param type {@code sqs}, {@code sns} or {@code webhook}
 * @param name the event's name in the EventSource
 */
public record EventOutlet(
        String namespace, String source, String type, String name, Optional<SourceFilter> filter, Clock clock) {

    /** Its name in logs and reports. */
    String place() {
        return "source %s/%s".formatted(source, name);
    }

    /** What no other source has. */
    String id() {
        return bus().substring(SensorRoutes.BUS.length());
    }

    /** Where its events go. */
    String bus() {
        return SensorRoutes.bus(namespace, source, name);
    }

    /**
     * The event of one message's data, as JSON; empty where the filter holds it back.
     *
     * @throws EventError where the filter cannot judge them, which drops the event
     */
    public Optional<CloudEvent> event(String data) throws EventError, JsonProcessingException {
        return filter.isEmpty() || filter.get().passes(GoJson.read(data))
                ? Optional.of(CloudEvent.of(source, type, name, clock.instant(), data))
                : Optional.empty();
    }
}
