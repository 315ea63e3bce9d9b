package io.github.argometer.loadtest.end;

import static io.github.argometer.loadtest.end.Shell.kubectl;
import static io.github.argometer.loadtest.end.Shell.mysql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.loadtest.end.Shell.Loadtest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.util.FileSystemUtils;

/**
 * Pipelines of a user's own on a real Argo Events: two webhook EventSources with three Sensors and a subject of NATS with one, wired,
 * applied beside the kit, and run with messages of one's own.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OwnPipelineIT {

    private static final Path FOLDER = Path.of("target", "cluster-it", "own");
    private static final String NATS = "src/test/resources/wire/nats/server.yaml";
    private static final Path WIRED = FOLDER.resolve("wired");
    private static final Pattern IMAGE = Pattern.compile("recorder-job, newName: ([^,]+), digest: (\"[^\"]+\")");

    private static Deployment deployment;

    @BeforeAll
    static void wireAndDeploy() throws Exception {
        FileSystemUtils.deleteRecursively(FOLDER);
        for (String example : new String[] {"webhook", "filters", "nats"}) {
            FileSystemUtils.copyRecursively(
                    Path.of("src/test/resources/wire", example, "in"),
                    FOLDER.resolve("in").resolve(example));
        }
        deployment = Deployment.ofThisBuild();
        assertThat(Loadtest.start(FOLDER, Map.of(), "wire", FOLDER.resolve("in").toString(), "-o", WIRED.toString())
                        .end())
                .isZero();
        sayTheImageOfThisBuild();
        deployment.applyAndAwaitAws();
        kubectl("apply", "-f", NATS);
        kubectl("apply", "-k", WIRED.toString());
    }

    @AfterAll
    static void leaveTheClusterAsItWas() {
        try {
            kubectl("delete", "-k", WIRED.toString(), "--ignore-not-found", "--timeout=120s");
            kubectl("delete", "-f", NATS, "--ignore-not-found", "--timeout=120s");
        } finally {
            deployment.delete();
        }
    }

    @Test
    @Order(1)
    void aMessageThatFiresTwoTriggersIsTwoRowsAndFiltersAreExpected() throws Exception {
        String run = "own-" + ProcessHandle.current().pid();

        assertThat(run(run)).isZero();

        assertThat(rows(run))
                .containsExactly(
                        "card\taudit/book\t20",
                        "card\tpayments/book\t10",
                        "cardrefund\talert\t10",
                        "neworder\tmail\t30",
                        "neworder\tpack\t30");
        assertThat(TestRuns.lines(run, "ledger.csv")).hasSize(150).allSatisfy(line -> assertThat(line.get("Fate"))
                .isIn("delivered", "rightly filtered"));
    }

    @Test
    @Order(2)
    void workersSendToWebhooksAndNats() throws Exception {
        String run = "workers-" + ProcessHandle.current().pid();
        Path plan = FOLDER.resolve("workers.yaml");
        Files.writeString(plan, """
                channels:
                  neworder: {event: argometer-orders/new-order, mark: header}
                  temperature: {event: argometer-sensors-nats/temperature, mark: body:argometer}
                payloads:
                  - text: '{"celsius": ${variable.celsius}, "currency": "EUR"}'
                    choose: {celsius: ["19", "21"]}
                    expect: {neworder: [pack, mail], temperature: [store]}
                """);

        assertThat(TestRuns.start(run, 30, "--plan", plan.toString(), "--rate", "3", "--workers", "2")
                        .end())
                .isZero();

        assertThat(rows(run)).containsExactly("neworder\tmail\t30", "neworder\tpack\t30", "temperature\tstore\t30");
        assertThat(TestRuns.folder(run).resolve("sent-1.csv")).isNotEmptyFile();
    }

    @Test
    @Order(3)
    void filtersWithOtherValuesAreToldByEachTriggerThatTheyKeepFromFiring() throws Exception {
        List<String> changed = List.of(
                "eventsource-name=argometer-payments",
                "sensor-name=argometer-payments",
                "sensor-name=argometer-orders");
        String before = changed.stream().map(OwnPipelineIT::pods).collect(Collectors.joining());
        change("argometer-payments.eventsource.yaml", "body.amount > 0", "body.amount > 1000");
        change("argometer-payments.sensor.yaml", "body.ok == \\\"yes\\\"", "body.ok == \\\"maybe\\\"");
        change("argometer-orders.sensor.yaml", "- USD", "- CHF");
        kubectl("apply", "-k", WIRED.toString());
        await("the new pods of source and Sensors")
                .atMost(Duration.ofMinutes(2))
                .until(() ->
                        changed.stream().allMatch(label -> pods(label).lines().noneMatch(before::contains)));
        String run = "changed-" + ProcessHandle.current().pid();

        assertThat(run(run, "--timeout", "20")).isEqualTo(1);

        Map<String, Long> losses = TestRuns.missing(run).stream()
                .map(line -> Stream.of("Channel", "Trigger", "Fate", "Whereabouts")
                        .map(field -> line.get(field))
                        .collect(Collectors.joining("\t")))
                .collect(Collectors.groupingBy(loss -> loss, Collectors.counting()));
        assertThat(losses)
                .isEqualTo(Map.of(
                        "card\taudit/book\twrongly dropped\tsource's filter",
                        20L,
                        "card\tpayments/book\twrongly dropped\tsource's filter",
                        10L,
                        "cardrefund\talert\tlost behind the Sensor\tthe trigger did not run: perhaps dropped by a filter that is"
                                + " not judged",
                        10L,
                        "neworder\tmail\twrongly dropped\tSensor's filter",
                        10L,
                        "neworder\tpack\twrongly dropped\tSensor's filter",
                        10L));
    }

    private static String pods(String label) {
        return kubectl("-n", "argo-events", "get", "pods", "-l", label, "-o", "name");
    }

    private static void change(String file, String from, String to) throws IOException {
        Path wired = WIRED.resolve(file);
        String text = Files.readString(wired);
        assertThat(text).containsOnlyOnce(from);
        Files.writeString(wired, text.replace(from, to));
    }

    /** By channel and trigger; those of one's own have no content. */
    private static List<String> rows(String run) {
        return mysql(
                "SELECT EventType, TriggerName, COUNT(*) FROM argo_event_record WHERE PayloadId IS NULL AND RunId = '"
                        + run + "' GROUP BY EventType, TriggerName ORDER BY EventType, TriggerName");
    }

    private static int run(String run, String... options) throws Exception {
        Path plan = FOLDER.resolve("plan.yaml");
        Files.writeString(plan, """
                messages: 30
                arrival: {kind: constant, rate: 2}
                channels:
                  neworder: {event: argometer-orders/new-order, mark: header}
                  card: {event: argometer-payments/card, mark: body:more.argometer}
                  cardrefund: {event: argometer-payments/card-refund, mark: header}
                payloads:
                  - name: euro
                    text: '{"amount": ${variable.amount}, "currency": "EUR", "ok": "yes"}'
                    choose: {amount: ["1", "5", "20"]}
                    expect: {neworder: [pack, mail], card: [payments/book, audit/book], cardrefund: [alert]}
                  - name: dollar
                    text: '{"amount": 7, "currency": "USD", "ok": "no"}'
                    expect: {neworder: [pack, mail], card: [audit/book]}
                  - name: nothing
                    text: '{"amount": 0, "currency": "EUR", "ok": "no"}'
                    expect: {neworder: [pack, mail]}
                """);
        String[] all = new String[options.length + 2];
        all[0] = "--plan";
        all[1] = plan.toString();
        System.arraycopy(options, 0, all, 2, options.length);
        return TestRuns.start(run, 30, all).end();
    }

    /** The images' digests of the build, in place of the placeholder. */
    private static void sayTheImageOfThisBuild() throws IOException {
        Matcher image = IMAGE.matcher(Files.readString(Path.of("../target/deploy/localstack/kustomization.yaml")));
        assertThat(image.find()).isTrue();
        Path kustomization = WIRED.resolve("kustomization.yaml");
        Files.writeString(
                kustomization,
                Files.readString(kustomization)
                        .replaceAll("newName: .*", "newName: " + image.group(1))
                        .replaceAll("newTag: .*", "digest: " + image.group(2)));
    }
}
