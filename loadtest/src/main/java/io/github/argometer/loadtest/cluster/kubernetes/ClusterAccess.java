package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Utils;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * How this process reaches Services and pods of the cluster: the one place that knows whether it runs inside or outside. By
 * port-forward each has a local port, which keeps its number while the pods behind a Service change.
 */
public final class ClusterAccess implements AutoCloseable {

    private final KubernetesClient client;
    private final boolean direct;
    private final Map<Object, LocalPort> forwards = new ConcurrentHashMap<>();

    private ClusterAccess(KubernetesClient client, boolean direct) {
        this.client = client;
        this.direct = direct;
    }

    /** The way that {@code cluster.access} names. */
    public static ClusterAccess of(Settings settings, KubernetesClient client) {
        return new ClusterAccess(client, settings.checkedText("cluster.access").equals("direct"));
    }

    /**
     * Host (unresolved) and port at which {@code service} answers this process, until this is closed.
     *
     * @throws NotReadyException where no pod of it is ready, or it has no such port
     */
    public InetSocketAddress to(ServiceAddress service) {
        if (direct) {
            return InetSocketAddress.createUnresolved(service.host(), service.port());
        }
        podPort(service);
        return forward(service, () -> podPort(service));
    }

    /**
     * The same where {@code service} may not be there: by port-forward, the pods that have {@code labels} in its namespace are reached,
     * at its port.
     *
     * @throws NotReadyException where none of them is ready
     */
    public InetSocketAddress to(ServiceAddress service, Map<String, String> labels) {
        if (direct) {
            return to(service);
        }
        readyPod(service, labels);
        return forward(
                service,
                () -> new LocalPort.PodPort(
                        service.namespace(),
                        readyPod(service, labels).getMetadata().getName(),
                        service.port()));
    }

    /** The same for {@code port} of the pod of that name, by port-forward in any case, however often its container starts again. */
    public InetSocketAddress to(String namespace, String pod, int port) {
        LocalPort.PodPort end = new LocalPort.PodPort(namespace, pod, port);
        return forward(end, () -> end);
    }

    /** A port that cannot be closed ends with the process, and costs nothing meanwhile. */
    @Override
    public void close() {
        forwards.values().forEach(Utils::closeQuietly);
    }

    private InetSocketAddress forward(Object to, Supplier<LocalPort.PodPort> end) {
        return forwards.computeIfAbsent(to, unused -> {
                    try {
                        return new LocalPort(client, end);
                    } catch (IOException e) {
                        throw new UncheckedIOException("no local port for a port-forward: " + e.getMessage(), e);
                    }
                })
                .address();
    }

    /** A pod behind the Service that is ready now. */
    private LocalPort.PodPort podPort(ServiceAddress address) {
        ServiceSpec service = address.spec(client);
        Pod pod = readyPod(address, service.getSelector());
        int port = service.getPorts().stream()
                .filter(offered -> offered.getPort() == address.port())
                .findFirst()
                .map(offered ->
                        offered.getTargetPort() == null ? new IntOrString(offered.getPort()) : offered.getTargetPort())
                .flatMap(target -> containerPort(pod, target))
                .orElseThrow(() -> new NotReadyException(
                        "%s has no port %d".formatted(address, address.port()),
                        "kubectl -n %s describe service %s".formatted(address.namespace(), address.service())));
        return new LocalPort.PodPort(address.namespace(), pod.getMetadata().getName(), port);
    }

    private Pod readyPod(ServiceAddress address, Map<String, String> labels) {
        return Pods.staying(client, address.namespace(), labels)
                .filter(Readiness.getInstance()::isReady)
                .findFirst()
                .orElseThrow(() -> new NotReadyException(
                        address + " has no pod that is ready",
                        "kubectl -n %s get pods".formatted(address.namespace())));
    }

    private static Optional<Integer> containerPort(Pod pod, IntOrString target) {
        if (target.getIntVal() != null) {
            return Optional.of(target.getIntVal());
        }
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> target.getStrVal().equals(port.getName()))
                .findFirst()
                .map(ContainerPort::getContainerPort);
    }
}
