package io.github.argometer.loadtest.cluster.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.clean.RecorderJobs;
import io.github.argometer.loadtest.evidence.ChannelEvidence.FailedJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The recorder Jobs of a run that did not end well.
 *
 * @param active that have not ended
 * @param failed those that failed
 */
public record FailedJobs(long active, List<FailedJob> failed) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The Jobs of {@code clean.namespace} and {@code clean.selector} that are there now, by uid. */
    public static Set<String> uids(KubernetesClient client, Settings settings) {
        Set<String> uids = new HashSet<>();
        Jobs.each(client, settings, job -> uids.add(job.getMetadata().getUid()));
        return uids;
    }

    /**
     * The Jobs of {@code clean.namespace} and {@code clean.selector}, a page at a time, but for those that were there
     * before the run: told by their uids, since no clock of this machine says when the API server made them. A failed one
     * whose event is known to be of another run than {@code run.id} is left out.
     *
     * @param before the uids of those that were there before
     */
    public static FailedJobs of(Set<String> before, KubernetesClient client, Settings settings) {
        String ownEvents = settings.text("run.id") + "-";
        LongAdder active = new LongAdder();
        List<FailedJob> failed = new ArrayList<>();
        Jobs.each(client, settings, job -> {
            if (before.contains(job.getMetadata().getUid())) {
                return;
            }
            String eventId = eventId(job);
            if (!RecorderJobs.has(job, "Failed")) {
                active.add(RecorderJobs.has(job, "Complete") ? 0 : 1);
            } else if (eventId == null || eventId.startsWith(ownEvents)) {
                failed.add(new FailedJob(job.getMetadata().getName(), eventId, exitCode(client, job)));
            }
        });
        return new FailedJobs(active.sum(), failed);
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
