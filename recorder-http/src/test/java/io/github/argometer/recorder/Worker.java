package io.github.argometer.recorder;

/** One of several that make events into rows, one after the other. */
interface Worker {

    /** Returns once the event's row is committed. */
    void record(String eventId) throws Exception;
}
