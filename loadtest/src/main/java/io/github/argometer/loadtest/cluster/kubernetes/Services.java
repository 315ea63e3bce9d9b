package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import java.util.List;

/** Whether a Service is there and has pods behind it that are ready. */
public final class Services {

    private Services() {}

    /** What is missing before {@code address} can answer. */
    public static List<Missing> missing(KubernetesClient client, ServiceAddress address) {
        try {
            return Pods.missing(
                    client,
                    address.namespace(),
                    get(client, address).getSpec().getSelector(),
                    "Service %s/%s".formatted(address.namespace(), address.service()),
                    1);
        } catch (NotReadyException e) {
            return e.missing();
        }
    }

    /**
     * The Service.
     *
     * @throws NotReadyException where it is not there, or chooses no pods: an empty selector would find those of others
     */
    public static Service get(KubernetesClient client, ServiceAddress address) {
        Service service = client.services()
                .inNamespace(address.namespace())
                .withName(address.service())
                .get();
        if (service == null) {
            throw new NotReadyException(
                    "there is no Service %s in namespace %s".formatted(address.service(), address.namespace()),
                    Kubernetes.APPLY);
        }
        if (service.getSpec().getSelector() == null
                || service.getSpec().getSelector().isEmpty()) {
            throw new NotReadyException(
                    "Service %s/%s has no selector, so none of its pods can be found"
                            .formatted(address.namespace(), address.service()),
                    "name the host that it stands for yourself (settings db.host, aws.endpoint.url)");
        }
        return service;
    }

    public static NotReadyException withoutPod(ServiceAddress address) {
        return new NotReadyException(
                "Service %s/%s has no pod that is ready".formatted(address.namespace(), address.service()),
                "kubectl -n %s get pods".formatted(address.namespace()));
    }

    public static NotReadyException withoutPort(ServiceAddress address) {
        return new NotReadyException(
                "Service %s/%s has no port %d".formatted(address.namespace(), address.service(), address.port()),
                "kubectl -n %s describe service %s".formatted(address.namespace(), address.service()));
    }
}
