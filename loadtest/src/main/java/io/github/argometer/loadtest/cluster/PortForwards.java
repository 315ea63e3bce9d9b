package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Reaches Services through the Kubernetes API, as {@code kubectl port-forward} does: a free local port each, and a stream
 * of its own for each connection, so that a pod that comes back under its name is reached again.
 */
final class PortForwards implements Reach {

    private final KubernetesClient client;
    private final List<LocalPortForward> open = new ArrayList<>();

    PortForwards(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public InetSocketAddress to(ServiceAddress address) {
        Service service = client.services()
                .inNamespace(address.namespace())
                .withName(address.service())
                .get();
        if (service == null) {
            throw Services.absent(address);
        }
        Pod pod = Pods.staying(client, address.namespace(), service.getSpec().getSelector())
                .filter(Readiness.getInstance()::isReady)
                .findFirst()
                .orElseThrow(() -> Services.withoutPod(address));
        LocalPortForward forward = client.pods()
                .inNamespace(address.namespace())
                .withName(pod.getMetadata().getName())
                .portForward(containerPort(service, pod, address), InetAddress.getLoopbackAddress(), 0);
        open.add(forward);
        return InetSocketAddress.createUnresolved(forward.getLocalAddress().getHostAddress(), forward.getLocalPort());
    }

    @Override
    public void close() {
        for (LocalPortForward forward : open) {
            try {
                forward.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static int containerPort(Service service, Pod pod, ServiceAddress address) {
        IntOrString target = service.getSpec().getPorts().stream()
                .filter(port -> port.getPort() == address.port())
                .findFirst()
                .map(ServicePort::getTargetPort)
                .orElseThrow(() -> Services.withoutPort(address));
        if (target == null) {
            return address.port();
        }
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
