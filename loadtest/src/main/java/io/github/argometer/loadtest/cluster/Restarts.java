package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import io.github.argometer.loadtest.cluster.kubernetes.Services;
import io.github.argometer.loadtest.evidence.Evidence.Restart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The containers that an event passes, as they are now: those of Argo Events' sources, Sensors, buses and controller, of the HTTP
 * recorder and of the database. Not those of Jobs, which come and go.
 *
 * @param ended how often each has ended so far, by uid of its pod and name
 */
record Restarts(Map<String, Integer> ended) {

    private static final Set<String> OF_ARGO_EVENTS = Set.of("eventsource-name", "sensor-name", "eventbus-name");
    private static final String CONTROLLER = "controller-manager";

    /** Those there are now; what cannot be asked is left out. */
    static Restarts now(KubernetesClient client, Settings settings) {
        Map<String, Integer> ended = new HashMap<>();
        pods(client, settings)
                .forEach(pod -> containers(pod).forEach(container -> ended.put(key(pod, container), ended(container))));
        return new Restarts(ended);
    }

    /** Those that have ended since then, or are new, as a pod that takes another's place is; in the order of time. */
    List<Restart> since(KubernetesClient client, Settings settings) {
        List<Restart> restarts = new ArrayList<>();
        if (ended.isEmpty()) {
            return restarts; // nobody could be asked then, so all would look new
        }
        pods(client, settings).forEach(pod -> containers(pod).forEach(container -> {
            Integer before = ended.get(key(pod, container));
            String name = pod.getMetadata().getName();
            if (before == null) {
                restarts.add(new Restart(name, container.getName(), started(pod, container), "a new pod"));
            } else if (ended(container) > before) {
                Optional<ContainerStateTerminated> end = end(container);
                restarts.add(new Restart(
                        name,
                        container.getName(),
                        end.map(ContainerStateTerminated::getFinishedAt).orElseGet(() -> started(pod, container)),
                        end.map(Restarts::reason).orElse("not known")));
            }
        }));
        restarts.sort(Comparator.comparing(Restart::at, Comparator.nullsLast(Comparator.naturalOrder())));
        return restarts;
    }

    /** The version of Argo Events: the tag of the image that its sources and Sensors run, its digest where it has none. */
    static Optional<String> version(KubernetesClient client, Settings settings) {
        return argoEvents(client, settings)
                .flatMap(pod -> pod.getSpec().getContainers().stream())
                .map(container -> String.valueOf(container.getImage()))
                .filter(image -> image.matches(".*argo-events(:[^@/]+)?(@.*)?"))
                .map(image -> image.replaceFirst(".*argo-events[:@]?", "").replaceFirst("(?<=.)@.*", ""))
                .filter(tag -> !tag.isEmpty())
                .findFirst();
    }

    private static Stream<Pod> pods(KubernetesClient client, Settings settings) {
        ServiceAddress recorder = new ServiceAddress(
                settings.text("cluster.test.namespace"), settings.text("cluster.recorder.service"), 80);
        return Stream.of(
                        argoEvents(client, settings),
                        behind(client, recorder),
                        behind(client, DatabaseTarget.service(settings)))
                .flatMap(pods -> pods);
    }

    private static Stream<Pod> argoEvents(KubernetesClient client, Settings settings) {
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
        Map<String, String> labels =
                Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
        return OF_ARGO_EVENTS.stream().anyMatch(labels::containsKey)
                || labels.values().stream().anyMatch(value -> value.endsWith(CONTROLLER));
    }

    private static Stream<Pod> behind(KubernetesClient client, ServiceAddress service) {
        try {
            return Pods.alive(
                    client,
                    service.namespace(),
                    Services.get(client, service).getSpec().getSelector());
        } catch (KubernetesClientException | NotReadyException e) {
            return Stream.empty();
        }
    }

    private static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null ? Stream.empty() : pod.getStatus().getContainerStatuses().stream();
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
