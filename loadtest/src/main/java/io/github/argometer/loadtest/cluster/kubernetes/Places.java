package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.loadtest.Counted;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How many pods a cluster takes.
 *
 * @param ofNodes on the nodes that take pods without tolerations, other people's pods included; null where not known
 * @param ofQuota that a ResourceQuota of the Jobs' namespace lets be; null where there is none, or not known
 * @param refusal why the nodes may not be asked, where that is so
 */
public record Places(Long ofNodes, Long ofQuota, Optional<String> refusal) {

    /** Nothing is known. */
    public static final Places UNKNOWN = new Places(null, null, Optional.empty());

    private static final Set<String> KEEPS_OFF = Set.of("NoSchedule", "NoExecute");
    private static final List<String> PODS = List.of("pods", "count/pods");

    /** Asks for those of the nodes, and of {@code namespace}. */
    public static Places ask(KubernetesClient client, String namespace) {
        Long ofNodes = null;
        Long ofQuota = null;
        Optional<String> refusal = Optional.empty();
        try {
            long sum = client.nodes().list().getItems().stream()
                    .filter(Places::takesPods)
                    .mapToLong(Places::pods)
                    .sum();
            ofNodes = sum == 0 ? null : Long.valueOf(sum); // what has no node is no cluster
        } catch (KubernetesClientException e) {
            // The local stand-in has Jobs, and no nodes.
            refusal = e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                    ? Optional.empty()
                    : Optional.of(Kubernetes.failure(e).what());
        }
        try {
            ofQuota = client.resourceQuotas().inNamespace(namespace).list().getItems().stream()
                    .filter(quota -> quota.getSpec() != null && quota.getSpec().getHard() != null)
                    .flatMap(quota -> PODS.stream().map(quota.getSpec().getHard()::get))
                    .filter(Objects::nonNull)
                    .map(Places::number)
                    .min(Long::compare)
                    .orElse(null);
        } catch (KubernetesClientException e) {
            // a quota is seldom, and its absence says as much
        }
        return new Places(ofNodes, ofQuota, refusal);
    }

    /** The lesser of both; null where neither is known. */
    public Long least() {
        return Stream.of(ofNodes, ofQuota)
                .filter(Objects::nonNull)
                .min(Long::compare)
                .orElse(null);
    }

    /** How many there are, as a sentence that begins with "there" goes on. */
    public String text() {
        Long least = least();
        return least == null
                ? "are places for a number of pods that is not known"
                : (least == 1 ? "is " : "are ")
                        + Counted.of(least, "place", "places")
                        + (least.equals(ofNodes) ? " on all nodes" : " by a ResourceQuota");
    }

    private static boolean takesPods(Node node) {
        return node.getSpec() == null
                || !Boolean.TRUE.equals(node.getSpec().getUnschedulable())
                        && node.getSpec().getTaints().stream()
                                .noneMatch(taint -> KEEPS_OFF.contains(taint.getEffect()));
    }

    private static long pods(Node node) {
        Quantity pods = node.getStatus() == null || node.getStatus().getAllocatable() == null
                ? null
                : node.getStatus().getAllocatable().get("pods");
        return pods == null ? 0 : number(pods);
    }

    private static long number(Quantity quantity) {
        return quantity.getNumericalAmount().longValue();
    }
}
