package io.github.argometer.loadtest.wire;

import java.net.URI;
import java.util.Optional;

/**
 * Where the wired objects go, and what they read.
 *
 * @param eventsNamespace of EventSources and Sensors
 * @param recorderNamespace of the HTTP recorder
 * @param recorderService its Service
 * @param workersNamespace of the workers of a run
 * @param jobsNamespace of the recorders that are Jobs
 * @param keepSources whether queues, topics and subjects keep their names
 * @param awsEndpoint LocalStack, in place of what each EventSource names
 */
public record WireOptions(
        String eventsNamespace,
        String recorderNamespace,
        String recorderService,
        String workersNamespace,
        String jobsNamespace,
        boolean keepSources,
        Optional<URI> awsEndpoint) {}
