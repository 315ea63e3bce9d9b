package io.github.argometer.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** What {@code argo-manifests/aws} makes of an AWS account and of a cluster that goes with it. */
class AwsTemplateTest {

    private static final Path SHIPPED = Path.of("..", "argo-manifests");
    private static final Pattern REFERENCE = Pattern.compile("!(Ref|GetAtt) (\\w+)(\\.Arn)?");

    private static JsonNode template;

    /**
     * A row of {@code calls.tsv}.
     *
     * @param on what is called, by its name in the template; * where IAM knows nothing narrower
     */
    private record Call(String who, String service, String call, String action, List<String> on) {}

    private record Right(String action, String on) {}

    @ParameterizedTest
    @CsvSource({"source, SourceRights", "generator, GeneratorRights", "reader, ReaderRights"})
    void allowEachWhatItCallsAndNothingMore(String who, String policy) throws IOException {
        List<Right> needed = calls().stream()
                .filter(call -> call.who.equals(who))
                .flatMap(call -> call.on.stream().map(on -> new Right(call.action, on)))
                .distinct()
                .toList();
        List<Right> given = new ArrayList<>();
        for (JsonNode statement : properties(policy).at("/PolicyDocument/Statement")) {
            assertThat(statement.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactlyInAnyOrder("Effect", "Action", "Resource");
            assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
            for (JsonNode action : each(statement.path("Action"))) {
                for (JsonNode on : each(statement.path("Resource"))) {
                    given.add(new Right(action.asText(), resource(on.asText())));
                }
            }
        }
        assertThat(given).isNotEmpty().containsExactlyInAnyOrderElementsOf(needed);
    }

    @Test
    void haveOnePolicyForEachWhoCalls() throws IOException {
        assertThat(calls())
                .map(call -> "%s %s %s".formatted(call.who, call.service, call.call))
                .doesNotHaveDuplicates();
        assertThat(calls()).extracting(Call::who).containsOnly("source", "generator", "reader");
        assertThat(names("AWS::IAM::ManagedPolicy"))
                .containsExactlyInAnyOrder("SourceRights", "GeneratorRights", "ReaderRights");
    }

    /** SQS and SNS have an action for single calls and batches. */
    @Test
    void nameTheActionThatAllowsACall() throws IOException {
        assertThat(calls()).allSatisfy(call -> assertThat(call.action)
                .isEqualTo("%s:%s".formatted(call.service, call.call.replaceFirst("Batch$", ""))));
    }

    @Test
    void giveUpWhatTheQueueCannotHaveTakenToAnotherQueue() {
        JsonNode redrive = properties("Queue").path("RedrivePolicy");
        assertThat(resource(redrive.path("deadLetterTargetArn").asText())).isEqualTo("QueueDeadLetters");
        assertThat(redrive.path("maxReceiveCount").asInt()).isEqualTo(5);
        assertThat(names("AWS::SQS::Queue"))
                .containsExactlyInAnyOrder("Queue", "QueueDeadLetters", "TopicDeadLetters")
                .filteredOn(queue -> properties(queue).has("RedrivePolicy"))
                .containsExactly("Queue");
    }

    @Test
    void letOnlyTheTopicGiveUpToTheSubscriptionsQueue() {
        JsonNode policy = properties("LetSnsGiveUp");
        assertThat(policy.path("Queues")).map(JsonNode::asText).containsExactly("!Ref TopicDeadLetters");
        JsonNode statement = policy.at("/PolicyDocument/Statement/0");
        assertThat(policy.at("/PolicyDocument/Statement")).hasSize(1);
        assertThat(statement.at("/Principal/Service").asText()).isEqualTo("sns.amazonaws.com");
        assertThat(statement.path("Action").asText()).isEqualTo("sqs:SendMessage");
        assertThat(resource(statement.path("Resource").asText())).isEqualTo("TopicDeadLetters");
        assertThat(resource(statement
                        .at("/Condition/ArnEquals")
                        .path("aws:SourceArn")
                        .asText()))
                .isEqualTo("Topic");
        assertThat(json("RunAfterEachStartOfTheSource")
                        .path("deadLetterTargetArn")
                        .asText())
                .isEqualTo("${TopicDeadLetters.Arn}");
    }

    /** SNS refuses a delivery policy that could take longer than an hour. */
    @Test
    void haveTheTopicCallAgainForLessThanAnHour() throws IOException {
        JsonNode retries = json("RunOnce").at("/http/defaultHealthyRetryPolicy");
        int number = retries.path("numRetries").asInt();
        int slow = retries.path("numMaxDelayRetries").asInt();
        int longest = retries.path("maxDelayTarget").asInt();
        assertThat(number * longest).isLessThan(3600);
        assertThat(slow * longest
                        + (number - slow) * retries.path("minDelayTarget").asInt())
                .isGreaterThan(2400);
    }

    @Test
    void leadFromTheWebhooksAddressToTheSourceAndTakeNoKeysOnEks(@TempDir Path folder) throws Exception {
        List<JsonNode> objects = rendered(folder, ".", "[aws/ingress, aws/irsa]");
        JsonNode source = object(objects, "EventSource", "argometer-sns");
        JsonNode webhook = source.at("/spec/sns/load/webhook");
        JsonNode ingress = object(objects, "Ingress", "argometer-sns").path("spec");
        String host = ingress.at("/rules/0/host").asText();
        assertThat("https://" + host).isEqualTo(webhook.path("url").asText());
        assertThat(ingress.at("/tls/0/hosts/0").asText()).isEqualTo(host);
        JsonNode paths = ingress.at("/rules/0/http/paths");
        assertThat(paths).hasSize(1);
        assertThat(paths.at("/0/path")).isEqualTo(webhook.path("endpoint"));
        assertThat(paths.at("/0/pathType").asText()).isEqualTo("Exact");
        JsonNode backend = paths.at("/0/backend/service");
        JsonNode service = object(objects, "Service", backend.path("name").asText());
        assertThat(service.at("/spec/ports/0/port")).isEqualTo(backend.at("/port/number"));

        for (JsonNode load : List.of(
                source.at("/spec/sns/load"),
                object(objects, "EventSource", "argometer-sqs").at("/spec/sqs/load"))) {
            assertThat(load.has("region")).isTrue();
            assertThat(load.has("accessKey") || load.has("secretKey")).isFalse();
        }
        assertThat(role(objects, source.at("/spec/template/serviceAccountName").asText()))
                .endsWith(":role/argometer-source");
    }

    @Test
    void giveTheWorkersARoleOnEks(@TempDir Path folder) throws Exception {
        List<JsonNode> objects = rendered(folder, "loadtest", "[../aws/irsa]");
        String account = object(objects, "PodTemplate", "loadtest")
                .at("/template/spec/serviceAccountName")
                .asText();
        assertThat(role(objects, account)).endsWith(":role/argometer-worker");
    }

    private static String role(List<JsonNode> objects, String account) {
        return object(objects, "ServiceAccount", account)
                .at("/metadata/annotations")
                .path("eks.amazonaws.com/role-arn")
                .asText();
    }

    private static JsonNode object(List<JsonNode> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no %s %s".formatted(kind, name)));
    }

    /** The shipped {@code overlay} with {@code components}, as a user would write them into its kustomization. */
    private static List<JsonNode> rendered(Path folder, String overlay, String components) throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(part -> Files.isExecutable(Path.of(part, "kubectl"))),
                "kubectl is not on the PATH");
        Path copy = folder.resolve("copy");
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(SHIPPED.relativize(file)).normalize());
            }
        }
        Path chosen = copy.resolve(overlay).normalize();
        Files.writeString(
                chosen.resolve("kustomization.yaml"), "components: " + components + "\n", StandardOpenOption.APPEND);
        Path out = folder.resolve("rendered.yaml");
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", chosen.toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(kubectl.waitFor()).isZero();
        List<JsonNode> objects = new ArrayList<>();
        for (String document : Files.readString(out).split("(?m)^---$")) {
            objects.add(Serialization.unmarshal(document, JsonNode.class));
        }
        return objects;
    }

    private static List<Call> calls() throws IOException {
        try (InputStream table = AwsTemplateTest.class.getResourceAsStream("/aws/calls.tsv")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split("\t"))
                    .map(row -> new Call(row[0], row[1], row[2], row[3], List.of(row[4].split(","))))
                    .toList();
        }
    }

    /** The name of what {@code arn} is the ARN of, which a topic's Ref is, and of a queue only its attribute. */
    private static String resource(String arn) {
        if (arn.equals("*")) {
            return arn;
        }
        Matcher reference = REFERENCE.matcher(arn);
        assertThat(reference.matches()).as(arn).isTrue();
        String name = reference.group(2);
        String type = template().at("/Resources/%s/Type".formatted(name)).asText();
        assertThat(arn)
                .isEqualTo(
                        switch (type) {
                            case "AWS::SQS::Queue" -> "!GetAtt %s.Arn".formatted(name);
                            case "AWS::SNS::Topic" -> "!Ref " + name;
                            default -> "of a queue or a topic";
                        });
        return name;
    }

    private static List<String> names(String type) {
        return template().path("Resources").properties().stream()
                .filter(resource -> resource.getValue().path("Type").asText().equals(type))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static JsonNode properties(String resource) {
        return template().at("/Resources/%s/Properties".formatted(resource));
    }

    /** The JSON in the command that {@code output} is. */
    private static JsonNode json(String output) {
        String command = template().at("/Outputs/%s/Value".formatted(output)).asText();
        Matcher quoted = Pattern.compile("'(\\{.*?})'").matcher(command);
        assertThat(quoted.find()).as(command).isTrue();
        return Serialization.unmarshal(quoted.group(1), JsonNode.class);
    }

    private static List<JsonNode> each(JsonNode oneOrMore) {
        List<JsonNode> list = new ArrayList<>();
        if (oneOrMore.isArray()) {
            oneOrMore.forEach(list::add);
        } else {
            list.add(oneOrMore);
        }
        return list;
    }

    private static JsonNode template() {
        if (template == null) {
            try (InputStream file = Files.newInputStream(SHIPPED.resolve("aws/cloudformation.yaml"))) {
                template = new ObjectMapper().valueToTree(new Yaml(new Tags()).load(file));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return template;
    }

    /** Keeps CloudFormation's short functions as they are written. */
    private static final class Tags extends SafeConstructor {

        private Tags() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return node.getTag().getValue() + " " + ((ScalarNode) node).getValue();
                }
            });
        }
    }
}
