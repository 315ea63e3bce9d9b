package io.github.argometer.loadtest.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.plan.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Steps of 20 messages a second for 20 s, of which a sixth passes the filters: 200 and 33.3 in the second half. */
class RateStepTest {

    @Test
    void aBacklogThatStaysIsKeepingUp() {
        assertThat(step(Backlog.SENSOR, 0, 40, 40, 41, 43).gaveWay()).isEmpty();
        assertThat(step(Backlog.SOURCE, 0, 0, 0, 10, 20).gaveWay()).isEmpty();
    }

    @Test
    void aTenthOfWhatComesPiledUpIsGivingWay() {
        assertThat(step(Backlog.SOURCE, 0, 0, 0, 10, 21).gaveWay()).contains(Backlog.SOURCE);
        assertThat(step(Backlog.JOBS, 0, 0, 2, 3, 6).gaveWay()).contains(Backlog.JOBS);
        assertThat(step(Backlog.GENERATOR, 0, 0, 5, 10, 26).gaveWay()).contains(Backlog.GENERATOR);
    }

    @Test
    void namesTheHopThatHoldsUpTheOthers() {
        RateStep.Sample before = new RateStep.Sample(Map.of(), Duration.ZERO);
        RateStep.Sample after = new RateStep.Sample(
                Map.of(
                        Backlog.GENERATOR,
                        0L,
                        Backlog.SOURCE,
                        90L,
                        Backlog.SENSOR,
                        50L,
                        Backlog.JOBS,
                        1L,
                        Backlog.RECORDED,
                        80L),
                Duration.ofMillis(3));
        RateStep step = new RateStep(20, Duration.ofSeconds(20), 1 / 6.0, List.of(before, before, before, after));
        assertThat(step.gaveWay()).contains(Backlog.SENSOR);
        assertThat(step.lateness()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void reportsTheHighestRateAndTheFigures() {
        RateStep good = step(Backlog.SOURCE, 0, 0, 0, 0, 3);
        RateStep bad = new RateStep(
                30,
                good.time(),
                good.passing(),
                step(Backlog.SOURCE, 0, 0, 0, 30, 60).samples());
        ChannelCapacity capacity = new ChannelCapacity(Channel.SQS, List.of(good, bad), Map.of(), "");
        assertThat(capacity.complete()).isTrue();
        assertThat(capacity.sustained()).contains(20.0);
        assertThat(capacity.text()).isEqualTo("""
                sqs 20.0/s for 20 s: 3 before bus (+3, allowed +20), lateness p99 1.0 ms: kept up
                sqs 30.0/s for 20 s: 60 before bus (+60, allowed +30), lateness p99 1.0 ms: source gave way
                sqs: 20.0 messages/s sustained, at the next rate gave way: source
                """);
    }

    @Test
    void aSearchThatStoppedSinceTheSystemDidNotDrainSaysWhatWasLeft() {
        RateStep good = step(Backlog.RECORDED, 0, 0, 0, 0, 1);
        ChannelCapacity capacity = new ChannelCapacity(
                Channel.SQS, List.of(good), Map.of(Backlog.RECORDED, 1L, Backlog.SOURCE, 1_200L), "");
        assertThat(capacity.complete()).isFalse();
        assertThat(capacity.sustained()).contains(20.0);
        assertThat(capacity.text())
                .endsWith("sqs: 20.0 messages/s sustained, stopped there because the system did not drain:"
                        + " 1,200 before bus, 1 missing\n");
    }

    @Test
    void whatAHopThatGaveWayLeavesIsNamedAndNoFault() {
        RateStep good = step(Backlog.SOURCE, 0, 0, 0, 0, 3);
        RateStep bad = step(Backlog.SOURCE, 0, 0, 0, 30, 60);
        ChannelCapacity capacity =
                new ChannelCapacity(Channel.SQS, List.of(good, bad), Map.of(Backlog.SOURCE, 60L), "");
        assertThat(capacity.complete()).isTrue();
        assertThat(capacity.text())
                .endsWith("gave way: source, and the system did not drain after it: 60 before bus\n");
    }

    @Test
    void aSearchThatCouldNotLookSaysWhyAndIsNotComplete() {
        RateStep good = step(Backlog.SOURCE, 0, 0, 0, 0, 3);
        ChannelCapacity capacity =
                new ChannelCapacity(Channel.SQS, List.of(good), Map.of(), "the database does not answer");
        assertThat(capacity.complete()).isFalse();
        assertThat(capacity.text())
                .endsWith("sqs: 20.0 messages/s sustained, stopped there because the system could not be observed:"
                        + " the database does not answer\n");
    }

    @Test
    void onlyABacklogThatIsNotEmptyWaits() {
        RateStep.Sample sample = new RateStep.Sample(Map.of(Backlog.SOURCE, 0L, Backlog.RECORDED, 1L), Duration.ZERO);
        assertThat(sample.waiting()).containsExactly(Map.entry(Backlog.RECORDED, 1L));
        assertThat(new RateStep.Sample(Map.of(Backlog.SOURCE, 0L), Duration.ZERO).waiting())
                .isEmpty();
    }

    private static RateStep step(Backlog where, long... messages) {
        return new RateStep(
                20,
                Duration.ofSeconds(20),
                1 / 6.0,
                LongStream.of(messages)
                        .mapToObj(waiting -> new RateStep.Sample(Map.of(where, waiting), Duration.ofMillis(1)))
                        .toList());
    }
}
