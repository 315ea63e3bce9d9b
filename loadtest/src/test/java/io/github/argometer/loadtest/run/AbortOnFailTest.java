package io.github.argometer.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.Configuration;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.Worker;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** A run of 1000 messages to the queue, 10 a second, of which 167 must end as a row; what may recover is judged after 10 s. */
class AbortOnFailTest {

    private static final int PLANNED = 1_000;
    private static final int EXPECTED = 167;

    @Test
    void moreFailedMessagesThanTheLimitAllowsAreTooManyForGood() {
        AbortOnFail abort = abort("sqs.failed<1%");
        assertThat(look(abort, 0, sent(1, 0, 0))).isEmpty();
        assertThat(look(abort, 2, sent(20, 9, 0))).isEmpty();
        assertThat(look(abort, 4, sent(30, 10, 0)))
                .contains(
                        "Sending was ended 4 s after the first message, since the run cannot pass (run.abort-on-fail):"
                                + " sqs  sqs.failed<1% is broken: 1.000 % (10 of 1,000)\n");
    }

    @Test
    void withoutALimitOneFailedMessageIsTooMany() {
        assertThat(look(abort(""), 0, sent(1, 1, 0)).orElseThrow()).endsWith("sqs  1 of 1,000 messages failed\n");
    }

    @Test
    void oneRowMoreThanExpectedIsWrong() {
        AbortOnFail abort = abort("");
        assertThat(look(abort, 0, sent(900, 0, 0), EXPECTED)).isEmpty();
        assertThat(look(abort, 2, sent(900, 0, 0), EXPECTED + 1).orElseThrow())
                .endsWith("sqs  168 rows recorded, of 167 expected\n");
    }

    @Test
    void theLongestLatenessIsJudgedAtOnceAndAQuantileAfterTheDelay() {
        int[] late = IntStream.range(0, 100).map(i -> i < 90 ? 1_000 : 51_000).toArray();
        assertThat(look(abort("sqs.intendedToSent.max<50"), 0, sent(100, 0, 0, late))
                        .orElseThrow())
                .contains("sqs.intendedToSent.max<50 is broken: 5");
        AbortOnFail abort = abort("sqs.intendedToSent.p95<50, sqs.intendedToSent.p90<50, sqs.intendedToSent.p99.9<1");
        assertThat(look(abort, 0, sent(100, 0, 0, late))).isEmpty();
        assertThat(look(abort, 9, sent(100, 0, 0, late))).isEmpty();
        assertThat(look(abort, 11, sent(110, 0, 0, late)).orElseThrow())
                .contains("Sending was ended 11 s after", "sqs.intendedToSent.p95<50 is broken: 5");
    }

    @Test
    void aQuantileThatHasRecoveredOrHasTooFewValuesEndsNothing() {
        AbortOnFail abort = abort("sqs.intendedToSent.p95<20, sqs.intendedToSent.p99.9<1");
        int[] start = {30_000, 30_000, 1_000};
        assertThat(look(abort, 0, sent(3, 0, 0, start))).isEmpty();
        int[] later = IntStream.range(0, 110).map(i -> i < 2 ? 30_000 : 1_000).toArray();
        assertThat(look(abort, 11, sent(110, 0, 0, later))).isEmpty();
    }

    /** The greater lateness of a worker does not hide the others' number. */
    @Test
    void theLatenessOfAllWorkersCounts() {
        AbortOnFail abort = abort("sqs.intendedToSent.p50<20");
        Worker.Sent few =
                sent(40, 0, 0, IntStream.generate(() -> 30_000).limit(40).toArray());
        Worker.Sent many =
                sent(60, 0, 0, IntStream.generate(() -> 1_000).limit(60).toArray());
        assertThat(look(abort, 0, few.plus(many))).isEmpty();
        assertThat(look(abort, 12, few.plus(many))).isEmpty();
        assertThat(look(abort, 14, few.plus(few).plus(many)).orElseThrow()).contains("p50<20 is broken: ");
    }

    @Test
    void aRateIsThatOfThePlanByTheShareThatWasAcceptedOfWhatWasDue() {
        AbortOnFail abort = abort("sqs.rate>9");
        assertThat(look(abort, 0, sent(1, 0, 0))).isEmpty();
        assertThat(look(abort, 9, sent(40, 0, 0))).as("before the delay").isEmpty();
        assertThat(look(abort, 11, sent(91, 0, 0))).as("91 of 101 are due").isEmpty();
        assertThat(look(abort, 21, sent(170, 0, 16)))
                .as("with what is in flight")
                .isEmpty();
        assertThat(look(abort, 31, sent(270, 0, 0)).orElseThrow())
                .endsWith("sqs  sqs.rate>9 is broken: 8.98 messages a second\n");
    }

    @Test
    void aRateOfARampIsNotJudgedByItsBeginning() {
        AbortOnFail abort = abort(
                "sqs.rate>9",
                Map.of(
                        "send.arrival",
                        "ramp",
                        "send.ramp.from",
                        "1",
                        "send.ramp.to",
                        "100",
                        "send.ramp.seconds",
                        "60"));
        assertThat(look(abort, 0, sent(1, 0, 0))).isEmpty();
        assertThat(look(abort, 12, sent(110, 0, 0))).isEmpty();
        assertThat(look(abort, 22, sent(110, 0, 0)).orElseThrow()).contains("sqs.rate>9 is broken: ");
    }

    @Test
    void whatOnlyTheEndCanTellIsLeftToIt() {
        AbortOnFail abort = abort(
                "sqs.missing<1%, sqs.lost<1%, sqs.sentToRecorded.p99<1, sqs.hop[sent -> source].p50<1, sns.rate>9");
        assertThat(look(abort, 0, sent(1, 0, 0))).isEmpty();
        assertThat(look(abort, 60, sent(600, 0, 0))).isEmpty();
    }

    @Test
    void looksEveryFewSecondsAndNoMoreOnceAllIsSent() {
        AbortOnFail abort = abort("");
        assertThat(look(abort, 0, sent(1, 0, 0))).isEmpty();
        assertThat(look(abort, 1, sent(1, 1, 0))).isEmpty();
        assertThat(look(abort, 9, sent(PLANNED - 1, 1, 0))).isEmpty();
        assertThat(look(abort, 9, sent(PLANNED - 2, 1, 0))).isPresent();
    }

    private static AbortOnFail abort(String thresholds) {
        return abort(thresholds, Map.of("send.arrival", "constant", "send.rate", "10"));
    }

    private static AbortOnFail abort(String thresholds, Map<String, String> arrival) {
        Map<String, String> settings = new HashMap<>(arrival);
        settings.put("run.abort-on-fail", "true");
        settings.put("report.thresholds", thresholds);
        settings.put("send.messages", String.valueOf(PLANNED));
        settings.put("send.channels", "sqs");
        settings.put("send.seed", "1");
        Configuration configuration = Configuration.of(settings, name -> null);
        SendPlan plan = PlanReader.plan(configuration.settings(), Clock.systemUTC());
        return AbortOnFail.of(configuration.settings(), plan).orElseThrow();
    }

    private static Optional<String> look(AbortOnFail abort, long second, Worker.Sent sent) {
        return look(abort, second, sent, 0);
    }

    private static Optional<String> look(AbortOnFail abort, long second, Worker.Sent sent, long recorded) {
        Snapshot.State state = new Snapshot.State(PLANNED, sent, 0, EXPECTED, recorded, 1);
        return abort.look(new Snapshot(Map.of(Channel.SQS, state), 0, ""), TimeUnit.SECONDS.toNanos(1_000 + second));
    }

    private static Worker.Sent sent(long accepted, long failed, long inFlight, int... latenessMicros) {
        Histogram lateness = new Histogram(3_600_000_000L, 3);
        Arrays.stream(latenessMicros).forEach(lateness::recordValue);
        ByteBuffer buffer = ByteBuffer.allocate(lateness.getNeededByteBufferCapacity());
        int bytes = lateness.encodeIntoCompressedByteBuffer(buffer);
        String encoded = Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), bytes));
        return new Worker.Sent(PLANNED, accepted, failed, 0, 0, inFlight, 0, List.of(encoded));
    }
}
