package io.github.argometer.local.argo;

/** What a sensor does with an event that has passed. */
interface Trigger {

    /** Does it once. */
    void fire(CloudEvent event) throws TriggerFailed, InterruptedException;
}
