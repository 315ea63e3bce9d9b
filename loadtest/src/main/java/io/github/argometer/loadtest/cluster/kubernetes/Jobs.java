package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.clean.RecorderJobs;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The recorder Jobs that are there.
 *
 * @param active not ended yet
 * @param completed ended well, and not asked to go yet
 * @param deleting asked to go, and there until no finalizer holds them
 * @param failed ended badly, and not asked to go yet
 * @param held names of some of those being deleted
 */
public record Jobs(long active, long completed, long deleting, long failed, List<String> held) {

    private static final int EXAMPLES = 5;

    /** Counts the Jobs of {@code clean.namespace} and {@code clean.selector}. */
    public static Jobs count(KubernetesClient client, Settings settings) {
        long active = 0;
        long completed = 0;
        long deleting = 0;
        long failed = 0;
        List<String> held = new ArrayList<>();
        for (Iterator<Job> jobs = RecorderJobs.of(settings).all(client); jobs.hasNext(); ) {
            Job job = jobs.next();
            if (RecorderJobs.isBeingDeleted(job)) {
                if (++deleting <= EXAMPLES) {
                    held.add(job.getMetadata().getName());
                }
            } else if (RecorderJobs.has(job, "Failed")) {
                failed++;
            } else if (RecorderJobs.has(job, "Complete")) {
                completed++;
            } else {
                active++;
            }
        }
        return new Jobs(active, completed, deleting, failed, held);
    }
}
