package io.github.argometer.loadtest.cluster.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Printable;
import io.github.argometer.Settings;
import io.github.argometer.clean.RecorderJobs;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.bus.BusEvent;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the Jobs API knows of a run: those of {@code clean.namespace} and {@code clean.selector}, a page at a time, except
 * those that were there before the run. These are told by their uids, since no clock of this machine says when the API
 * server made them.
 */
public final class JobWitness implements Supplier<Evidence> {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** So many failed Jobs' logs are asked for, one request each. */
    private static final int LOGS = 20;

    private static final String LEFT_OUT = "only the logs of the first %d failed Jobs are read".formatted(LOGS);

    private static final int LINES = 10;
    /** Characters. */
    private static final int LINE = 300;

    private static final int LOG_BYTES = 65_536;
    private static final String LOG = "/api/v1/namespaces/%s/pods/%s/log?container=%s&limitBytes=%d&tailLines=%d";

    /** How a pod's container ended. */
    private record End(String pod, String container, Integer exitCode) {}

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
        ChannelEvidence sqs = of(new Flow(Channel.SQS, ""));
        return sqs == ChannelEvidence.NONE
                ? Evidence.NONE
                : new Evidence(Instant.now().toString(), Map.of(Channel.SQS.label(), sqs));
    }

    /**
     * Those of the run that the trigger of {@code flow} made and that have not ended, and those that failed, unless their events are
     * known to be of another run or another channel; {@link ChannelEvidence#NONE} where they cannot be told from those before, or
     * not be asked for.
     */
    public ChannelEvidence of(Flow flow) {
        if (before == null) {
            return ChannelEvidence.NONE;
        }
        String ownEvents = settings.text("run.id") + "-" + flow.channel() + "-";
        long active = 0;
        List<FailedJob> failed = new ArrayList<>();
        try {
            for (Iterator<Job> jobs = RecorderJobs.of(settings).all(client); jobs.hasNext(); ) {
                Job job = jobs.next();
                if (before.contains(job.getMetadata().getUid())
                        || RecorderJobs.has(job, "Complete")
                        || !flow.trigger().equals(trigger(job))) {
                    continue;
                }
                if (!RecorderJobs.has(job, "Failed")) {
                    active++;
                    continue;
                }
                List<String> events = eventIds(job);
                Optional<String> own =
                        events.stream().filter(id -> id.startsWith(ownEvents)).findFirst();
                if (own.isPresent() || events.isEmpty()) {
                    failed.add(failed(job, own.orElse(null), failed.size() < LOGS));
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

    /** The EventIds in the events that are the Job's arguments, as far as they can be read: a Job may have failed for them. */
    private static List<String> eventIds(Job job) {
        return container(job).map(Container::getArgs).orElse(List.of()).stream()
                .map(JobWitness::eventId)
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private static String eventId(String argument) {
        try {
            byte[] data = Base64.getDecoder()
                    .decode(JSON.readTree(argument).path("data").asText());
            return BusEvent.carried(data);
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private static String trigger(Job job) {
        return container(job).map(Container::getEnv).orElse(List.of()).stream()
                .filter(variable -> variable.getName().equals(SettingFiles.TRIGGER_VARIABLE))
                .map(EnvVar::getValue)
                .findFirst()
                .orElse("");
    }

    private static Optional<Container> container(Job job) {
        return job.getSpec() == null
                ? Optional.empty()
                : job.getSpec().getTemplate().getSpec().getContainers().stream().findFirst();
    }

    /** What is known of {@code job}, which failed; its log is only asked for where {@code withLog} says so. */
    private FailedJob failed(Job job, String eventId, boolean withLog) {
        Integer exitCode = null;
        List<String> log = null;
        String noLog = null;
        try {
            Optional<End> end = lastEnd(job);
            exitCode = end.map(End::exitCode).orElse(null);
            if (!withLog) {
                noLog = LEFT_OUT;
            } else if (end.isEmpty()) {
                noLog = "no pod of it that ran is left";
            } else {
                log = log(job, end.get());
            }
        } catch (KubernetesClientException e) {
            noLog = Kubernetes.failure(e).what();
        }
        return new FailedJob(job.getMetadata().getName(), eventId, exitCode, reason(job), log, noLog);
    }

    /** Asked for by its path: fabric8's getLog() waits for the pod first, which lists, and may watch, what a user may not. */
    private List<String> log(Job job, End end) {
        return lines(client.raw(
                LOG.formatted(job.getMetadata().getNamespace(), end.pod, end.container, LOG_BYTES, LINES),
                "GET",
                null));
    }

    /** The last lines of {@code log} that hold something, each harmless and cut. */
    private static List<String> lines(String log) {
        List<String> lines = log.lines()
                .map(line -> Printable.line(line.replace('\t', ' ').stripTrailing()))
                .filter(line -> !line.isBlank())
                .map(line -> Printable.cut(line, LINE))
                .toList();
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    }

    private static String reason(Job job) {
        return RecorderJobs.condition(job, "Failed")
                .map(condition -> Stream.of(condition.getReason(), condition.getMessage())
                        .filter(text -> text != null && !text.isBlank())
                        .map(Printable::line)
                        .collect(Collectors.joining(": ")))
                .filter(text -> !text.isEmpty())
                .orElse(null);
    }

    /** Of the pod made last of those of which a container has ended. */
    private Optional<End> lastEnd(Job job) {
        return client
                .pods()
                .inNamespace(job.getMetadata().getNamespace())
                .withLabel("job-name", job.getMetadata().getName())
                .list()
                .getItems()
                .stream()
                .sorted(Comparator.comparing(
                        (Pod pod) -> pod.getMetadata().getCreationTimestamp(),
                        Comparator.nullsFirst(Comparator.naturalOrder())))
                .flatMap(pod -> Pods.containers(pod)
                        .filter(container -> container.getState() != null
                                && container.getState().getTerminated() != null)
                        .map(container -> new End(
                                pod.getMetadata().getName(),
                                container.getName(),
                                container.getState().getTerminated().getExitCode()))
                        .limit(1))
                .reduce((one, later) -> later);
    }
}
