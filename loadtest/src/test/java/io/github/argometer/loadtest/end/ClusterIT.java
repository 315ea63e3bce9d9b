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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The whole kit against a real Argo Events: the shipped manifests and images, the program as users start it, and counts
 * that the database gives by itself. Of 60 messages 10 must end as a row by SQS and 20 by SNS.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

    private static final Path TARGET = Path.of("target", "cluster-it");
    private static final Path RUNS = TARGET.resolve("runs");
    private static final String JOBS = "app.kubernetes.io/name=recorder-job";

    private static Deployment deployment;

    @BeforeAll
    static void deploy() throws IOException {
        Files.createDirectories(TARGET);
        deployment = Deployment.ofThisBuild();
        deployment.apply();
    }

    @AfterAll
    static void leaveTheClusterAsItWas() {
        if (deployment != null) {
            deployment.delete();
        }
    }

    @Test
    @Order(1)
    void everythingExpectedArrivesOnceAppliedAndNothingElse() throws Exception {
        String run = "first-" + ProcessHandle.current().pid();

        assertThat(run(run, "--max-delay", "200")).isZero();

        assertThat(rows(run)).containsExactly("sns\t20", "sqs\t10");
        assertThat(mysql(
                        "SELECT DISTINCT EventType, PayloadId, Author, CustomMessage FROM argo_event_record WHERE RunId = '"
                                + run + "'"))
                .containsExactlyInAnyOrder(
                        "sns\t4\tDavid\thello world",
                        "sns\t5\tDavid\thello world",
                        "sqs\t4\tAnkur\tset by sensor sqs-job");
        assertThat(mysql("SELECT EventId, DATE_FORMAT(EventTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') FROM argo_event_record"
                        + " WHERE RunId = '" + run + "'"))
                .containsExactlyInAnyOrderElementsOf(expectedBy(run));
        assertThat(
                        mysql(
                                "SELECT COUNT(*) FROM argo_event_record WHERE RunId = '" + run
                                        + "' AND CreatedAtTimestamp NOT BETWEEN EventTimestamp - INTERVAL 5 SECOND AND UTC_TIMESTAMP(6)"))
                .containsExactly("0");
        assertThat(kubectl("-n", "argo-events-test", "get", "jobs", "-l", JOBS, "-o", "name"))
                .isEmpty();
    }

    @Test
    @Order(2)
    void aSecondRunCountsOnlyItsOwn() throws Exception {
        String run = "second-" + ProcessHandle.current().pid();

        assertThat(run(run, "--max-delay", "50", "--seed", "7")).isZero();

        assertThat(rows(run)).containsExactly("sns\t20", "sqs\t10");
        assertThat(mysql("SELECT COUNT(DISTINCT RunId), COUNT(*) FROM argo_event_record"))
                .containsExactly("2\t60");
        try (Stream<String> records = Files.lines(RUNS.resolve(run).resolve("records.csv"))) {
            assertThat(records).hasSize(31);
        }
    }

    @Test
    @Order(3)
    void aDatabaseAwayForTwentySecondsCostsNothing() throws Exception {
        String run = "away-" + ProcessHandle.current().pid();
        Loadtest loadtest = start(run, "--min-delay", "300", "--max-delay", "700", "--timeout", "300");
        awaitSent(run, 20, loadtest);
        try {
            kubectl("-n", "argo-events-test", "scale", "statefulset", "mysql", "--replicas=0");
            Duration away = Duration.ofSeconds(20);
            await().pollDelay(away).atMost(away.plusSeconds(5)).until(() -> true);
        } finally {
            kubectl("-n", "argo-events-test", "scale", "statefulset", "mysql", "--replicas=1");
        }

        assertThat(loadtest.end()).isZero();
        assertThat(rows(run)).containsExactly("sns\t20", "sqs\t10");
        assertThat(kubectl("-n", "argo-events-test", "logs", "-l", "app.kubernetes.io/name=recorder-http", "--tail=-1"))
                .as("recorder-http has said that the database is away")
                .contains("answered 503");
    }

    @Test
    @Order(4)
    void anInterruptedRunReportsWhatIsThere() throws Exception {
        String run = "interrupted-" + ProcessHandle.current().pid();
        Loadtest loadtest = start(run, "--min-delay", "500", "--max-delay", "500");
        awaitSent(run, 10, loadtest);

        loadtest.process().destroy();

        assertThat(loadtest.end()).isEqualTo(1);
        assertThat(Files.readString(loadtest.out())).contains("never sent").endsWith("FAILED\n");
        assertThat(RUNS.resolve(run).resolve("records.csv")).exists();
    }

    @Test
    @Order(5)
    void rowsAreExportedAgainAndAnalysedWithoutACluster() throws Exception {
        String run = "second-" + ProcessHandle.current().pid();
        Path records = RUNS.resolve(run).resolve("records.csv");
        String before = Files.readString(records);
        Files.delete(records);

        assertThat(Loadtest.start(TARGET, "export", run, "--runs", RUNS.toString())
                        .end())
                .isZero();
        assertThat(Files.readString(records)).isEqualTo(before);
        assertThat(Loadtest.start(TARGET, "analyse", RUNS.resolve(run).toString())
                        .end())
                .isZero();
    }

    private static int run(String run, String... options) throws Exception {
        return start(run, options).end();
    }

    private static Loadtest start(String run, String... options) {
        List<String> arguments = new ArrayList<>(List.of("run", "--messages", "60", "--runs", RUNS.toString()));
        arguments.addAll(List.of("-D", "run.id=" + run, "-D", "ready.timeout=300"));
        arguments.addAll(Arrays.asList(options));
        return Loadtest.start(TARGET, arguments.toArray(String[]::new));
    }

    private static List<String> rows(String run) {
        return mysql("SELECT EventType, COUNT(*) FROM argo_event_record WHERE RunId = '" + run
                + "' GROUP BY EventType ORDER BY CAST(EventType AS CHAR)");
    }

    /** EventId and sent time of each message that must have a row, from the send ledger. */
    private static List<String> expectedBy(String run) throws IOException {
        try (Stream<String> lines = Files.lines(RUNS.resolve(run).resolve("sent.csv"))) {
            return lines.map(line -> line.split(",", 12))
                    .filter(fields -> fields[5].equals("true") && fields[10].equals("accepted"))
                    .map(fields -> fields[0] + "\t" + fields[7])
                    .toList();
        }
    }

    private static void awaitSent(String run, int attempts, Loadtest loadtest) {
        Path sent = RUNS.resolve(run).resolve("sent.csv");
        await("attempts in " + sent).atMost(Duration.ofMinutes(6)).until(() -> {
            assertThat(loadtest.process().isAlive()).as("loadtest goes on").isTrue();
            return Files.exists(sent) && Files.readAllLines(sent).size() > attempts;
        });
    }
}
