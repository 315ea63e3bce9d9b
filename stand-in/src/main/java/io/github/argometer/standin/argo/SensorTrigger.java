package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.Dependency;

/**
 * One trigger of a Sensor: which events it takes, and what it does with them.
 *
 * @param namespace the Sensor's, and so the bus's
 * @param name of Sensor and trigger, such as {@code sqs-job/recorder-job}
 * @param atLeastOnce goes on to the next event only when the action is done, or has failed as often as the strategy
 *     allows; else it is tried once, beside others
 */
record SensorTrigger(
        String namespace, String name, Dependency dependency, boolean atLeastOnce, Backoff backoff, Action action) {

    /** What is done with an event that has passed. */
    interface Action {

        /** Does it once. */
        void fire(CloudEvent event) throws Failed, InterruptedException;
    }

    /** An action did not do what it should: it is tried again if the Sensor says so. */
    static final class Failed extends Exception {

        /** @param cause null where there is none */
        Failed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
