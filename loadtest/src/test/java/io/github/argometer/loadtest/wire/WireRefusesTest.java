package io.github.argometer.loadtest.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.TestCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code wire} cannot keep it refuses by file, object and field, and then it writes nothing. */
class WireRefusesTest {

    private static final String SOURCE = """
            apiVersion: argoproj.io/v1alpha1
            kind: EventSource
            metadata:
              name: shop
            spec:
              webhook:
                order: {port: "12000", endpoint: /orders, method: POST}
            """;
    private static final String SENSOR = """
            apiVersion: argoproj.io/v1alpha1
            kind: Sensor
            metadata:
              name: shop
            spec:
              dependencies:
                - {name: order, eventSourceName: shop, eventName: order}
              triggers:
                - template:
                    name: pack
                    http: {url: "http://a.example"}
            """;
    private static final String SQS = "sqs: {order: {queue: orders, region: us-east-1}}";
    private static final String SNS =
            "sns: {order: {topicArn: 'arn:aws:sns:us-east-1:1:orders', region: us-east-1, webhook: {port: '12000', endpoint: /, url: 'http://a'}}}";
    private static final String NATS = "nats: {order: {url: 'nats://nats.bus.svc:4222', subject: orders}}";

    @TempDir
    private Path folder;

    private final TestCommand program = new TestCommand();
    private Path in;

    @BeforeEach
    void makeFolder() throws IOException {
        in = Files.createDirectory(folder.resolve("in"));
    }

    @Test
    void nothingAtFirst() throws IOException {
        write(SOURCE, SENSOR);
        assertThat(wire("out")).as(program.err()).isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @MethodSource
    void aSourceThatCannotBeRehearsed(String before, String now, String message) throws IOException {
        write(changed(SOURCE, before, now), SENSOR);
        assertRefused("source.yaml: EventSource " + message);
    }

    static Stream<Arguments> aSourceThatCannotBeRehearsed() {
        String webhook = SOURCE.substring(SOURCE.indexOf("webhook:")).strip();
        String noSecret =
                " is a Secret or ConfigMap of yours, which the test does not have: leave the field out of a copy,"
                        + " and wire that";
        return Stream.of(
                Arguments.of(
                        "webhook:",
                        "calendar:",
                        "shop: spec.calendar: wire knows only the EventSource types webhook, sqs, sns and nats: leave it, and what waits for it, out of a copy"),
                Arguments.of(
                        "webhook:",
                        "kafka:",
                        "shop: spec.kafka: wire knows only the EventSource types webhook, sqs, sns and nats: leave it, and what waits for it, out of a copy"),
                Arguments.of(
                        webhook,
                        "replicas: 1",
                        "shop: spec: no events: wire knows those of webhook, sqs, sns and nats"),
                Arguments.of(
                        "argoproj.io/v1alpha1",
                        "argoproj.io/v1",
                        "shop: apiVersion: \"argoproj.io/v1\": must be argoproj.io/v1alpha1"),
                Arguments.of(
                        "name: shop",
                        "name: Shop",
                        "Shop: metadata.name: \"Shop\": must be 1 to 63 lower-case letters, digits and dashes, no dash first or last"),
                Arguments.of(
                        "name: shop",
                        "name: sqs",
                        "sqs: metadata.name: it would become argometer-sqs, which the kit has itself: name it otherwise in a copy"),
                Arguments.of(
                        "name: shop",
                        "name: " + "s".repeat(54),
                        "s".repeat(54) + ": metadata.name: it would become argometer-" + "s".repeat(54)
                                + ": must be at most 63 characters with the prefix"),
                Arguments.of(
                        "name: shop",
                        "name: " + "s".repeat(38),
                        "s".repeat(38) + ": metadata.name: its Service would become argometer-" + "s".repeat(38)
                                + "-eventsource-svc: must be at most 63 characters"),
                Arguments.of("port: \"12000\", ", "", "shop: spec.webhook.order.port: must be given, as text"),
                Arguments.of("\"12000\"", "12000", "shop: spec.webhook.order.port: must be given, as text"),
                Arguments.of(
                        "\"12000\"",
                        "\"70000\"",
                        "shop: spec.webhook.order.port: \"70000\": must be a port, 1 to 65535"),
                Arguments.of(", method: POST", "", "shop: spec.webhook.order.method: must be given, as text"),
                Arguments.of(
                        "method: POST",
                        "method: POST, authSecret: {name: token, key: t}",
                        "shop: spec.webhook.order.authSecret: token" + noSecret),
                Arguments.of(
                        "method: POST",
                        "method: POST, serverCertSecret: {name: tls, key: crt}",
                        "shop: spec.webhook.order.serverCertSecret: tls" + noSecret),
                Arguments.of(
                        webhook,
                        NATS.replace("subject", "auth: {basic: {username: {name: bus, key: user}}}, subject"),
                        "shop: spec.nats.order.auth.basic.username: bus" + noSecret),
                Arguments.of(
                        webhook,
                        NATS.replace("nats.bus.svc", "nats"),
                        "shop: spec.nats.order.url: \"nats://nats:4222\": from namespace argo-events it is another Service, or none; say which in a copy: nats.NAMESPACE.svc"),
                Arguments.of(
                        webhook,
                        NATS.replace("nats://nats.bus.svc:4222", "nats"),
                        "shop: spec.nats.order.url: \"nats\": must be a URL with a host"),
                Arguments.of(
                        webhook,
                        NATS.replace(", subject: orders", ""),
                        "shop: spec.nats.order.subject: must be given, as text"),
                Arguments.of(
                        webhook,
                        SQS.replace("queue: orders", "queue: orders.fifo"),
                        "shop: spec.sqs.order.queue: \"orders.fifo\": FIFO queues and topics cannot be measured"),
                Arguments.of(
                        webhook,
                        SQS.replace("queue: orders", "queue: " + "q".repeat(71)),
                        "shop: spec.sqs.order.queue: \"argometer-" + "q".repeat(71)
                                + "\": must be a queue's name, of at most 80 characters"),
                Arguments.of(
                        webhook,
                        SQS.replace(", region: us-east-1", ""),
                        "shop: spec.sqs.order.region: must be given, as text"),
                Arguments.of(
                        webhook,
                        "sqs: {order: {queue: a, region: x}, other: {queue: argometer-a, region: x}}",
                        "shop: spec: (queue a, region x) and (queue argometer-a, region x) would both be (queue argometer-a, region x): name one otherwise in a copy"),
                Arguments.of(
                        webhook,
                        "sqs: {order: {queue: a, region: x}, other: {queue: a, region: x, accessKey: {name: b, key: c}}}",
                        "shop: spec: (queue a, region x) and (queue a, region x, keys of b) would both be (queue argometer-a, region x): name one otherwise in a copy"),
                Arguments.of(
                        webhook,
                        "sqs: {order: {queue: a, region: x}, other: {queue: a, region: x}}",
                        "shop: spec.sqs.other: (queue a, region x) is read by another event too, so no channel could be told by what it fires: leave one of them out of a copy"),
                Arguments.of(
                        webhook,
                        NATS.replace("}}", "}, other: {url: nats://nats.bus.svc:4222, subject: '*'}}"),
                        "shop: spec.nats.other.subject: what is sent to argometer.* may be heard by the source of argometer.orders too: leave one of them out of a copy"),
                Arguments.of(
                        "method: POST",
                        "method: PUT",
                        "shop: spec.webhook.order.method: \"PUT\": must be POST, by which a test sends"),
                Arguments.of(
                        webhook,
                        NATS.replace("subject: orders", "subject: '>'"),
                        "shop: spec.nats: your source of subject > would hear what is sent to argometer.> too: leave it out of a copy"),
                Arguments.of(
                        webhook,
                        NATS.replace("}}", "}, other: {url: nats://nats.bus.svc:4222, subject: '*.orders'}}"),
                        "shop: spec.nats: your source of subject *.orders would hear what is sent to argometer.orders too: leave it out of a copy"),
                Arguments.of(
                        webhook,
                        NATS.replace("nats://nats.bus.svc", "nats://ops:s3cret@nats"),
                        "shop: spec.nats.order.url: \"nats://…@nats:4222\": from namespace argo-events it is another Service, or none; say which in a copy: nats.NAMESPACE.svc"),
                Arguments.of(
                        webhook,
                        NATS.replace("nats://nats.bus.svc", "nats://ops:s#cret@nats"),
                        "shop: spec.nats.order.url: \"nats://…@nats:4222\": must be a URL with a host"),
                Arguments.of(webhook, "sqs: [queue]", "shop: spec.sqs: must be a map"),
                Arguments.of(webhook, "sqs: {order: [queue]}", "shop: spec.sqs.order: must be a map"),
                Arguments.of(
                        webhook,
                        SNS.replace("arn:aws:sns:us-east-1:1:orders", "topic-arn"),
                        "shop: spec.sns.order.topicArn: \"topic-arn\": must be a topic's ARN"),
                Arguments.of(
                        webhook,
                        SNS.replace("arn:aws:sns:us-east-1:1:orders", "arn:aws:sns:us-east-1:1:orders.fifo"),
                        "shop: spec.sns.order.topicArn: \"arn:aws:sns:us-east-1:1:orders.fifo\": FIFO queues and topics cannot be measured"),
                Arguments.of(
                        webhook,
                        SNS.replace("port: '12000', ", ""),
                        "shop: spec.sns.order.webhook.port: must be given, as text"),
                Arguments.of(
                        webhook, SNS.replaceFirst(", webhook.*", "}}"), "shop: spec.sns.order.webhook: must be given"),
                Arguments.of(
                        "  webhook:",
                        "  " + SQS + "\n  webhook:",
                        "shop: spec.webhook.order: there is another event of that name"),
                Arguments.of(
                        "spec:",
                        "spec:\n  template: {volumes: [{name: certs}]}",
                        "shop: spec.template.volumes" + NOT_KEPT),
                Arguments.of(
                        "spec:",
                        "spec:\n  template: {container: {envFrom: [{}]}}",
                        "shop: spec.template.container.envFrom" + NOT_KEPT),
                Arguments.of(
                        "spec:",
                        "spec:\n  template: {container: {env: [{name: A, valueFrom: {}}]}}",
                        "shop: spec.template.container.env" + NOT_KEPT));
    }

    private static final String NOT_KEPT =
            ": wire cannot keep it, since the test has no Secrets, ConfigMaps or volumes of yours; leave it out of a copy and wire"
                    + " that. It keeps nodeSelector, tolerations, affinity, priorityClassName, priority, metadata.annotations,"
                    + " and of the container resources, imagePullPolicy and env with plain values";

    @ParameterizedTest
    @MethodSource
    void aSensorThatCannotBeRehearsed(String before, String now, String message) throws IOException {
        write(SOURCE, changed(SENSOR, before, now));
        assertRefused("sensor.yaml: Sensor " + message);
    }

    static Stream<Arguments> aSensorThatCannotBeRehearsed() {
        String dependency = "- {name: order, eventSourceName: shop, eventName: order}";
        String http = "http: {url: \"http://a.example\"}";
        return Stream.of(
                Arguments.of(
                        "name: shop",
                        "name: http",
                        "http: metadata.name: it would become argometer-http, which the kit has itself: name it otherwise in a copy"),
                Arguments.of(
                        "eventSourceName: shop",
                        "eventSourceName: other",
                        "shop: spec.dependencies.0.eventSourceName: \"other\": there is no such EventSource in the folder"),
                Arguments.of(
                        "eventName: order",
                        "eventName: '*'",
                        "shop: spec.dependencies.0.eventName: \"*\": EventSource shop has only order"),
                Arguments.of("{name: order, ", "{", "shop: spec.dependencies.0.name: must be given, as text"),
                Arguments.of(
                        dependency,
                        dependency + "\n    " + dependency,
                        "shop: spec.dependencies.1.name: \"order\": another dependency has it"),
                Arguments.of(dependency, "- order", "shop: spec.dependencies.0: must be a map"),
                Arguments.of("    " + dependency + "\n", "", "shop: spec.dependencies: must be given"),
                Arguments.of(
                        "name: pack",
                        "conditions: order",
                        "shop: spec.triggers.0.template.name: must be given, as text"),
                Arguments.of(
                        "name: pack",
                        "name: pack, post",
                        "shop: spec.triggers.0.template.name: \"pack, post\": must be 1 to 128 visible ASCII characters without comma, to be recorded"),
                Arguments.of(
                        "name: pack",
                        "name: päck",
                        "shop: spec.triggers.0.template.name: \"päck\": must be 1 to 128 visible ASCII characters without comma, to be recorded"),
                Arguments.of(
                        "name: pack",
                        "name: " + "p".repeat(129),
                        "shop: spec.triggers.0.template.name: \"" + "p".repeat(129)
                                + "\": must be 1 to 128 visible ASCII characters without comma, to be recorded"),
                Arguments.of(
                        "name: pack",
                        "name: pack\n        conditions: paid",
                        "shop: spec.triggers.0.template.conditions: \"paid\": names none of the dependencies"),
                Arguments.of(
                        http,
                        "",
                        "shop: spec.triggers.0.template: must have one target, such as http or k8s, and has none"),
                Arguments.of(
                        http,
                        http + "\n        log: {}",
                        "shop: spec.triggers.0.template: must have one target, such as http or k8s, and has http, log"),
                Arguments.of(
                        http,
                        http + "\n      parameters: [{src: {dependencyName: order}, dest: name}]",
                        "shop: spec.triggers.0.parameters.0.dest: \"name\": wire can leave out only parameters of the target, http"),
                Arguments.of(
                        http,
                        http + "\n    - template: {name: pack, log: {}}",
                        "shop: spec.triggers.1.template.name: \"pack\": another trigger has it"),
                Arguments.of(
                        http,
                        http + "\n      dlqTrigger: {template: {name: pack, log: {}}}",
                        "shop: spec.triggers.0.dlqTrigger.template.name: \"pack\": another trigger has it"),
                Arguments.of("spec:", "spec:\n  template: {volumes: []}", "shop: spec.template.volumes" + NOT_KEPT));
    }

    @Test
    void aFileThatIsNotYaml() throws IOException {
        write("kind: {", SENSOR);
        assertThat(wire("out")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).startsWith("source.yaml: not YAML: ");
        assertNothingWritten();
    }

    @Test
    void aTemplateThatWasNotRendered() throws IOException {
        write("kind: {{ .Values.kind }}", SENSOR);
        assertRefused("source.yaml: kind: must be text");
    }

    @Test
    void aDocumentThatIsNoMap() throws IOException {
        write("- a", SENSOR);
        assertRefused("source.yaml: a document is no map");
    }

    @Test
    void aNameThatStandsTwice() throws IOException {
        write(SOURCE, SENSOR);
        Files.writeString(Files.createDirectory(in.resolve("more")).resolve("again.yml"), SENSOR);
        assertRefused("sensor.yaml: Sensor shop: metadata.name: there is such a one already, in more/again.yml");
    }

    @Test
    void aNameBehindASensorsThatIsAnotherTriggers() throws IOException {
        String other = SENSOR.replace("name: shop\nspec", "name: b\nspec");
        write(SOURCE, SENSOR + "---\n" + other + "    - template: {name: Shop/pack, log: {}}\n");
        assertRefused(
                "sensor.yaml: Sensor b: spec.triggers.1.template.name: \"Shop/pack\": another trigger is recorded by that"
                        + " name");
    }

    @Test
    void aFolderWithNothingToWire() throws IOException {
        Files.writeString(in.resolve("source.yaml"), SOURCE);
        assertRefused(in + ": 1 EventSources and 0 Sensors (argoproj.io/v1alpha1): at least one of each is needed");
    }

    @Test
    void aFolderThatIsNotThere() throws IOException {
        Files.delete(in);
        assertRefused(in + ": no such folder");
    }

    @Test
    void aNewFolderThatIsNone() throws IOException {
        write(SOURCE, SENSOR);
        assertThat(wire("in")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo("%s: must lie outside %s, which is read\n".formatted(in, in));
        assertThat(wire("in/../in/new")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).contains(": must lie outside ");

        Path taken = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(taken.resolve("mine"), "");
        assertThat(wire("taken")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo(taken + ": is there already: name another, or remove it\n");
        assertThat(Files.list(taken)).containsExactly(taken.resolve("mine"));
    }

    @Test
    void noEmptyFolderThatIsThere() throws IOException {
        write(SOURCE, SENSOR);
        Files.createDirectory(folder.resolve("out"));
        assertThat(wire("out")).as(program.err()).isEqualTo(ExitCode.OK);
        assertThat(folder.resolve("out/kustomization.yaml")).exists();
    }

    @Test
    void anAddressOfLocalStackThatIsNone() throws IOException {
        write(SOURCE, SENSOR);
        assertThat(wire("out", "--aws-endpoint", "localstack:4566")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo("--aws-endpoint localstack:4566: must be an address such as"
                        + " http://localstack.argometer-localstack.svc.cluster.local:4566\n");
        assertNothingWritten();
    }

    private void write(String source, String sensor) throws IOException {
        Files.writeString(in.resolve("source.yaml"), source);
        Files.writeString(in.resolve("sensor.yaml"), sensor);
    }

    private static String changed(String text, String before, String now) {
        assertThat(text).contains(before);
        return text.replaceFirst(Pattern.quote(before), Matcher.quoteReplacement(now));
    }

    private int wire(String out, String... options) {
        List<String> words = new ArrayList<>(
                List.of("wire", in.toString(), "-o", folder.resolve(out).toString()));
        words.addAll(List.of(options));
        return program.run(words.toArray(String[]::new));
    }

    private void assertRefused(String message) throws IOException {
        assertThat(wire("out")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo(message + "\n");
        assertThat(program.out()).isEmpty();
        assertNothingWritten();
    }

    private void assertNothingWritten() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(path -> !path.equals(in))).isEmpty();
        }
    }
}
