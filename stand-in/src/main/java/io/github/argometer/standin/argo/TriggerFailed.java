package io.github.argometer.standin.argo;

/** A trigger did not do what it should: tried again if the sensor says so. */
final class TriggerFailed extends Exception {

    TriggerFailed(String message) {
        super(message);
    }

    TriggerFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
