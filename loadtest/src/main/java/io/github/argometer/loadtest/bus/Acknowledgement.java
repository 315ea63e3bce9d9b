package io.github.argometer.loadtest.bus;

import java.time.Instant;

/**
 * That a Sensor's trigger has done with an event of the bus.
 *
 * @param sequence of the event in the stream
 * @param source the EventSource's name, and {@code event} that of its event
 * @param sensor the Sensor's name, and {@code trigger} that of its trigger
 * @param taken when the trigger began with it, by the bus's clock; null where that is not known: after several deliveries, or not done
 * @param done when the bus had the acknowledgement; null where its stream dropped the event before that
 * @param deliveries how often the bus handed it over
 */
public record Acknowledgement(
        long sequence,
        String source,
        String event,
        String sensor,
        String trigger,
        Instant taken,
        Instant done,
        long deliveries) {

    /** The same, done at {@code time}. */
    public Acknowledgement doneAt(Instant time) {
        return new Acknowledgement(sequence, source, event, sensor, trigger, taken, time, deliveries);
    }
}
