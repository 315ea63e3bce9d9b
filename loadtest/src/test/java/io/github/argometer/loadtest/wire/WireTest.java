package io.github.argometer.loadtest.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.TestCommand;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.Sensor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code wire} makes of whole folders; each is beside what must come of it. */
class WireTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/wire");
    private static final String LOCALSTACK = "http://localstack.argometer-localstack.svc.cluster.local:4566";

    @TempDir
    private Path folder;

    private final TestCommand program = new TestCommand();

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "filters", "sqs", "sns", "conditions", "nats"})
    void makesOfAnExampleWhatStandsBesideIt(String example) throws IOException {
        Path out = wired(example, "first");

        assertThat(texts(out)).isEqualTo(texts(EXAMPLES.resolve(example).resolve("out")));
        assertThat(program.out().replace(out.toString(), "OUT"))
                .isEqualTo(Files.readString(EXAMPLES.resolve(example).resolve("report.txt")));
        assertThat(program.err()).isEmpty();
        assertThat(texts(wired(example, "second"))).isEqualTo(texts(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "filters", "sqs", "sns", "conditions", "nats"})
    void isKustomizeThatSharesNoObjectWithTheKit(String example) throws Exception {
        assumeTrue(hasKubectl(), "kubectl is not on the PATH");
        List<Resource.Id> wired = ids(rendered(wired(example, "out")));

        assertThat(wired).isNotEmpty().doesNotHaveDuplicates();
        for (String kit : List.of("", "localstack", "loadtest", "user")) {
            assertThat(ids(rendered(Path.of("../argo-manifests", kit))))
                    .isNotEmpty()
                    .doesNotContainAnyElementsOf(wired);
        }
    }

    @Test
    void takesTheImageOfAnOverlayIntoItsJobs() throws Exception {
        assumeTrue(hasKubectl(), "kubectl is not on the PATH");
        wired("conditions", "out");
        Path overlay = Files.createDirectory(folder.resolve("overlay"));
        Files.writeString(overlay.resolve("kustomization.yaml"), """
                resources: [../out]
                images:
                  - {name: your-registry.invalid/argometer/recorder-job, newName: here/recorder-job, newTag: "7"}
                """);

        assertThat(rendered(overlay).stream().flatMap(object -> object.findValuesAsText("image").stream()))
                .containsExactly("here/recorder-job:7", "here/recorder-job:7");
    }

    @Test
    void makesObjectsThatTheModelKnows() throws IOException {
        Path out = wired("sns", "out");
        EventSource source =
                resource(out.resolve("argometer-news.eventsource.yaml")).as(EventSource.class);
        Sensor sensor = resource(out.resolve("argometer-news.sensor.yaml")).as(Sensor.class);

        assertThat(source.spec().sns().get("published").target())
                .isEqualTo("arn:aws:sns:eu-central-1:000000000000:argometer-news");
        Sensor.Trigger trigger = sensor.spec().triggers().get(0);
        assertThat(trigger.policy().status().allow()).containsExactly(200, 400, 413);
        assertThat(trigger.template().http().headers()).containsEntry("X-Argometer-Trigger", "index");
        assertThat(sensor.spec().dependencies().get(0).eventSourceName()).isEqualTo("argometer-news");
        assertThat(resource(wired("webhook", "other").resolve("argometer-orders.sensor.yaml"))
                        .leniently(Sensor.class)
                        .spec()
                        .triggers())
                .extracting(each -> each.template().http() == null)
                .containsExactly(true, false);
    }

    @Test
    void keepsTheNamesOfQueuesOnlyIfAskedAndWarns() throws IOException {
        Path out = folder.resolve("out");
        assertThat(program.run("wire", EXAMPLES.resolve("sqs/in").toString(), "-o", out.toString(), "--keep-sources"))
                .isEqualTo(ExitCode.OK);

        EventSource source =
                resource(out.resolve("argometer-warehouse.eventsource.yaml")).leniently(EventSource.class);
        assertThat(source.spec().sqs().get("stock").queue()).isEqualTo("stock");
        assertThat(source.spec().sqs().get("stock-nightly").queueAccountId()).isEqualTo("123456789012");
        assertThat(source.spec().sqs().get("stock-nightly").accessKey()).isNull();
        assertThat(program.out())
                .contains(
                        "warning: SQS queue stock is your own pipeline's too: each takes messages away from the other\n")
                .doesNotContain("make first");
        assertThat(Files.readString(out.resolve("network-policies.yaml")))
                .contains("egress:\n    - ports:\n        - port: 443\n");
    }

    @Test
    void tellsWhatAwsNeeds() throws IOException {
        Path out = folder.resolve("out");
        assertThat(program.run("wire", EXAMPLES.resolve("sns/in").toString(), "-o", out.toString()))
                .isEqualTo(ExitCode.OK);

        EventSource.Sns topic = resource(out.resolve("argometer-news.eventsource.yaml"))
                .as(EventSource.class)
                .spec()
                .sns()
                .get("published");
        assertThat(topic.topicArn()).isEqualTo("arn:aws:sns:eu-central-1:123456789012:argometer-news");
        assertThat(topic.endpoint()).isNull();
        assertThat(topic.validateSignature()).isTrue();
        assertThat(program.out())
                .contains(
                        "make first: SNS topic arn:aws:sns:eu-central-1:123456789012:argometer-news, region eu-central-1,"
                                + " at AWS\n")
                .contains("source news: AWS must reach its webhooks: put an Ingress before Service argometer-news");
        assertThat(Files.readString(out.resolve("network-policies.yaml")))
                .contains("kubernetes.io/metadata.name: ingress-nginx")
                .doesNotContain("argometer-localstack");
    }

    @Test
    void takesWhatKubectlGives() throws IOException {
        Path in = Files.createDirectory(folder.resolve("in"));
        StringBuilder list = new StringBuilder("apiVersion: v1\nkind: List\nitems:\n");
        for (String document :
                Files.readString(EXAMPLES.resolve("webhook/in/webhook.yaml")).split("(?m)^---$")) {
            list.append("  -\n").append(document.strip().indent(4));
        }
        Files.writeString(in.resolve("list.yaml"), list);
        Path out = folder.resolve("out");

        assertThat(program.run("wire", in.toString(), "-o", out.toString()))
                .as(program.err())
                .isEqualTo(ExitCode.OK);
        Map<String, String> expected = texts(EXAMPLES.resolve("webhook/out"));
        expected.replaceAll((file, text) -> text.replace("# webhook.yaml:", "# list.yaml:"));
        assertThat(texts(out)).isEqualTo(expected);
    }

    private Path wired(String example, String name) throws IOException {
        Path out = folder.resolve(name);
        List<String> words = new ArrayList<>(
                List.of("wire", EXAMPLES.resolve(example).resolve("in").toString(), "-o", out.toString()));
        if (List.of("sqs", "sns").contains(example)) {
            words.addAll(List.of("--aws-endpoint", LOCALSTACK));
        }
        assertThat(program.run(words.toArray(String[]::new))).as(program.err()).isEqualTo(ExitCode.OK);
        return out;
    }

    private static Map<String, String> texts(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return texts;
    }

    private static Resource resource(Path file) throws IOException {
        return new Resource(
                file.toString(),
                YamlText.read(file.toString(), Files.readString(file)).get(0));
    }

    private static List<Resource.Id> ids(List<ObjectNode> objects) {
        return objects.stream().map(object -> new Resource("", object).id()).toList();
    }

    private List<ObjectNode> rendered(Path overlay) throws IOException, InterruptedException {
        File out = folder.resolve("rendered.yaml").toFile();
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", overlay.toString())
                .redirectOutput(out)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(kubectl.waitFor()).isZero();
        return YamlText.read("rendered", Files.readString(out.toPath(), StandardCharsets.UTF_8));
    }

    private static boolean hasKubectl() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "kubectl")));
    }

    /** Guards the guard: the comparison of ids sees what the kit has. */
    @Test
    void knowsTheObjectsOfTheKit() throws Exception {
        assumeTrue(hasKubectl(), "kubectl is not on the PATH");
        JsonNode first = rendered(Path.of("../argo-manifests")).get(0);
        assertThat(first.path("kind").isTextual()).isTrue();
        assertThat(ids(rendered(Path.of("../argo-manifests/localstack"))))
                .contains(new Resource.Id("Sensor", "argo-events", "argometer-http"));
    }
}
