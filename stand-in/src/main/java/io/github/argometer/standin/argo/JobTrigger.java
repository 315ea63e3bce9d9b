package io.github.argometer.standin.argo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.Parameters;
import java.util.function.Consumer;

/** A trigger that makes a Kubernetes Job of the manifest's, with the event in it. */
final class JobTrigger implements Trigger {

    private final ObjectNode resource;
    private final Parameters parameters;
    private final Consumer<ObjectNode> jobs;

    /** @param jobs take the Job; they run it later */
    JobTrigger(ObjectNode resource, Parameters parameters, Consumer<ObjectNode> jobs) {
        this.resource = resource;
        this.parameters = parameters;
        this.jobs = jobs;
    }

    @Override
    public void fire(CloudEvent event) throws TriggerFailed {
        try {
            jobs.accept(parameters.into(resource.deepCopy(), event));
        } catch (IllegalStateException e) {
            throw new TriggerFailed("the Job was not made: " + e.getMessage(), e);
        }
    }
}
