package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Utils;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.Reason;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Opens the Kubernetes API of the current context, and says in plain words why it does not answer. */
public final class Kubernetes {

    /** What to do where an object is missing that our manifests bring. */
    public static final String APPLY =
            "kubectl apply -k argo-manifests/localstack (for AWS: kubectl apply -k argo-manifests)";

    private Kubernetes() {}

    /**
     * A client of the current context (KUBECONFIG, ~/.kube/config, or the pod's own service account) that has answered.
     *
     * @throws NotReadyException where there is no context, or its API does not answer
     */
    public static KubernetesClient connect() {
        KubernetesClient client = client();
        if (isNamedByNobody(client.getConfiguration())) {
            client.close();
            throw new NotReadyException(
                    "no Kubernetes context was found: %s has no current context whose cluster is described there"
                            .formatted(kubeconfig()),
                    "set KUBECONFIG, or choose a context: kubectl config use-context NAME");
        }
        try {
            client.getKubernetesVersion();
            return client;
        } catch (KubernetesClientException e) {
            client.close();
            throw new NotReadyException(
                    "the Kubernetes API at %s does not answer: %s".formatted(client.getMasterUrl(), reason(e)),
                    "set KUBECONFIG, or choose a context that answers: kubectl config get-contexts");
        }
    }

    /** A client of the current context, whether it answers or not. */
    public static KubernetesClient client() {
        Config config;
        try {
            config = Config.autoConfigure(null);
        } catch (RuntimeException e) { // whatever fabric8's parser of the day throws
            throw new NotReadyException(
                    "%s cannot be read: %s".formatted(kubeconfig(), reason(e)),
                    "set KUBECONFIG to a file that kubectl config view can read");
        }
        config.setRequestRetryBackoffLimit(1);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Whether the address is only fabric8's last resort: no context that is described, service account or setting has it. */
    private static boolean isNamedByNobody(Config config) {
        boolean described = config.getCurrentContext() != null && config.getFileWithCluster() != null;
        return !described && config.getMasterUrl().startsWith(Config.DEFAULT_MASTER_URL);
    }

    private static String kubeconfig() {
        String files = Utils.getSystemPropertyOrEnvVar(Config.KUBERNETES_KUBECONFIG_FILE);
        return files == null ? "~/.kube/config" : "KUBECONFIG = \"%s\"".formatted(files);
    }

    /**
     * The value of {@code key} in a Secret, which goes into settings and nowhere else.
     *
     * @throws NotReadyException where there is no such Secret or key
     */
    public static String secret(KubernetesClient client, String namespace, String name, String key) {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        String value = secret == null || secret.getData() == null
                ? null
                : secret.getData().get(key);
        if (value == null) {
            throw new NotReadyException(
                    "there is no Secret %s with a key %s in namespace %s".formatted(name, key, namespace), APPLY);
        }
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    /** What {@code e}, met while talking to the cluster, says is missing. */
    public static Missing failure(KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
            return new Missing("the Kubernetes API refuses: " + reason(e), "grant this user what the message names");
        }
        return new Missing(
                "the Kubernetes API fails: " + reason(e), "look at it with: kubectl get --raw '/readyz?verbose'");
    }

    /** The innermost reason, in one line. */
    public static String reason(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return Reason.own(innermost).lines().findFirst().orElse("");
    }
}
