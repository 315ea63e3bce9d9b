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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole kit against a real Argo Events: the shipped manifests and images, the program as users start it, and counts
 * that the database gives by itself. Of 60 messages 10 must end as a row by SQS and 20 by SNS.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

    private static final String JOBS = "app.kubernetes.io/name=recorder-job";

    private static Deployment deployment;
    private static Neighbour neighbour;

    @BeforeAll
    static void deploy() throws Exception {
        deployment = Deployment.ofThisBuild();
        neighbour = Neighbour.movesIn(Path.of("target", "cluster-it"));
        deployment.apply();
    }

    @AfterAll
    static void leaveTheClusterAsItWas() {
        try {
            deployment.delete();
            neighbour.livesOn("after");
        } finally {
            neighbour.movesOut();
        }
    }

    @Test
    @Order(1)
    void everythingExpectedArrivesOnceAppliedAndNothingElse() throws Exception {
        String run = "first-" + ProcessHandle.current().pid();

        assertThat(TestRuns.run(run, "--max-delay", "200")).isZero();

        assertThat(TestRuns.rows(run)).containsExactly("sns\t20", "sqs\t10");
        assertThat(mysql(
                        "SELECT DISTINCT EventType, PayloadId, Author, CustomMessage FROM argo_event_record WHERE RunId = '"
                                + run + "'"))
                .containsExactlyInAnyOrder(
                        "sns\t4\tDavid\thello world",
                        "sns\t5\tDavid\thello world",
                        "sqs\t4\tAnkur\tset by sensor argometer-job");
        assertThat(mysql("SELECT EventId, DATE_FORMAT(EventTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') FROM argo_event_record"
                        + " WHERE RunId = '" + run + "'"))
                .containsExactlyInAnyOrderElementsOf(expectedBy(run));
        assertThat(
                        mysql(
                                "SELECT COUNT(*) FROM argo_event_record WHERE RunId = '" + run
                                        + "' AND CreatedAtTimestamp NOT BETWEEN EventTimestamp - INTERVAL 5 SECOND AND UTC_TIMESTAMP(6)"))
                .containsExactly("0");
        assertThat(kubectl("-n", "argometer-jobs", "get", "jobs", "-l", JOBS, "-o", "name"))
                .isEmpty();
    }

    @Test
    @Order(2)
    void aSecondRunCountsOnlyItsOwn() throws Exception {
        String run = "second-" + ProcessHandle.current().pid();

        assertThat(TestRuns.run(run, "--max-delay", "50", "--seed", "7")).isZero();

        assertThat(TestRuns.rows(run)).containsExactly("sns\t20", "sqs\t10");
        assertThat(mysql("SELECT COUNT(DISTINCT RunId), COUNT(*) FROM argo_event_record"))
                .containsExactly("2\t60");
        try (Stream<String> records = Files.lines(TestRuns.folder(run).resolve("records.csv"))) {
            assertThat(records).hasSize(31);
        }
        // Of the queue what its source's filter lets pass, of the topic all.
        try (Stream<String> events = Files.lines(TestRuns.folder(run).resolve("bus.csv"))) {
            assertThat(events.skip(1)
                            .filter(line -> line.contains("," + run + "-"))
                            .map(line -> line.split(",")[2]))
                    .hasSize(90)
                    .areExactly(30, new Condition<>("argometer-sqs"::equals, "of the queue's source"))
                    .areExactly(60, new Condition<>("argometer-sns"::equals, "of the topic's source"));
        }
    }

    @Test
    @Order(3)
    void aDatabaseAwayForTwentySecondsCostsNothing() throws Exception {
        String run = "away-" + ProcessHandle.current().pid();
        Loadtest loadtest = TestRuns.start(run, "--min-delay", "300", "--max-delay", "700", "--timeout", "300");
        TestRuns.awaitSent(run, 20, loadtest);
        try {
            kubectl("-n", "argometer", "scale", "statefulset", "mysql", "--replicas=0");
            Duration away = Duration.ofSeconds(20);
            await().pollDelay(away).atMost(away.plusSeconds(5)).until(() -> true);
        } finally {
            kubectl("-n", "argometer", "scale", "statefulset", "mysql", "--replicas=1");
        }

        assertThat(loadtest.end()).isZero();
        assertThat(TestRuns.rows(run)).containsExactly("sns\t20", "sqs\t10");
        assertThat(kubectl("-n", "argometer", "logs", "-l", "app.kubernetes.io/name=recorder-http", "--tail=-1"))
                .as("recorder-http has said that the database is away")
                .contains("answered 503");
        // While it tried again, the Sensor has told the bus so every half second. Where it was late with that on a busy
        // node, the bus
        // gave it the event again, and when it took it first is not known.
        assertThat(TestRuns.lines(run, "ledger.csv").stream()
                        .filter(line -> line.get("Channel").equals("sns"))
                        .filter(line -> line.get("Fate").equals("delivered"))
                        .map(line -> line.get("Taken").isEmpty()
                                ? Optional.<Duration>empty()
                                : Optional.of(Duration.between(
                                        Instant.parse(line.get("Taken")), Instant.parse(line.get("Received"))))))
                .hasSize(20)
                .allMatch(handling -> handling.stream().noneMatch(Duration::isNegative))
                .areAtLeast(15, new Condition<>(Optional::isPresent, "known"))
                .anyMatch(handling -> handling.isEmpty() || handling.get().compareTo(Duration.ofSeconds(5)) > 0);
    }

    @Test
    @Order(4)
    void anInterruptedRunReportsWhatIsThere() throws Exception {
        String run = "interrupted-" + ProcessHandle.current().pid();
        Loadtest loadtest = TestRuns.start(run, "--min-delay", "500", "--max-delay", "500");
        TestRuns.awaitSent(run, 10, loadtest);

        loadtest.process().destroy();

        assertThat(loadtest.end()).isEqualTo(1);
        assertThat(Files.readString(loadtest.out())).contains("never sent").endsWith("FAILED\n");
        assertThat(TestRuns.folder(run).resolve("records.csv")).exists();
    }

    @Test
    @Order(5)
    void rowsAreExportedAgainAndAnalysedWithoutACluster() throws Exception {
        String run = "second-" + ProcessHandle.current().pid();
        Path records = TestRuns.folder(run).resolve("records.csv");
        String before = Files.readString(records);
        Files.delete(records);

        assertThat(TestRuns.command("export", run).end()).isZero();
        assertThat(Files.readString(records)).isEqualTo(before);
        assertThat(Loadtest.start(
                                TestRuns.folder(run),
                                Map.of(),
                                "analyse",
                                TestRuns.folder(run).toString())
                        .end())
                .isZero();
    }

    @Test
    @Order(6)
    void workersShareTheSending() throws Exception {
        String run = "shared-" + ProcessHandle.current().pid();

        assertThat(TestRuns.run(run, "--workers", "2", "--rate", "10")).isZero();

        assertThat(TestRuns.rows(run)).containsExactly("sns\t20", "sqs\t10");
        assertThat(TestRuns.folder(run).resolve("sent-1.csv")).isNotEmptyFile();
    }

    /** The policies of {@code aws/cloudformation.yaml} are held to the same table of calls by AwsTemplateTest. */
    @Test
    @Order(7)
    void allThatAwsIsAskedStandsInThePolicies() throws Exception {
        Set<String> asked = Pattern.compile("AWS ([a-z]+\\.[A-Za-z]+) =>")
                .matcher(kubectl("-n", "argometer-localstack", "logs", "deployment/localstack", "--tail=-1"))
                .results()
                .map(call -> call.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        // LocalStack's own start-up scripts.
        asked.removeAll(Set.of("sqs.CreateQueue", "sns.CreateTopic", "sns.SetSubscriptionAttributes"));
        List<String[]> table = Files.readAllLines(Path.of("src", "test", "resources", "aws", "calls.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t"))
                .toList();

        assertThat(table).extracting(line -> line[1] + "." + line[2]).containsAll(asked);
        assertThat(asked)
                .containsAll(table.stream()
                        .filter(line ->
                                Set.of("always", "start", "workers", "single").contains(line[5]))
                        .map(line -> line[1] + "." + line[2])
                        .toList());
    }

    @Test
    @Order(8)
    void whatElseIsInTheClusterIsLeftAloneAndReachesNothing() {
        deployment.apply();
        neighbour.livesOn("beside");

        String recorder = address("argometer", "app.kubernetes.io/name=recorder-http") + ":8080";
        String bus = address("argo-events", "eventbus-name=argometer");
        String source = address("argo-events", "eventsource-name=argometer-sns");
        List<String> all = List.of(
                address("argometer", "app.kubernetes.io/name=mysql") + ":3306",
                recorder,
                bus + ":8222",
                bus + ":4222",
                source + ":12000",
                source + ":7777");
        assertThat(reached(all, "stranger")).isEmpty();
        assertThat(reached(all, "prometheus")).containsExactly(recorder, source + ":7777");
        assertThat(kubectl("-n", "argometer-jobs", "get", "secrets", "-o", "name"))
                .as("what a Job can mount")
                .isEqualTo("secret/database");
    }

    @Test
    @Order(9)
    void jobsOfOthersAreNeverCleanedUp(@TempDir Path folder) throws Exception {
        String complete = "\"SuccessCriteriaMet\", \"Complete\"";
        try {
            job(folder, "argometer-jobs", "argometer-it-complete", "recorder-job", complete);
            job(folder, "argometer-jobs", "argometer-it-failed", "recorder-job", "\"FailureTarget\", \"Failed\"");
            job(folder, "argometer-jobs", "argometer-it-foreign", "nightly-report", complete);
            job(folder, "default", "argometer-it-namesake", "recorder-job", complete);

            assertThat(TestRuns.command("clean").end()).isZero();
            assertThat(jobs()).containsExactly("argometer-it-failed", "argometer-it-foreign", "argometer-it-namesake");

            assertThat(TestRuns.command("clean", "--failed").end()).isZero();
            assertThat(jobs()).containsExactly("argometer-it-foreign", "argometer-it-namesake");
        } finally {
            kubectl("-n", "argometer-jobs", "delete", "jobs", "-l", "argometer-it");
            kubectl("-n", "default", "delete", "jobs", "-l", "argometer-it");
        }
    }

    /** Makes a Job without pods, which ended with {@code conditions}. */
    private static void job(Path folder, String namespace, String name, String label, String conditions)
            throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: %s
                  namespace: %s
                  labels: {argometer-it: "", app.kubernetes.io/name: %s}
                spec:
                  managedBy: argometer.io/test
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: none, image: none.invalid/none}]
                """.formatted(name, namespace, label));
        kubectl("create", "-f", file.toString());
        String status = Stream.of(conditions.split(", "))
                .map(condition ->
                        "{\"type\": %s, \"status\": \"True\", \"lastTransitionTime\": \"2026-11-27T00:00:00Z\"}"
                                .formatted(condition))
                .collect(Collectors.joining(
                        ", ",
                        "{\"status\": {\"startTime\": \"2026-11-27T00:00:00Z\", %s\"conditions\": ["
                                .formatted(
                                        conditions.contains("Complete")
                                                ? "\"completionTime\": \"2026-11-27T00:00:00Z\", \"succeeded\": 1, "
                                                : ""),
                        "]}}"));
        kubectl("-n", namespace, "patch", "job", name, "--subresource=status", "--type=merge", "-p", status);
    }

    /** Names of the Jobs of this test, in both namespaces. */
    private static List<String> jobs() {
        return Stream.of("argometer-jobs", "default")
                .flatMap(namespace -> kubectl("-n", namespace, "get", "jobs", "-l", "argometer-it", "-o", "name")
                        .lines())
                .map(name -> name.substring("job.batch/".length()))
                .toList();
    }

    private static String address(String namespace, String label) {
        return kubectl("-n", namespace, "get", "pods", "-l", label, "-o", "jsonpath={.items[0].status.podIP}");
    }

    /** Those of {@code addresses} that answer a pod of the namespace default that is called {@code name}. */
    private static List<String> reached(List<String> addresses, String name) {
        String script =
                "sleep 3; for a in %s; do nc -w 3 ${a%%:*} ${a#*:} < /dev/null > /dev/null 2>&1 && echo $a; done; true"
                        .formatted(String.join(" ", addresses));
        return kubectl(
                        "-n",
                        "default",
                        "run",
                        name,
                        "--labels=app.kubernetes.io/name=" + name,
                        "--image=busybox:1.36",
                        "--restart=Never",
                        "--rm",
                        "-i",
                        "--quiet",
                        "--command",
                        "--",
                        "sh",
                        "-c",
                        script)
                .lines()
                .toList();
    }

    /** EventId and sent time of each message that must have a row, from the send ledger. */
    private static List<String> expectedBy(String run) throws IOException {
        try (Stream<String> lines = Files.lines(TestRuns.folder(run).resolve("sent.csv"))) {
            return lines.map(line -> line.split(",", 12))
                    .filter(fields -> fields[5].equals("true") && fields[10].equals("accepted"))
                    .map(fields -> fields[0] + "\t" + fields[7])
                    .toList();
        }
    }
}
