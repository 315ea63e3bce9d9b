package io.github.argometer.loadtest.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.RouteMetrics;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.cluster.kubernetes.Jobs;
import io.github.argometer.monitoring.Promtool;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.Worker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunMetricsTest {

    private static final SendPlan PLAN = PlanReader.plan(
            Configuration.of(
                            Map.of(
                                    "run.id",
                                    "run-1",
                                    "send.seed",
                                    "1",
                                    "send.messages",
                                    "12",
                                    "send.plan",
                                    "src/test/resources/plan/all-to-jobs.yaml"),
                            name -> null)
                    .settings(),
            Clock.systemUTC());

    private final RouteMetrics registry = new RouteMetrics();
    private final FakeBacklogs backlogs = new FakeBacklogs();
    private final RunMetrics metrics = new RunMetrics(registry, PLAN, "0.1.0", Duration.ofMillis(50));

    @AfterEach
    void end() {
        metrics.close();
    }

    @Test
    void showWhatIsPlannedRecordedAndWaiting() {
        lookAtAll();
        metrics.seen(new Snapshot(Map.of(Channel.SQS, state(5), Channel.SNS, state(9)), 6, ""));

        await().atMost(10, SECONDS).untilAsserted(() -> assertThat(lines())
                .containsExactlyInAnyOrder(
                        "argometer_run_info{channels=\"sqs,sns\",run=\"run-1\",version=\"0.1.0\"} 1",
                        "argometer_run_planned_messages{channel=\"sqs\"} 12.0",
                        "argometer_run_planned_messages{channel=\"sns\"} 12.0",
                        "argometer_run_expected_rows{channel=\"sqs\"} 12.0",
                        "argometer_run_expected_rows{channel=\"sns\"} 0.0",
                        "argometer_run_recorded_rows{channel=\"sqs\"} 5.0",
                        "argometer_run_recorded_rows{channel=\"sns\"} 9.0",
                        "argometer_jobs{state=\"active\"} 1.0",
                        "argometer_jobs{state=\"succeeded\"} 2.0",
                        "argometer_jobs{state=\"deleting\"} 3.0",
                        "argometer_jobs{state=\"failed\"} 4.0",
                        "argometer_bus_pending{sensor=\"argometer-job\",trigger=\"job\"} 4.0",
                        "argometer_bus_pending{sensor=\"argometer-http\",trigger=\"http\"} 0.0",
                        "argometer_queue_messages{queue=\"argometer\"} 7.0",
                        "argometer_dead_letters{queue=\"argometer-dead\"} 2.0",
                        "argometer_dead_letters{queue=\"argometer-sns-dead\"} 1.0"));
    }

    @Test
    void aBusThatDoesNotTellIsAbsentUntilItDoesAgain() {
        lookAtAll();
        await().atMost(10, SECONDS).until(() -> page().contains("argometer_bus_pending{"));

        backlogs.busAway = true;
        await().atMost(10, SECONDS).untilAsserted(() -> assertThat(page())
                .contains("argometer_queue_messages{queue=\"argometer\"} 7.0")
                .doesNotContain("argometer_bus_pending"));

        backlogs.busAway = false;
        await().atMost(10, SECONDS)
                .until(() -> page().contains("argometer_bus_pending{sensor=\"argometer-job\",trigger=\"job\"} 4.0"));
    }

    @Test
    void aQueueThatHangsHoldsNothingUpAndIsLetGoAtTheEnd() throws Exception {
        backlogs.queueHangs = true;
        lookAtAll();
        assertThat(backlogs.hanging.await(10, SECONDS)).isTrue();
        await().atMost(10, SECONDS)
                .until(() -> page().contains("argometer_bus_pending{")
                        && page().contains("argometer_dead_letters{")
                        && page().contains("argometer_jobs{"));
        assertThat(page()).doesNotContain("argometer_queue_messages");

        metrics.close();

        assertThat(looking()).isEmpty();
        assertThat(backlogs.closed).isTrue();
    }

    @Test
    void aQueueThatHangsLaterIsUnknownAfterAWhile() {
        lookAtAll();
        await().atMost(10, SECONDS).until(() -> page().contains("argometer_queue_messages{queue=\"argometer\"} 7.0"));
        backlogs.queueHangs = true;
        await().atMost(10, SECONDS).until(() -> page().contains("argometer_queue_messages{queue=\"argometer\"} NaN"));
    }

    @Test
    void rowsAreUnknownBeforeTheFirstLook() {
        assertThat(lines()).contains("argometer_run_recorded_rows{channel=\"sqs\"} NaN");
    }

    @Test
    void namesAndDescriptionsAreAsPrometheusWantsThem() throws Exception {
        Promtool promtool = Promtool.atHand();
        lookAtAll();
        await().atMost(10, SECONDS).until(() -> lines().count() == 16);

        Promtool.Outcome check = promtool.run(page(), new String[] {"check", "metrics"});

        assertThat(check.text()).isEmpty();
        assertThat(check.code()).isZero();
    }

    private void lookAtAll() {
        metrics.jobs(() -> new Jobs(1, 2, 3, 4, List.of()));
        metrics.backlogs(backlogs);
    }

    private static Snapshot.State state(long recorded) {
        return new Snapshot.State(12, Worker.Sent.NONE, 0, 12, recorded, 1);
    }

    private String page() {
        return registry.scrape();
    }

    private Stream<String> lines() {
        return page().lines()
                .filter(line -> line.startsWith("argometer_"))
                .filter(line -> !line.startsWith("argometer_build_info"));
    }

    /** Names of the threads that look. */
    private static List<String> looking() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("look at argometer"))
                .toList();
    }
}
