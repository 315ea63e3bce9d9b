package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.argo.CloudEvent;

/** What a sensor does with an event that has passed. */
interface Trigger {

    /** Does it once. */
    void fire(CloudEvent event) throws TriggerFailed, InterruptedException;
}
