package io.github.argometer.standin.argo;

/** A step of the flow could not handle an event: Argo Events drops it with a line in its log, and so does the stand-in. */
final class EventError extends Exception {

    EventError(String message) {
        super(message);
    }

    EventError(String message, Throwable cause) {
        super(message, cause);
    }
}
