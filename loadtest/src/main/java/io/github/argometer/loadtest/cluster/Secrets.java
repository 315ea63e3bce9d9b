package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Reads Secrets. Their values go into settings and nowhere else. */
final class Secrets {

    /** Printable ASCII without blanks and braces. */
    private static final Pattern KEY = Pattern.compile("[!-z|~]+");

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

    /**
     * The key that {@code field} of {@code source}, a reference of name and key, points at; without a line's end behind it,
     * which Argo Events takes away too.
     *
     * @throws NotReadyException where reference, Secret or key is missing, or the value cannot be a key of AWS
     */
    static String value(KubernetesClient client, Source source, String field) {
        String namespace = source.eventSource().namespace();
        String name = source.required(field, "name");
        String key = source.required(field, "key");
        String value = value(client, namespace, name, key).replaceFirst("\\n$", "");
        if (!KEY.matcher(value).matches()) {
            throw new NotReadyException(
                    "key %s of Secret %s in namespace %s, which EventSource %s names as %s, is empty or has blanks, braces or other"
                                    .formatted(key, name, namespace, source, field)
                            + " characters that no key of AWS has",
                    "kubectl -n %s edit secret %s".formatted(namespace, name));
        }
        return value;
    }
}
