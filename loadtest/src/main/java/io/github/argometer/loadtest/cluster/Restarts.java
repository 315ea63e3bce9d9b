package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import io.github.argometer.loadtest.evidence.Evidence.Restart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The containers that an event passes: those of Argo Events' sources, Sensors, buses and controller, of the HTTP recorder
 * and of the database. Not those of Jobs, which come and go. What cannot be asked is left out.
 */
final class Restarts {

    private static final Set<String> OF_ARGO_EVENTS = Set.of("eventsource-name", "sensor-name", "eventbus-name");
    private static final String CONTROLLER = "controller-manager";

    private final KubernetesClient client;
    private final Settings settings;
    private final EventPath path;
    /** How often each had ended, by uid of its pod and name. */
    private final Map<String, Integer> before = new HashMap<>();

    /** Looks at those of {@code path} that are there now. */
    Restarts(KubernetesClient client, Settings settings, EventPath path) {
        this.client = client;
        this.settings = settings;
        this.path = path;
        each((pod, container) -> before.put(key(pod, container), ended(container)));
    }

    /** Those that have ended since then, or are new, as a pod that takes another's place is; in the order of time. */
    List<Restart> since() {
        List<Restart> restarts = new ArrayList<>();
        if (before.isEmpty()) {
            return restarts; // nobody could be asked then, so all would look new
        }
        each((pod, container) -> {
            Integer then = before.get(key(pod, container));
            if (then == null || ended(container) > then) {
                Optional<ContainerStateTerminated> end = then == null ? Optional.empty() : end(container);
                restarts.add(new Restart(
                        pod.getMetadata().getName(),
                        container.getName(),
                        end.map(ContainerStateTerminated::getFinishedAt).orElseGet(() -> started(pod, container)),
                        end.map(Restarts::reason).orElse(then == null ? "a new pod" : "not known")));
            }
        });
        restarts.sort(Comparator.comparing(Restart::at, Comparator.nullsLast(Comparator.naturalOrder())));
        return restarts;
    }

    private void each(BiConsumer<Pod, ContainerStatus> taker) {
        Stream.of(
                        argoEvents(client, settings).filter(this::isOnOurWay),
                        behind(Cluster.recorder(settings)),
                        behind(Cluster.database(settings)))
                .flatMap(pods -> pods)
                .forEach(pod -> Pods.containers(pod).forEach(container -> taker.accept(pod, container)));
    }

    /** The pods of Argo Events' sources, Sensors, buses and controller. */
    static Stream<Pod> argoEvents(KubernetesClient client, Settings settings) {
        try {
            return client
                    .pods()
                    .inNamespace(settings.text("cluster.events.namespace"))
                    .withoutLabel("job-name")
                    .list()
                    .getItems()
                    .stream()
                    .filter(Restarts::isArgoEvents);
        } catch (KubernetesClientException e) {
            return Stream.empty();
        }
    }

    private static boolean isArgoEvents(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels != null && (OF_ARGO_EVENTS.stream().anyMatch(labels::containsKey) || isController(labels));
    }

    private static boolean isController(Map<String, String> labels) {
        return labels.values().stream().anyMatch(value -> value.endsWith(CONTROLLER));
    }

    private boolean isOnOurWay(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return isController(labels) || path.isServedBy(labels);
    }

    private Stream<Pod> behind(ServiceAddress service) {
        try {
            return Pods.alive(client, service.namespace(), service.spec(client).getSelector());
        } catch (KubernetesClientException | NotReadyException e) {
            return Stream.empty();
        }
    }

    private static String key(Pod pod, ContainerStatus container) {
        return pod.getMetadata().getUid() + "/" + container.getName();
    }

    /** Kubernetes counts an end once it has started the container again. */
    private static int ended(ContainerStatus container) {
        boolean down = container.getState() != null && container.getState().getTerminated() != null;
        return container.getRestartCount() + (down ? 1 : 0);
    }

    private static Optional<ContainerStateTerminated> end(ContainerStatus container) {
        return Stream.of(container.getState(), container.getLastState())
                .filter(state -> state != null && state.getTerminated() != null)
                .map(state -> state.getTerminated())
                .findFirst();
    }

    private static String started(Pod pod, ContainerStatus container) {
        return container.getState() == null || container.getState().getRunning() == null
                ? pod.getMetadata().getCreationTimestamp()
                : container.getState().getRunning().getStartedAt();
    }

    private static String reason(ContainerStateTerminated end) {
        return "%s, exit code %d".formatted(end.getReason(), end.getExitCode());
    }
}
