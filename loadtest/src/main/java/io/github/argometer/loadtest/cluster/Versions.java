package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.cluster.argo.Consumer;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import io.github.argometer.plan.SendPlan;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which builds of Argo Events and of the recorders the cluster runs, by their images; "" where none can be told. */
final class Versions {

    private static final Pattern SUPPORTED = Pattern.compile("v?1\\.9\\.([2-9]|1[01])");
    private static final Pattern VERSION = Pattern.compile("v?\\d+\\.\\d+\\.\\d+.*");

    private Versions() {}

    /**
     * What there is to say of {@code argoEvents}, as {@link #ofArgoEvents} gives it; empty where all is supported. No version is
     * refused: a newer one may well work, and one that does not is told by its bus.
     */
    static Optional<String> notice(String argoEvents) {
        List<String> others = Stream.of(argoEvents.split(", "))
                .filter(version -> !SUPPORTED.matcher(version).matches())
                .toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        List<String> outside = others.stream()
                .filter(version -> VERSION.matcher(version).matches())
                .toList();
        return Optional.of(
                outside.isEmpty()
                        ? "which version of Argo Events runs here cannot be told by its images; 1.9.2 to 1.9.11 are supported"
                        : "Argo Events %s runs here; 1.9.2 to 1.9.11 are supported"
                                .formatted(String.join(" and ", outside)));
    }

    /**
     * The tags of the images that Argo Events' controller, sources and Sensors run, or digests where they have none: more than one
     * where an upgrade is half done.
     */
    static String ofArgoEvents(KubernetesClient client, Settings settings) {
        return text(Restarts.argoEvents(client, settings)
                .flatMap(pod -> pod.getSpec().getContainers().stream())
                .map(container -> String.valueOf(container.getImage()))
                .filter(image -> image.matches(".*argo-events(:[^@/]+)?(@.*)?"))
                .map(image -> image.replaceFirst(".*argo-events[:@]?", "").replaceFirst("(?<=.)@.*", "")));
    }

    /** The images that the HTTP recorder runs, by digest. */
    static String recorderImage(KubernetesClient client, Settings settings) {
        ServiceAddress recorder = Cluster.recorder(settings);
        return text(
                Pods.staying(client, recorder.namespace(), recorder.spec(client).getSelector())
                        .flatMap(Pods::containers)
                        .map(ContainerStatus::getImageID)
                        .map(image -> image == null ? "" : image.replaceFirst("^[a-z-]+://", "")));
    }

    /** The images of the Jobs that the Sensors create, as their templates name them: by digest where they do. */
    static String jobImage(KubernetesClient client, Settings settings, SendPlan plan) {
        return text(EventPath.find(client, settings, plan).consumers().stream()
                .flatMap(Consumer::jobContainers)
                .map(container -> container.path("image").asText()));
    }

    private static String text(Stream<String> images) {
        return images.filter(image -> !image.isEmpty()).distinct().sorted().collect(Collectors.joining(", "));
    }
}
