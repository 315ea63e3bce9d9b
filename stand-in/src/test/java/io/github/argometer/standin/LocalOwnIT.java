package io.github.argometer.standin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.TestCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code loadtest local} with manifests and messages of a user's own, as {@code loadtest wire} makes them measurable. */
class LocalOwnIT {

    private static final String LOCALSTACK = "http://localstack.argometer-localstack.svc.cluster.local:4566";

    private static final String PLAN = """
            messages: 8
            arrival: {kind: constant, rate: 20}
            channels:
              orders: {event: argometer-orders/new-order, mark: header}
              stock: {event: argometer-warehouse/stock}
            payloads:
              - name: large
                text: '{"kind": "large", "currency": "EUR", "n": ${variable.number}}'
                expect: {orders: [pack, mail], stock: [count]}
              - name: small
                text: '{"kind": "small", "currency": "USD", "n": ${variable.number}}'
                expect: {orders: [pack, mail], stock: [count]}
            """;

    @TempDir(factory = LocalIT.InTarget.class)
    private Path folder;

    @Test
    void eachTriggerOfWiredManifestsMakesARowOfEachMessage() throws Exception {
        Path wired = wire("webhook", "sqs");
        try (LocalProcess local = start(wired, "run", PLAN)) {
            assertThat(local.waitFor(300)).as(local::contents).isZero();
            assertThat(local.out())
                    .contains("✓ orders/mail  8 of 8 expected rows recorded\n")
                    .contains("✓ orders/pack  8 of 8 expected rows recorded\n")
                    .contains("✓ stock/count  8 of 8 expected rows recorded\n")
                    .endsWith("PASSED\n");
            assertThat(local.children()).isEmpty();
        }
        Path run = folder.resolve("runs/run");
        assertThat(Files.readAllLines(run.resolve("records.csv"))).hasSize(1 + 24);
        assertThat(Files.readString(run.resolve("cluster.json"))).contains("\"orders/pack\"", "\"stock/count\"");
    }

    @Test
    void whatAFilterHoldsBackThatShouldPassIsLostInItsFlow() throws Exception {
        Path wired = wire("webhook", "sqs");
        Path sensor = wired.resolve("argometer-warehouse.sensor.yaml");
        Files.writeString(
                sensor,
                Files.readString(sensor)
                        .replace(
                                "eventName: stock",
                                "eventName: stock\n      filters:\n        data:\n          - {path: body.kind, type: string, value: [large]}"));
        try (LocalProcess local = start(wired, "run", PLAN.replace("messages: 8", "messages: 4"), "--timeout", "20")) {
            assertThat(local.waitFor(300)).as(local::contents).isEqualTo(1);
            assertThat(local.out())
                    .contains("✓ orders/mail  4 of 4 expected rows recorded\n")
                    .contains("✗ stock/count  2 of 4 expected rows recorded, 2 missing (2 accepted, then lost)\n")
                    .contains("✗ stock/count  2 lost behind the Sensor\n")
                    .endsWith("FAILED\n");
        }
    }

    @Test
    void whatTheStandInHasNotIsRefusedByNameBeforeAnythingStarts() throws Exception {
        Path wired = wire("nats");
        refused(
                wired,
                PLAN,
                "argometer-sensors-nats.eventsource.yaml: spec.nats: not supported by the local stand-in, which knows ");
    }

    @Test
    void aPlanThatTheManifestsDoNotFitIsRefused() throws Exception {
        Path wired = wire("webhook", "sqs");
        refused(
                wired,
                PLAN.replace("argometer-warehouse/stock", "argometer-warehouse/socks"),
                "plan: channels.stock.event = \"argometer-warehouse/socks\": must be one of the manifests' in namespace"
                        + " argo-events: argometer-orders/new-order, argometer-sns/load, argometer-sqs/load,"
                        + " argometer-warehouse/stock, argometer-warehouse/stock-nightly\n");
        refused(
                wired,
                PLAN.replace("[pack, mail]", "[pack, male]"),
                "plan: channels.orders.triggers: no Sensor that listens to argometer-orders/new-order has a trigger that"
                        + " tells the name male: known are [pack, mail]\n");
        refused(
                wired,
                PLAN.replace("[pack, mail]", "[pack]"),
                "plan: channels.orders.triggers: trigger mail of Sensor argometer-orders listens to"
                        + " argometer-orders/new-order too, and tells the name mail: name it\n");
    }

    private void refused(Path wired, String plan, String why) throws Exception {
        try (LocalProcess local = start(wired, "refused", plan)) {
            assertThat(local.waitFor(60)).as(local::contents).isEqualTo(2);
            assertThat(local.err()).contains(why).hasLineCount(1);
            assertThat(folder.resolve("runs/refused")).doesNotExist();
        }
    }

    /** What {@code loadtest wire} makes of these examples of its own tests. */
    private Path wire(String... examples) throws IOException {
        Path in = Files.createDirectories(folder.resolve("in"));
        for (String example : examples) {
            Path from = Path.of("../loadtest/src/test/resources/wire", example, "in");
            try (Stream<Path> walk = Files.walk(from)) {
                for (Path file : walk.filter(Files::isRegularFile).toList()) {
                    Path to = in.resolve(example).resolve(from.relativize(file).toString());
                    Files.createDirectories(to.getParent());
                    Files.copy(file, to);
                }
            }
        }
        Path out = folder.resolve("wired");
        TestCommand program = new TestCommand(StandIn::commandLine);
        assertThat(program.run("wire", in.toString(), "-o", out.toString(), "--aws-endpoint", LOCALSTACK))
                .as(program::err)
                .isZero();
        return out;
    }

    private LocalProcess start(Path wired, String run, String plan, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.yaml"), plan);
        return LocalProcess.start(
                folder,
                Stream.concat(
                                Stream.of(
                                        "--manifests",
                                        wired.toString(),
                                        "--kit",
                                        "../argo-manifests/localstack",
                                        "--plan",
                                        file.toString(),
                                        "-D",
                                        "run.id=" + run),
                                Stream.of(options))
                        .toArray(String[]::new));
    }
}
