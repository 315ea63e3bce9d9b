package io.github.argometer.loadtest.argo;

/** A step of the flow could not handle an event: Argo Events drops it with a line in its log, and so does the stand-in. */
public final class EventError extends Exception {

    /** @param message what could not be done */
    public EventError(String message) {
        super(message);
    }

    /** @param message what could not be done */
    public EventError(String message, Throwable cause) {
        super(message, cause);
    }
}
