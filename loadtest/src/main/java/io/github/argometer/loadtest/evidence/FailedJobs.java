package io.github.argometer.loadtest.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.evidence.ChannelEvidence.FailedJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * The recorder Jobs of a run that did not end well.
 *
 * @param active that have not ended
 * @param failed those that failed
 */
public record FailedJobs(long active, List<FailedJob> failed) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The Jobs of {@code clean.namespace} and {@code clean.selector} made at {@code since} or later, a page at a time. A
     * failed one whose event is known to be of another run than {@code run.id} is left out.
     */
    public static FailedJobs since(Instant since, KubernetesClient client, Settings settings) {
        long active = 0;
        List<FailedJob> failed = new ArrayList<>();
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
                if (!madeBefore(job, since)) {
                    active += has(job, "Complete") || has(job, "Failed") ? 0 : 1;
                    String eventId = eventId(job);
                    if (has(job, "Failed") && (eventId == null || eventId.startsWith(settings.text("run.id") + "-"))) {
                        failed.add(new FailedJob(job.getMetadata().getName(), eventId, exitCode(client, job)));
                    }
                }
            }
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        return new FailedJobs(active, failed);
    }

    /** Kubernetes tells a Job's making to the second. */
    private static boolean madeBefore(Job job, Instant since) {
        String made = job.getMetadata().getCreationTimestamp();
        return made != null && Instant.parse(made).isBefore(since.minusSeconds(1));
    }

    private static boolean has(Job job, String condition) {
        return job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(found -> found.getType().equals(condition) && "True".equals(found.getStatus()));
    }

    /** The EventId in the event that is the Job's argument, as far as that can be read: a Job may have failed for it. */
    private static String eventId(Job job) {
        try {
            String argument = job.getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .get(0)
                    .getArgs()
                    .get(0);
            String data = JSON.readTree(argument).path("data").asText();
            JsonNode event = JSON.readTree(Base64.getDecoder().decode(data.getBytes(StandardCharsets.US_ASCII)));
            return event.path("messageAttributes")
                    .path("EventId")
                    .path("StringValue")
                    .asText(null);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static Integer exitCode(KubernetesClient client, Job job) {
        try {
            return client
                    .pods()
                    .inNamespace(job.getMetadata().getNamespace())
                    .withLabel("job-name", job.getMetadata().getName())
                    .list()
                    .getItems()
                    .stream()
                    .map(FailedJobs::exitCode)
                    .filter(Objects::nonNull)
                    .reduce((one, later) -> later)
                    .orElse(null);
        } catch (KubernetesClientException e) {
            return null;
        }
    }

    private static Integer exitCode(Pod pod) {
        return pod.getStatus() == null
                ? null
                : pod.getStatus().getContainerStatuses().stream()
                        .map(container -> container.getState())
                        .filter(state -> state != null && state.getTerminated() != null)
                        .map(state -> state.getTerminated().getExitCode())
                        .findFirst()
                        .orElse(null);
    }
}
