package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import java.util.function.Consumer;

/**
 * The recorder Jobs that are there.
 *
 * @param active not ended yet
 * @param completed ended well, and not deleted yet
 * @param failed ended badly; clean-up leaves them
 */
public record Jobs(long active, long completed, long failed) {

    /** Counts the Jobs of {@code clean.namespace} and {@code clean.selector}. */
    public static Jobs count(KubernetesClient client, Settings settings) {
        Jobs[] sum = {new Jobs(0, 0, 0)};
        each(client, settings, job -> sum[0] = sum[0].plus(job));
        return sum[0];
    }

    /** Gives each Job of {@code clean.namespace} and {@code clean.selector} to {@code taker}, a page at a time. */
    static void each(KubernetesClient client, Settings settings, Consumer<Job> taker) {
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
            page.getItems().forEach(taker);
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
    }

    private Jobs plus(Job job) {
        if (has(job, "Complete")) {
            return new Jobs(active, completed + 1, failed);
        }
        return has(job, "Failed") ? new Jobs(active, completed, failed + 1) : new Jobs(active + 1, completed, failed);
    }

    /** Whether {@code condition} (Complete or Failed) holds for {@code job}. */
    static boolean has(Job job, String condition) {
        return job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(found -> found.getType().equals(condition) && "True".equals(found.getStatus()));
    }
}
