package io.github.argometer.loadtest.end;

import static io.github.argometer.loadtest.end.Shell.kubectl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shipped LocalStack overlay in the current Kubernetes context, with the images that this build has made. */
final class Deployment {

    private static final String OURS = "app.kubernetes.io/part-of=argometer";

    /** What who runs load tests may do, and the workers that may do it. */
    private static final List<String> BESIDE =
            List.of("../argo-manifests/user", "../argo-manifests/user/localstack", "../target/deploy/loadtest");

    private static final String KUBECONFIG =
            Path.of("target", "cluster-it", "kubeconfig").toString();

    private final Path kustomization;
    private volatile boolean there;

    private Deployment(Path kustomization) {
        this.kustomization = kustomization;
    }

    /** The overlay that the build has written: the shipped one and nothing but the images' digests. */
    static Deployment ofThisBuild() {
        Path overlay = Path.of("../target/deploy/localstack");
        assertThat(overlay).as("build the images with -Pcluster or -Pimages").isDirectory();
        Deployment deployment = new Deployment(overlay);
        assertThat(deployment.found())
                .as("objects of these names are in the cluster, and these tests would overwrite and delete them; if"
                        + " they are to go: kubectl delete -k argo-manifests/localstack")
                .isEmpty();
        return deployment;
    }

    /** The same with {@code patches}, each a strategic merge patch as kustomize takes it, in {@code folder}. */
    Deployment patched(Path folder, String... patches) throws IOException {
        Files.createDirectories(folder);
        StringBuilder text = new StringBuilder("resources: [%s]%npatches:%n"
                .formatted(folder.toAbsolutePath().relativize(kustomization.toAbsolutePath())));
        for (int i = 0; i < patches.length; i++) {
            Files.writeString(folder.resolve("patch-%d.yaml".formatted(i)), patches[i]);
            text.append("  - path: patch-%d.yaml%n".formatted(i));
        }
        Files.writeString(folder.resolve("kustomization.yaml"), text);
        return new Deployment(folder);
    }

    /** The same with one bus that keeps only so many events, in {@code folder}, and with {@code patches}. */
    Deployment withSmallBus(int events, Path folder, String... patches) throws IOException {
        String bus = """
                apiVersion: argoproj.io/v1alpha1
                kind: EventBus
                metadata:
                  name: argometer
                  namespace: argo-events
                spec:
                  jetstream:
                    streamConfig: |
                      maxMsgs: %d
                      replicas: 1
                """.formatted(events);
        return patched(folder, Stream.concat(Stream.of(bus), Stream.of(patches)).toArray(String[]::new));
    }

    /** Applies it, and waits until queue and topic can be had. */
    void applyAndAwaitAws() {
        apply();
        kubectl("-n", "argometer-localstack", "rollout", "status", "deployment/localstack", "--timeout=300s");
    }

    /** Applies it; should this process be killed, it is deleted all the same. */
    void apply() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (there) {
                delete();
            }
        }));
        there = true;
        kubectl("apply", "-k", kustomization.toString());
        BESIDE.forEach(folder -> kubectl("apply", "-k", folder));
    }

    /** A kubeconfig of the current context, of the one who may run load tests and nothing else. */
    static String ofTheUser() throws IOException {
        String user = "argometer-user";
        Path file = Path.of(KUBECONFIG);
        Files.createDirectories(file.getParent());
        Files.writeString(file, kubectl("config", "view", "--minify", "--flatten", "--raw"));
        String admin = kubectl("--kubeconfig", KUBECONFIG, "config", "view", "-o", "jsonpath={.users[0].name}");
        String token = kubectl("-n", "argometer", "create", "token", user, "--duration=2h");
        kubectl("--kubeconfig", KUBECONFIG, "config", "set-credentials", user, "--token=" + token);
        kubectl("--kubeconfig", KUBECONFIG, "config", "set-context", "--current", "--user=" + user);
        kubectl("--kubeconfig", KUBECONFIG, "config", "delete-user", admin);
        return KUBECONFIG;
    }

    /** The names of its objects that are in the cluster. */
    private String found() {
        return Stream.concat(Stream.of(kustomization.toString()), BESIDE.stream())
                .map(folder -> kubectl("get", "-k", folder, "--ignore-not-found", "-o", "name"))
                .collect(Collectors.joining());
    }

    /** Deletes all of it, and fails unless the cluster is as it was before. */
    void delete() {
        BESIDE.forEach(folder -> kubectl("delete", "-k", folder, "--ignore-not-found", "--timeout=300s"));
        kubectl("delete", "-k", kustomization.toString(), "--ignore-not-found", "--timeout=300s");
        there = false;
        await("nothing of ours is left").atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertThat(found()).isEmpty();
            assertThat(kubectl(
                            "-n",
                            "argo-events",
                            "get",
                            "eventbus,eventsources,sensors,all,secrets,configmaps,serviceaccounts,pvc",
                            "-l",
                            OURS,
                            "-o",
                            "name"))
                    .isEmpty();
        });
    }
}
