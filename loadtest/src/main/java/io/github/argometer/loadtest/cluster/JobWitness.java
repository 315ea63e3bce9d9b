package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.cluster.kubernetes.FailedJobs;
import io.github.argometer.loadtest.evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What the Jobs API alone knows of a run. */
final class JobWitness {

    private JobWitness() {}

    /** The Jobs that are there before a run, by uid; null where they cannot be asked for. */
    static Set<String> before(KubernetesClient client, Settings settings) {
        try {
            return FailedJobs.uids(client, settings);
        } catch (KubernetesClientException e) {
            return null;
        }
    }

    static Evidence testify(Set<String> before, KubernetesClient client, Settings settings) {
        if (before == null) {
            return Evidence.NONE;
        }
        try {
            FailedJobs jobs = FailedJobs.of(before, client, settings);
            ChannelEvidence sqs = new ChannelEvidence(
                    null, null, null, null, null, null, null, null, null, jobs.active(), jobs.failed());
            return new Evidence(Instant.now().toString(), Map.of("sqs", sqs));
        } catch (KubernetesClientException e) {
            return Evidence.NONE;
        }
    }
}
