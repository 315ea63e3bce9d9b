package io.github.argometer.local.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last step of every source: filters what came, and publishes it under the source's name.
 *
 * @param source the EventSource's name
 * @param type {@code sqs} or {@code sns}
 * @param name the event's name in the EventSource
 */
record EventOutlet(
        String source, String type, String name, Optional<SourceFilter> filter, StandInBus bus, Clock clock) {

    private static final Logger LOG = LoggerFactory.getLogger(EventOutlet.class);

    /** Takes one message's data, as JSON. What the filter holds back, or cannot judge, ends here. */
    void dispatch(String data) {
        try {
            if (filter.isEmpty() || filter.get().passes(GoJson.read(data))) {
                bus.publish(CloudEvent.of(source, type, name, clock.instant(), data));
            }
        } catch (EventError | JsonProcessingException e) {
            LOG.warn("local stand-in, source {}: an event is dropped: {}", source, e.getMessage());
        }
    }
}
