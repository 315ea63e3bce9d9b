package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches Services through the Kubernetes API: a free local port each, which keeps its number while the pods behind the
 * Service change, as the Service's own address does for pods.
 */
public final class PortForwards implements ClusterAccess {

    private static final Logger LOG = LoggerFactory.getLogger(PortForwards.class);

    private final KubernetesClient client;
    private final Map<Object, LocalPort> open = new ConcurrentHashMap<>();

    public PortForwards(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public InetSocketAddress to(ServiceAddress address) {
        end(address);
        return forward(address, () -> end(address));
    }

    /** Host and port at which {@code port} of the pod of that name answers, however often its container starts again. */
    public InetSocketAddress to(String namespace, String pod, int port) {
        LocalPort.End end = new LocalPort.End(namespace, pod, port);
        return forward(end, () -> end);
    }

    /** A port that cannot be closed ends with the process, and costs nothing meanwhile. */
    @Override
    public void close() {
        for (LocalPort forward : open.values()) {
            try {
                forward.close();
            } catch (IOException | RuntimeException e) {
                LOG.warn("The port-forward {} cannot be closed: {}", forward.address(), e.toString());
            }
        }
    }

    private InetSocketAddress forward(Object to, Supplier<LocalPort.End> end) {
        return open.computeIfAbsent(to, unused -> {
                    try {
                        return new LocalPort(client, end);
                    } catch (IOException e) {
                        throw new UncheckedIOException("no local port for a port-forward: " + e.getMessage(), e);
                    }
                })
                .address();
    }

    /** A pod behind the Service that is ready now. */
    private LocalPort.End end(ServiceAddress address) {
        Service service = Services.get(client, address);
        Pod pod = Pods.staying(client, address.namespace(), service.getSpec().getSelector())
                .filter(Readiness.getInstance()::isReady)
                .findFirst()
                .orElseThrow(() -> Services.withoutPod(address));
        return new LocalPort.End(
                address.namespace(), pod.getMetadata().getName(), containerPort(service, pod, address));
    }

    private static int containerPort(Service service, Pod pod, ServiceAddress address) {
        IntOrString target = service.getSpec().getPorts().stream()
                .filter(port -> port.getPort() == address.port())
                .findFirst()
                .map(port -> port.getTargetPort() == null ? new IntOrString(port.getPort()) : port.getTargetPort())
                .orElseThrow(() -> Services.withoutPort(address));
        if (target.getIntVal() != null) {
            return target.getIntVal();
        }
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> target.getStrVal().equals(port.getName()))
                .findFirst()
                .map(ContainerPort::getContainerPort)
                .orElseThrow(() -> Services.withoutPort(address));
    }
}
