package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Reads Secrets. Their values go into settings and nowhere else. */
final class Secrets {

    private Secrets() {}

    /** The value of {@code key} in a Secret. */
    static String value(KubernetesClient client, String namespace, String name, String key) {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        String value = secret == null || secret.getData() == null
                ? null
                : secret.getData().get(key);
        if (value == null) {
            throw new NotReadyException(
                    "there is no Secret %s with a key %s in namespace %s".formatted(name, key, namespace), Mend.APPLY);
        }
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    /** The value that {@code field} of {@code source}, a reference of name and key, points at. */
    static String value(KubernetesClient client, Source source, String field) {
        Map<?, ?> reference = source.spec().get(field) instanceof Map<?, ?> map ? map : Map.of();
        return value(
                client,
                source.eventSource().namespace(),
                Source.text(reference, "name"),
                Source.text(reference, "key"));
    }
}
