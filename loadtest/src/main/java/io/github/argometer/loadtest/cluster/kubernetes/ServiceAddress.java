package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port of a Service inside the cluster.
 *
 * @param namespace of the Service
 * @param service its name
 * @param port the Service's own port, 1 to 65535
 */
public record ServiceAddress(String namespace, String service, int port) {

    private static final Map<String, Integer> USUAL_PORTS = Map.of("https", 443, "nats", 4222, "tls", 4222);

    private static final Pattern HOST = Pattern.compile("([a-z0-9-]+)\\.([a-z0-9-]+)\\.svc(\\..+)?");

    /** The Service that {@code url} names by its cluster-internal host; empty where it names another host. */
    public static Optional<ServiceAddress> of(URI url) {
        Matcher host = HOST.matcher(url.getHost() == null ? "" : url.getHost());
        if (!host.matches()) {
            return Optional.empty();
        }
        int port = url.getPort() > 0 ? url.getPort() : USUAL_PORTS.getOrDefault(url.getScheme(), 80);
        return Optional.of(new ServiceAddress(host.group(2), host.group(1), port));
    }

    /** The name by which pods know the Service. */
    public String host() {
        return "%s.%s.svc.cluster.local".formatted(service, namespace);
    }

    /** What is missing before the Service can answer: itself, or a pod behind it that is ready. */
    public List<Missing> missing(KubernetesClient client) {
        try {
            return Pods.missing(client, namespace, spec(client).getSelector(), toString(), 1);
        } catch (NotReadyException e) {
            return e.missing();
        }
    }

    /**
     * What the cluster says of the Service.
     *
     * @throws NotReadyException where it is not there, or chooses no pods: an empty selector would find those of others
     */
    public ServiceSpec spec(KubernetesClient client) {
        Service found =
                client.services().inNamespace(namespace).withName(service).get();
        if (found == null) {
            throw new NotReadyException(
                    "there is no Service %s in namespace %s".formatted(service, namespace), Kubernetes.APPLY);
        }
        if (found.getSpec().getSelector() == null
                || found.getSpec().getSelector().isEmpty()) {
            throw new NotReadyException(
                    this + " has no selector, so none of its pods can be found",
                    "name the host that it stands for yourself (settings db.host, aws.endpoint.url)");
        }
        return found.getSpec();
    }

    @Override
    public String toString() {
        return "Service %s/%s".formatted(namespace, service);
    }
}
