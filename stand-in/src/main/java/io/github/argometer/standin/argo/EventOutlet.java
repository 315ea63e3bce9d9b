package io.github.argometer.standin.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.EventError;
import io.github.argometer.loadtest.argo.GoJson;
import io.github.argometer.loadtest.argo.SourceFilter;
import java.time.Clock;
import java.util.Optional;

/**
 * The last step of every source: filters what came, and publishes it under the source's name.
 *
 * @param source the EventSource's name
 * @param type {@code sqs} or {@code sns}
 * @param name the event's name in the EventSource
 */
record EventOutlet(
        String source, String type, String name, Optional<SourceFilter> filter, StandInBus bus, Clock clock) {

    /** Its name in logs and reports. */
    String place() {
        return "source %s/%s".formatted(source, name);
    }

    /**
     * Takes one message's data, as JSON. What the filter holds back ends here.
     *
     * @throws EventError where the filter cannot judge them, which drops the event
     */
    void dispatch(String data) throws EventError, JsonProcessingException {
        if (filter.isEmpty() || filter.get().passes(GoJson.read(data))) {
            bus.publish(CloudEvent.of(source, type, name, clock.instant(), data));
        }
    }
}
