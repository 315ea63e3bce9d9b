package io.github.argometer.loadtest.cluster.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.clean.RecorderJobs;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the Jobs API knows of a run: those of {@code clean.namespace} and {@code clean.selector}, a page at a time, except
 * those that were there before the run. These are told by their uids, since no clock of this machine says when the API
 * server made them.
 */
public final class JobWitness implements Supplier<Evidence> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final Settings settings;
    /** Null where they could not be asked for. */
    private final Set<String> before;

    /** Looks at the Jobs that are there before the run {@code run.id}. */
    public JobWitness(KubernetesClient client, Settings settings) {
        this.client = client;
        this.settings = settings;
        this.before = uids();
    }

    @Override
    public Evidence get() {
        ChannelEvidence sqs = sqs();
        return sqs == ChannelEvidence.NONE
                ? Evidence.NONE
                : new Evidence(Instant.now().toString(), Map.of("sqs", sqs));
    }

    /**
     * Those of the run that have not ended, and those that failed, unless their event is known to be of another run; {@link
     * ChannelEvidence#NONE} where they cannot be told from those before, or not be asked for.
     */
    public ChannelEvidence sqs() {
        if (before == null) {
            return ChannelEvidence.NONE;
        }
        String ownEvents = settings.text("run.id") + "-";
        long active = 0;
        List<FailedJob> failed = new ArrayList<>();
        try {
            for (Iterator<Job> jobs = RecorderJobs.of(settings).all(client); jobs.hasNext(); ) {
                Job job = jobs.next();
                if (before.contains(job.getMetadata().getUid()) || RecorderJobs.has(job, "Complete")) {
                    continue;
                }
                String eventId = eventId(job);
                if (!RecorderJobs.has(job, "Failed")) {
                    active++;
                } else if (eventId == null || eventId.startsWith(ownEvents)) {
                    failed.add(new FailedJob(job.getMetadata().getName(), eventId, exitCode(job)));
                }
            }
        } catch (KubernetesClientException e) {
            return ChannelEvidence.NONE;
        }
        return new ChannelEvidence(null, null, null, null, null, null, null, null, null, active, failed);
    }

    private Set<String> uids() {
        try {
            Set<String> uids = new HashSet<>();
            RecorderJobs.of(settings)
                    .all(client)
                    .forEachRemaining(job -> uids.add(job.getMetadata().getUid()));
            return uids;
        } catch (KubernetesClientException e) {
            return null;
        }
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
            byte[] data = Base64.getDecoder()
                    .decode(JSON.readTree(argument).path("data").asText());
            JsonNode id = JSON.readTree(data).at("/messageAttributes/EventId/StringValue");
            return id.asText(null);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Of its last pod; null where there is none, or none may be asked for. */
    private Integer exitCode(Job job) {
        try {
            return client
                    .pods()
                    .inNamespace(job.getMetadata().getNamespace())
                    .withLabel("job-name", job.getMetadata().getName())
                    .list()
                    .getItems()
                    .stream()
                    .flatMap(pod -> Pods.containers(pod)
                            .map(ContainerStatus::getState)
                            .filter(state -> state != null && state.getTerminated() != null)
                            .map(state -> state.getTerminated().getExitCode())
                            .limit(1))
                    .reduce((one, later) -> later)
                    .orElse(null);
        } catch (KubernetesClientException e) {
            return null;
        }
    }
}
