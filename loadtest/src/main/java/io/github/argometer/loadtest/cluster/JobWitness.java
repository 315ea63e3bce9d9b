package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence;
import java.time.Instant;
import java.util.Map;

/** What the Jobs API alone knows of a run. */
final class JobWitness {

    private JobWitness() {}

    static Evidence testify(Instant since, KubernetesClient client, Settings settings) {
        try {
            FailedJobs jobs = FailedJobs.since(since, client, settings);
            ChannelEvidence sqs = new ChannelEvidence(
                    null, null, null, null, null, null, null, null, null, jobs.active(), jobs.failed());
            return new Evidence(Instant.now().toString(), Map.of("sqs", sqs));
        } catch (KubernetesClientException e) {
            return Evidence.NONE;
        }
    }
}
