package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.evidence.ChannelEvidence;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuspicionTest {

    private static final Suspicion.Flow ONE_MISSING = new Suspicion.Flow(10, 9, 9, 1);

    @Test
    void aFilterIsBlamedOnlyWhereTheDeadLettersCouldBeAsked() {
        assertThat(suspicion(0L, null).fate()).isEqualTo(Fate.WRONGLY_DROPPED);
        assertThat(suspicion(null, null)).isEqualTo(new Suspicion(Fate.BETWEEN, "accepted and trigger"));
    }

    @Test
    void deadLettersAreNamedByTheirQueueWhereItIsKnown() {
        assertThat(suspicion(1L, "argometer-dead"))
                .isEqualTo(new Suspicion(Fate.STILL_QUEUED, "dead letters in argometer-dead"));
        assertThat(suspicion(1L, null)).isEqualTo(new Suspicion(Fate.STILL_QUEUED, "dead letters"));
    }

    @Test
    void severalSuspectsOfOneFateNameItAndThoseOfDifferentOnesBoundIt() {
        assertThat(suspicion(1L, 1L, "argometer-dead", 0L))
                .isEqualTo(new Suspicion(Fate.STILL_QUEUED, "queue or dead letters in argometer-dead"));
        assertThat(suspicion(1L, 0L, null, 1L)).isEqualTo(new Suspicion(Fate.BETWEEN, "accepted and trigger"));
    }

    @Test
    void aFailedJobWhoseEventCannotBeToldIsASuspect() {
        ChannelEvidence evidence = new ChannelEvidence(
                0L, 0L, null, 10L, 0L, 0L, 0L, 10L, 0L, 0L, List.of(new ChannelEvidence.FailedJob("job", null, 64)));
        assertThat(Suspicion.of(evidence, ONE_MISSING, true, false))
                .isEqualTo(new Suspicion(Fate.JOB_FAILED, "Jobs without an EventId"));
    }

    @Test
    void whatOthersMayHaveSentProvesNothingOfAMessage() {
        ChannelEvidence evidence = new ChannelEvidence(0L, 0L, null, 10L, 0L, 0L, 0L, 9L, 0L, 0L, List.of());
        assertThat(Suspicion.of(evidence, ONE_MISSING, true, true))
                .isEqualTo(new Suspicion(Fate.DROPPED_BY_SENSOR, ""));
        assertThat(Suspicion.of(evidence, new Suspicion.Flow(11, 9, 9, 1), true, true))
                .isEqualTo(new Suspicion(Fate.BETWEEN, "accepted and trigger"));
    }

    private static Suspicion suspicion(Long deadLetters, String queue) {
        return suspicion(0L, deadLetters, queue, 0L);
    }

    private static Suspicion suspicion(Long queued, Long deadLetters, String queue, Long triggerFailed) {
        ChannelEvidence evidence =
                new ChannelEvidence(queued, deadLetters, queue, 10L, 0L, 0L, 0L, 9L, triggerFailed, 0L, List.of());
        return Suspicion.of(evidence, ONE_MISSING, true, false);
    }
}
