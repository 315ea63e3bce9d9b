package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.github.argometer.clean.RecorderJobs;
import io.github.argometer.loadtest.NotReadyException.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the pods of something run and are ready, and if not, what they wait for. */
public final class Pods {

    private static final Set<String> ENDED = Set.of("Failed", "Succeeded");

    /** Pods a request. */
    private static final long PAGE = 500;

    private Pods() {}

    /** The pods with {@code labels} that have not ended, as evicted ones have that Kubernetes still shows. */
    public static Stream<Pod> alive(KubernetesClient client, String namespace, Map<String, String> labels) {
        return client.pods().inNamespace(namespace).withLabels(labels).list().getItems().stream()
                .filter(pod -> pod.getStatus() == null
                        || pod.getStatus().getPhase() == null
                        || !ENDED.contains(pod.getStatus().getPhase()));
    }

    /** Those of {@link #alive} that are to stay so: none that is being deleted. */
    public static Stream<Pod> staying(KubernetesClient client, String namespace, Map<String, String> labels) {
        return alive(client, namespace, labels).filter(pod -> pod.getMetadata().getDeletionTimestamp() == null);
    }

    /**
     * Pods that find no place on a node.
     *
     * @param message what the scheduler says of the first of them; null where there is none, or it says nothing
     */
    public record Unschedulable(long count, String message) {}

    /** Those of {@code jobs} that find no place now, asked for page by page: their pods have the labels of the Jobs. */
    public static Unschedulable unschedulable(KubernetesClient client, RecorderJobs jobs) {
        long count = 0;
        String message = null;
        String token = null;
        do {
            PodList list = client.pods()
                    .inNamespace(jobs.namespace())
                    .withLabelSelector(jobs.selector())
                    .withField("status.phase", "Pending")
                    .list(new ListOptionsBuilder()
                            .withLimit(PAGE)
                            .withContinue(token)
                            .build());
            for (Pod pod : list.getItems()) {
                Optional<PodCondition> why = unscheduled(pod)
                        .filter(condition -> "Unschedulable".equals(condition.getReason()))
                        .findFirst();
                if (why.isPresent() && ++count == 1) {
                    message = why.get().getMessage();
                }
            }
            token = list.getMetadata() == null ? null : list.getMetadata().getContinue();
        } while (token != null && !token.isEmpty());
        return new Unschedulable(count, message);
    }

    private static Stream<PodCondition> unscheduled(Pod pod) {
        return pod.getStatus() == null
                ? Stream.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition ->
                                condition.getType().equals("PodScheduled") && "False".equals(condition.getStatus()));
    }

    /** The containers of {@code pod}; none before Kubernetes has started it. */
    public static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null ? Stream.empty() : pod.getStatus().getContainerStatuses().stream();
    }

    /**
     * What is missing before {@code owner} has {@code least} pods or more, all of them ready.
     *
     * @param labels of its pods
     */
    public static List<Missing> missing(
            KubernetesClient client, String namespace, Map<String, String> labels, String owner, int least) {
        return missing(staying(client, namespace, labels).toList(), namespace, owner, least);
    }

    /** What is missing before {@code owner}, which has {@code pods}, has {@code least} or more, all of them ready. */
    public static List<Missing> missing(List<Pod> pods, String namespace, String owner, int least) {
        List<Missing> missing = new ArrayList<>();
        if (pods.size() < least) {
            missing.add(new Missing(
                    "%s has %d of %d pods".formatted(owner, pods.size(), least),
                    "kubectl -n %s get events --sort-by=.lastTimestamp".formatted(namespace)));
        }
        for (Pod pod : pods) {
            if (!Readiness.getInstance().isReady(pod)) {
                String name = pod.getMetadata().getName();
                missing.add(new Missing(
                        "%s: pod %s is not ready (%s)".formatted(owner, name, state(pod)),
                        "kubectl -n %1$s describe pod %2$s; kubectl -n %1$s logs %2$s".formatted(namespace, name)));
            }
        }
        return missing;
    }

    private static String state(Pod pod) {
        if (pod.getStatus() == null) {
            return "not scheduled yet";
        }
        return containers(pod)
                .flatMap(Pods::reasons)
                .findFirst()
                .or(() -> unscheduled(pod)
                        .map(condition -> condition.getReason() + ": " + condition.getMessage())
                        .findFirst())
                .orElse(String.valueOf(pod.getStatus().getPhase()));
    }

    private static Stream<String> reasons(ContainerStatus container) {
        ContainerState state = container.getState();
        if (state != null && state.getWaiting() != null) {
            String message = state.getWaiting().getMessage();
            return Stream.of(state.getWaiting().getReason() + (message == null ? "" : ": " + message));
        }
        if (state != null && state.getTerminated() != null) {
            return Stream.of("ended with exit code " + state.getTerminated().getExitCode());
        }
        return Stream.empty();
    }
}
