package io.github.argometer.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kubectl kustomize} makes of the shipped overlays, where there is a kubectl. */
class ManifestsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static List<JsonNode> aws;
    private static List<JsonNode> secrets;
    private static List<JsonNode> localstack;

    /** Renders a copy in which the user has done what the AWS overlay asks for. */
    @BeforeAll
    static void render(@TempDir Path folder) throws Exception {
        assumeTrue(onPath("kubectl"), "kubectl is not on the PATH");
        Path shipped = Path.of("..", "argo-manifests");
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().endsWith(".env")) {
                    Files.copy(
                            file,
                            folder.resolve("m")
                                    .resolve(shipped.relativize(file))
                                    .normalize());
                }
            }
        }
        for (String name : List.of("aws.env", "database.env", "http.env", "reader.env", "recorder.env")) {
            Path secret = folder.resolve("m/secrets").resolve(name);
            Files.copy(secret.resolveSibling(name + ".example"), secret);
        }
        aws = rendered(folder.resolve("m"));
        secrets = rendered(folder.resolve("m/secrets"));
        localstack = rendered(folder.resolve("m/localstack"));
    }

    @Test
    void holdBothOverlaysToTheSameFlow() {
        for (String kind : List.of("EventBus", "EventSource", "Sensor", "StatefulSet", "Role")) {
            assertThat(names(localstack, kind)).as(kind).containsAll(names(aws, kind));
        }
        assertThat(names(aws, "EventSource")).containsExactlyInAnyOrder("argometer-sqs", "argometer-sns");
        assertThat(names(aws, "Sensor")).containsExactlyInAnyOrder("argometer-job", "argometer-http");
    }

    @Test
    void giveAwsNothingOfLocalStack() {
        assertThat(aws.toString()).doesNotContain("localstack").doesNotContain("throw-away");
    }

    @Test
    void triggerAtLeastOnceAndRetryBesideTheTemplateWhereArgoEventsHonoursIt() {
        List<JsonNode> triggers = all(localstack, "Sensor").stream()
                .map(sensor -> sensor.at("/spec/triggers/0"))
                .toList();
        assertThat(triggers).hasSize(2).allSatisfy(trigger -> {
            assertThat(trigger.path("atLeastOnce").booleanValue()).isTrue();
            assertThat(pauses(trigger.path("retryStrategy"))).isGreaterThan(60);
            assertThat(trigger.path("template").has("retryStrategy")).isFalse();
            assertThat(trigger.at("/template/http").has("retryStrategy")).isFalse();
        });
        JsonNode http = triggers.stream()
                .filter(trigger -> trigger.at("/template/http").isObject())
                .findFirst()
                .orElseThrow();
        assertThat(http.at("/policy/status/allow")).hasToString("[200,400,413]");
    }

    @Test
    void letTheSensorCreateJobsAndNothingElse() {
        assertThat(all(aws, "Role")).singleElement().satisfies(role -> {
            assertThat(role.at("/metadata/namespace").textValue()).isEqualTo("argometer-jobs");
            assertThat(role.path("rules"))
                    .hasToString("[{\"apiGroups\":[\"batch\"],\"resources\":[\"jobs\"],\"verbs\":[\"create\"]}]");
        });
        assertThat(all(aws, "ClusterRole")).isEmpty();
        for (List<JsonNode> overlay : List.of(secrets, localstack)) {
            assertThat(all(overlay, "Secret").stream()
                            .filter(secret ->
                                    secret.at("/metadata/namespace").textValue().equals("argometer-jobs")))
                    .singleElement()
                    .satisfies(secret -> assertThat(secret.path("data").properties())
                            .extracting(Map.Entry::getKey)
                            .containsExactly("recorder-password"));
        }
        assertThat(all(localstack, "ClusterRole")).isEmpty();
    }

    @Test
    void pinEveryImageAndLabelEveryObject() {
        for (List<JsonNode> overlay : List.of(aws, localstack)) {
            assertThat(overlay).allSatisfy(object -> assertThat(object.at("/metadata/labels/app.kubernetes.io~1part-of")
                            .textValue())
                    .as("%s %s", object.path("kind"), object.at("/metadata/name"))
                    .isEqualTo("argometer"));
            assertThat(overlay.stream()
                            .flatMap(object -> object.findValues("image").stream())
                            .map(JsonNode::textValue))
                    .isNotEmpty()
                    .allMatch(image -> image.matches(".+:[0-9][0-9.]*"));
        }
    }

    @Test
    void giveATokenOnlyToTheSensorThatCreatesJobsAndToLocalStack() {
        for (List<JsonNode> overlay : List.of(aws, localstack)) {
            assertThat(pods(overlay).entrySet().stream()
                            .filter(pod -> hasToken(overlay, pod.getKey(), pod.getValue()))
                            .map(pod -> pod.getKey().at("/metadata/name").textValue()))
                    .containsExactlyElementsOf(
                            overlay == aws ? List.of("argometer-job") : List.of("localstack", "argometer-job"));
        }
    }

    /** The specs of pods, as far as the manifests say them, by the objects that they are of. */
    private static Map<JsonNode, JsonNode> pods(List<JsonNode> overlay) {
        Map<JsonNode, JsonNode> pods = new LinkedHashMap<>();
        all(overlay, "Deployment").forEach(owner -> pods.put(owner, owner.at("/spec/template/spec")));
        all(overlay, "StatefulSet").forEach(owner -> pods.put(owner, owner.at("/spec/template/spec")));
        all(overlay, "EventBus").forEach(owner -> pods.put(owner, owner.at("/spec/jetstream")));
        all(overlay, "EventSource").forEach(owner -> pods.put(owner, owner.at("/spec/template")));
        all(overlay, "Sensor").forEach(owner -> {
            pods.put(owner, owner.at("/spec/template"));
            JsonNode job = owner.at("/spec/triggers/0/template/k8s/source/resource");
            if (job.isObject()) {
                pods.put(job, job.at("/spec/template/spec"));
            }
        });
        assertThat(pods).hasSizeGreaterThan(7);
        return pods;
    }

    /** A pod says it, or its account, and else there is one. */
    private static boolean hasToken(List<JsonNode> overlay, JsonNode owner, JsonNode pod) {
        return pod.path("automountServiceAccountToken").asBoolean(true)
                && all(overlay, "ServiceAccount").stream()
                        .filter(account -> account.at("/metadata/namespace").equals(owner.at("/metadata/namespace"))
                                && account.at("/metadata/name").equals(pod.path("serviceAccountName")))
                        .allMatch(account ->
                                account.path("automountServiceAccountToken").asBoolean(true));
    }

    /** Sum of the pauses of Argo Events' back-off, in seconds, without jitter: duration × factorⁿ, one fewer than the steps. */
    private static double pauses(JsonNode strategy) {
        double pause = Double.parseDouble(strategy.path("duration").textValue().replace("ms", "")) / 1_000;
        double sum = 0;
        for (int step = 1; step < strategy.path("steps").intValue(); step++) {
            sum += pause;
            pause *= strategy.path("factor").doubleValue();
        }
        return sum;
    }

    private static List<String> names(List<JsonNode> objects, String kind) {
        return all(objects, kind).stream()
                .map(object -> object.at("/metadata/name").textValue())
                .toList();
    }

    private static List<JsonNode> all(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").textValue().equals(kind))
                .toList();
    }

    private static List<JsonNode> rendered(Path overlay) throws IOException, InterruptedException {
        File out = File.createTempFile("rendered", ".yaml");
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", overlay.toString())
                .redirectOutput(out)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(kubectl.waitFor()).isZero();
        List<JsonNode> objects = new ArrayList<>();
        for (String document : Files.readString(out.toPath()).split("(?m)^---$")) {
            objects.add(JSON.valueToTree(Serialization.unmarshal(document, JsonNode.class)));
        }
        assertThat(out.delete()).isTrue();
        return objects;
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
