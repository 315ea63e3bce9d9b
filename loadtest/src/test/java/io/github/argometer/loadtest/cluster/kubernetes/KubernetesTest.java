package io.github.argometer.loadtest.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.loadtest.NotReadyException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(crud = true, https = false)
class KubernetesTest {

    private static final String FIRST = """
            apiVersion: v1
            kind: Config
            clusters: null
            contexts: null
            current-context: m
            users: null
            """;

    private KubernetesMockServer server;

    @TempDir
    private Path folder;

    @AfterEach
    void clear() {
        System.clearProperty("kubeconfig");
    }

    @Test
    void theContextOfOneFileMayBeDescribedInAnother() throws IOException {
        Path first = write("first", FIRST);
        Path second = write("second", """
                apiVersion: v1
                kind: Config
                clusters: [{name: m, cluster: {server: "http://%s:%d"}}]
                contexts: [{name: m, context: {cluster: m, user: u}}]
                users: [{name: u, user: {token: t}}]
                """.formatted(server.getHostName(), server.getPort()));
        System.setProperty("kubeconfig", first + File.pathSeparator + second);

        try (KubernetesClient client = Kubernetes.connect()) {
            assertThat(client.getMasterUrl().getPort()).isEqualTo(server.getPort());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {FIRST, "", "contexts: [{name: m, context: {cluster: other, user: u}}]\ncurrent-context: m\n"})
    void aContextThatNoFileDescribesIsNoAddress(String content) throws IOException {
        Path file = write("first", content);
        System.setProperty("kubeconfig", file.toString());

        assertThatThrownBy(Kubernetes::connect)
                .isInstanceOf(NotReadyException.class)
                .hasMessage(
                        "no Kubernetes context was found: KUBECONFIG = \"%s\" has no current context whose cluster is"
                                + " described there\n  → set KUBECONFIG, or choose a context: kubectl config use-context NAME",
                        file);
    }

    @Test
    void aFileThatIsNoYamlIsNamed() throws IOException {
        Path file = write("bad", "a: [b");
        System.setProperty("kubeconfig", file.toString());

        assertThatThrownBy(Kubernetes::connect)
                .isInstanceOf(NotReadyException.class)
                .hasMessageStartingWith("KUBECONFIG = \"%s\" cannot be read: ", file);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
