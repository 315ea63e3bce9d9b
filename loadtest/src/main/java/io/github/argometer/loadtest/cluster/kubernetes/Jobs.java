package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.clean.RecorderJobs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The recorder Jobs that are there.
 *
 * @param active not ended yet
 * @param completed ended well, and not asked to go yet
 * @param deleting ended well, and there until their pods are gone and nothing else holds them
 * @param failed ended badly; clean-up leaves them
 * @param held names of some of those being deleted
 */
public record Jobs(long active, long completed, long deleting, long failed, List<String> held) {

    private static final int EXAMPLES = 5;

    /** Counts the Jobs of {@code clean.namespace} and {@code clean.selector}. */
    public static Jobs count(KubernetesClient client, Settings settings) {
        Counter counter = new Counter();
        each(client, settings, counter);
        return new Jobs(counter.active, counter.completed, counter.deleting, counter.failed, counter.held);
    }

    /** Gives each Job of {@code clean.namespace} and {@code clean.selector} to {@code taker}, a page at a time. */
    public static void each(KubernetesClient client, Settings settings, Consumer<Job> taker) {
        RecorderJobs.of(settings).all(client).forEachRemaining(taker);
    }

    private static final class Counter implements Consumer<Job> {
        private final List<String> held = new ArrayList<>();
        private long active;
        private long completed;
        private long deleting;
        private long failed;

        @Override
        public void accept(Job job) {
            if (RecorderJobs.has(job, "Failed")) {
                failed++;
            } else if (!RecorderJobs.has(job, "Complete")) {
                active++;
            } else if (!RecorderJobs.isBeingDeleted(job)) {
                completed++;
            } else {
                deleting++;
                if (held.size() < EXAMPLES) {
                    held.add(job.getMetadata().getName());
                }
            }
        }
    }
}
