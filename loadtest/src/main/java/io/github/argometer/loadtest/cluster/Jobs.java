package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;

/**
 * The recorder Jobs that are there.
 *
 * @param active not ended yet
 * @param completed ended well, and not deleted yet
 * @param failed ended badly; clean-up leaves them
 */
public record Jobs(long active, long completed, long failed) {

    /** Counts the Jobs of {@code clean.namespace} and {@code clean.selector}, a page at a time. */
    public static Jobs count(KubernetesClient client, Settings settings) {
        Jobs sum = new Jobs(0, 0, 0);
        String next = "";
        do {
            JobList page = client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(settings.text("clean.namespace"))
                    .withLabelSelector(settings.text("clean.selector"))
                    .list(new ListOptionsBuilder()
                            .withLimit(settings.integer("clean.page", 1, 500))
                            .withContinue(next)
                            .build());
            for (Job job : page.getItems()) {
                sum = sum.plus(job);
            }
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        return sum;
    }

    private Jobs plus(Job job) {
        if (has(job, "Complete")) {
            return new Jobs(active, completed + 1, failed);
        }
        return has(job, "Failed") ? new Jobs(active, completed, failed + 1) : new Jobs(active + 1, completed, failed);
    }

    private static boolean has(Job job, String condition) {
        return job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(found -> found.getType().equals(condition) && "True".equals(found.getStatus()));
    }
}
