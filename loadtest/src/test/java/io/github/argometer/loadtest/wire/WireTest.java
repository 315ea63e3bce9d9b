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
    void writesAndPrintsNoSecretOfAUrlThatItReplaces() throws IOException {
        Path in = Files.createDirectory(folder.resolve("in"));
        Files.writeString(
                in.resolve("shop.yaml"),
                Files.readString(EXAMPLES.resolve("webhook/in/webhook.yaml"))
                        .replace(
                                "https://mail.example.com/send",
                                "https://ops:s3cret@mail.example.com/send?token=s3cret"));
        Path out = folder.resolve("out");
        assertThat(program.run("wire", in.toString(), "-o", out.toString())).isEqualTo(ExitCode.OK);

        assertThat(program.out())
                .contains("trigger mail: http https://…@mail.example.com/send?token=… → recorder-http\n")
                .doesNotContain("s3cret");
        assertThat(texts(out).values()).noneMatch(text -> text.contains("s3cret"));
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

    @Test
    void keepsWherePodsRunAndHandsOverAllThatATriggerWaitsFor() throws IOException {
        Path out = wiredText("""
                apiVersion: argoproj.io/v1alpha1
                kind: EventSource
                metadata: {name: argometer-pair}
                spec:
                  replicas: 2
                  sqs:
                    a: {queue: a, region: us-east-1, roleARN: "arn:aws:iam::1:role/r", queueAccountId: "1", sessionToken: {name: s, key: t}}
                    b: {queue: b, region: us-east-1}
                ---
                apiVersion: argoproj.io/v1alpha1
                kind: Sensor
                metadata: {name: pair, annotations: {a: b}}
                spec:
                  template:
                    metadata: {labels: {app: pair}, annotations: {c: d}}
                    nodeSelector: {disk: ssd}
                    imagePullSecrets: [{name: registry}]
                    container: {env: [{name: LOG_LEVEL, value: debug}], securityContext: {privileged: true}}
                  dependencies:
                    - {name: "1", eventSourceName: argometer-pair, eventName: a}
                    - {name: b.c, eventSourceName: argometer-pair, eventName: b}
                  triggers:
                    - template: {name: both, awsLambda: {functionName: f}}
                      parameters: [{src: {dependencyName: "1"}, dest: awsLambda.functionName}]
                      retryStrategy: {steps: 2}
                """);

        JsonNode sensor = resource(out.resolve("argometer-pair.sensor.yaml")).tree();
        assertThat(sensor.at("/metadata")).hasToString("{\"name\":\"argometer-pair\",\"namespace\":\"argo-events\"}");
        JsonNode pod = sensor.at("/spec/template");
        assertThat(pod.at("/metadata/labels")).hasToString("{\"app.kubernetes.io/part-of\":\"argometer\"}");
        assertThat(pod.at("/metadata/annotations/c").asText()).isEqualTo("d");
        assertThat(pod.at("/nodeSelector/disk").asText()).isEqualTo("ssd");
        assertThat(pod.has("imagePullSecrets")).isFalse();
        assertThat(pod.at("/container/env").findValuesAsText("name")).containsExactly("KUBECONFIG", "LOG_LEVEL");
        assertThat(pod.at("/container/securityContext").has("privileged")).isFalse();
        JsonNode trigger = sensor.at("/spec/triggers/0");
        assertThat(trigger.has("parameters")).isFalse();
        assertThat(trigger.at("/retryStrategy/steps").asInt()).isEqualTo(2);
        assertThat(trigger.at("/template/http/payload"))
                .hasToString("[{\"src\":{\"dependencyName\":\"1\"},\"dest\":\"data\"},"
                        + "{\"src\":{\"dependencyName\":\"b.c\"},\"dest\":\"data2\"}]");
        JsonNode queue = resource(out.resolve("argometer-argometer-pair.eventsource.yaml"))
                .tree()
                .at("/spec/sqs/a");
        assertThat(queue)
                .hasToString(
                        "{\"queue\":\"argometer-a\",\"region\":\"us-east-1\",\"roleARN\":\"arn:aws:iam::1:role/r\","
                                + "\"queueAccountId\":\"1\"}");
        assertThat(program.out())
                .contains(
                        "trigger both: waits for several events: of each, Argo Events keeps only the last until all are there")
                .contains("trigger both: parameters: left out, each event is handed over whole")
                .contains("spec.template.imagePullSecrets: left out, since the test has no Secrets of yours")
                .contains("spec.template.container.securityContext: {\"privileged\":true} → ")
                .contains("spec.sqs.a.sessionToken: left out, it belongs to other keys")
                .contains("spec.sqs.a.roleARN: kept, so the kit's account must be one that may assume it")
                .contains("make first: SQS queue argometer-a, region us-east-1, account 1, at AWS\n");
    }

    @Test
    void offersAWebhookAtItsOwnPortAndTellsWhatAFilterSaysOfANameThatHasChanged() throws IOException {
        Path out = wiredText("""
                apiVersion: argoproj.io/v1alpha1
                kind: EventSource
                metadata: {name: shop, namespace: shop}
                spec:
                  service: {ports: [{port: 80, targetPort: 12000}]}
                  webhook: {order: {port: "12000", endpoint: /orders, method: POST}}
                  nats:
                    news: {url: "nats://n1.bus.svc,nats://n2.bus.svc", subject: shop.news, filter: {expression: 'subject == "shop.news"'}}
                    all: {url: "nats://nats.bus.svc", subject: stock.*, filter: {expression: 'body.x == "1"'}}
                ---
                apiVersion: argoproj.io/v1alpha1
                kind: Sensor
                metadata: {name: shop, namespace: shop}
                spec:
                  dependencies:
                    - name: news
                      eventSourceName: shop
                      eventName: news
                      filters: {data: [{path: subject, type: string, value: ['^shop\\.news$']}]}
                  triggers: [{template: {name: print, log: {}}}]
                """);

        assertThat(resource(out.resolve("argometer-shop.eventsource.yaml"))
                        .tree()
                        .at("/spec/service/ports"))
                .hasToString("[{\"name\":\"http-12000\",\"port\":12000,\"targetPort\":12000}]");
        assertThat(program.out())
                .contains(
                        "spec.service.ports: [{\"port\":80,\"targetPort\":12000}] → those of the webhooks\n",
                        "spec.nats.news.filter.expression: kept as it is, and says \"shop.news\", which is argometer.shop.news now: check it\n",
                        "spec.nats.all.subject: a pattern, which messages are sent to as it stands\n",
                        "dependency news: filters: kept as it is, and says \"shop.news\", which is argometer.shop.news now: check it\n")
                .doesNotContain("spec.nats.all.filter", "spec.nats.news.subject: a pattern");
    }

    /** Where {@code objects}, which are in one file, were wired to. */
    private Path wiredText(String objects) throws IOException {
        Path in = Files.createDirectory(folder.resolve("in"));
        Files.writeString(in.resolve("all.yaml"), objects);
        Path out = folder.resolve("out");
        assertThat(program.run("wire", in.toString(), "-o", out.toString()))
                .as(program.err())
                .isEqualTo(ExitCode.OK);
        return out;
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
}
