package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.NotReadyException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads Secrets. Their values go into settings and nowhere else. */
public final class Secrets {

    private Secrets() {}

    /** The value of {@code key} in a Secret. */
    public static String value(KubernetesClient client, String namespace, String name, String key) {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        String value = secret == null || secret.getData() == null
                ? null
                : secret.getData().get(key);
        if (value == null) {
            throw new NotReadyException(
                    "there is no Secret %s with a key %s in namespace %s".formatted(name, key, namespace),
                    Kubernetes.APPLY);
        }
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }
}
