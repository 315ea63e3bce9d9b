package io.github.argometer.loadtest.analyse.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.loss.Suspicion.Content;
import io.github.argometer.loadtest.analyse.loss.Suspicion.Tally;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import io.github.argometer.plan.Channel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuspicionTest {

    /** Of 100 messages 10 are missing, and 40 were to be filtered out. */
    private static final Tally TEN_MISSING = new Tally(100, 100, 50, 50, 0, 0, 10, 10, 40, 0);

    private static final Content MISSING = new Content(4, "Ankur", 10, 0);

    @Test
    void aFilterIsBlamedOnlyWhereEveryHopCouldBeAsked() {
        assertThat(filtered(evidence(0L, 0L, 100L, 0L, 50L), MISSING, new Content(4, "Brian", 0, 50)))
                .containsExactly(MISSING);
        assertThat(filtered(evidence(null, 0L, 100L, 0L, 50L), MISSING, new Content(4, "Brian", 0, 50)))
                .isEmpty();
    }

    @Test
    void aFilterIsBlamedOnlyWhereOtherContentsArrivedAndEnoughAreMissingToTell() {
        ChannelEvidence clean = evidence(0L, 0L, 100L, 0L, 50L);
        assertThat(filtered(clean, MISSING)).isEmpty();
        // 1 of (12 over 10) draws, of two contents: one in 33
        assertThat(filtered(clean, MISSING, new Content(4, "Brian", 0, 2))).isEmpty();
        assertThat(filtered(clean, MISSING, new Content(4, "Brian", 1, 49))).isEmpty();
    }

    @Test
    void aFilterSetToAnotherAuthorIsBlamedForBothContentsOfTheOneItShouldPass() {
        Tally twentyMissing = new Tally(60, 60, 20, 20, 0, 0, 20, 20, 20, 0);
        List<Content> missing = List.of(new Content(4, "David", 10, 0), new Content(5, "David", 10, 0));
        List<Content> all = new ArrayList<>(missing);
        all.add(new Content(4, "Brian", 0, 10));
        all.add(new Content(5, "Brian", 0, 10));
        assertThat(Suspicion.filtered(Channel.SNS, evidence(0L, 0L, 60L, 0L, 20L), twentyMissing, all))
                .isEqualTo(missing);
    }

    @Test
    void theSensorsFilterIsNotBlamedForWhatTheTopicNeverDelivered() {
        ChannelEvidence shortOnBus = evidence(0L, 0L, 90L, 0L, 50L);
        assertThat(Suspicion.filtered(
                        Channel.SNS, shortOnBus, TEN_MISSING, List.of(MISSING, new Content(4, "Brian", 0, 50))))
                .isEmpty();
        assertThat(Suspicion.of(Channel.SNS, shortOnBus, TEN_MISSING, true))
                .isEqualTo(new Suspicion(Fate.BETWEEN, "accepted and bus"));
    }

    @Test
    void whatTheSourceOfATopicFailedIsDroppedByItWhereThatIsWhatTheBusLacks() {
        assertThat(Suspicion.of(Channel.SNS, evidence(0L, 0L, 85L, 15L, 50L), TEN_MISSING, true))
                .isEqualTo(new Suspicion(Fate.DROPPED_BY_SOURCE, ""));
        assertThat(Suspicion.of(Channel.SNS, evidence(0L, 0L, 85L, 9L, 50L), TEN_MISSING, true))
                .isEqualTo(new Suspicion(Fate.BETWEEN, "accepted and bus"));
        assertThat(Suspicion.of(Channel.SNS, evidence(0L, 0L, 100L, 15L, 50L), TEN_MISSING, true))
                .as("failures that were mended")
                .isEqualTo(new Suspicion(Fate.BETWEEN, "bus and trigger"));
    }

    @Test
    void fewerThanAreMissingNameNone() {
        assertThat(sqs(evidence(9L, 0L, 100L, 0L, 50L))).isEqualTo(new Suspicion(Fate.BETWEEN, "accepted and trigger"));
    }

    @Test
    void deadLettersAreNamedByTheirQueueWhereItIsKnown() {
        assertThat(sqs(evidence(0L, 10L, 100L, 0L, 50L)))
                .isEqualTo(new Suspicion(Fate.STILL_QUEUED, "dead letters in argometer-dead"));
    }

    @Test
    void severalSuspectsOfOneFateNameItAndThoseOfDifferentOnesDoNot() {
        assertThat(sqs(evidence(5L, 5L, 100L, 0L, 50L)))
                .isEqualTo(new Suspicion(Fate.STILL_QUEUED, "queue or dead letters in argometer-dead"));
        assertThat(sqs(evidence(10L, 0L, 100L, 10L, 50L)))
                .isEqualTo(new Suspicion(Fate.BETWEEN, "accepted and trigger"));
    }

    @Test
    void aFailedJobWhoseEventCannotBeToldNamesNothing() {
        ChannelEvidence evidence = new ChannelEvidence(
                0L, 0L, null, 100L, 0L, 0L, 0L, 60L, 0L, 0L, List.of(new FailedJob("job", null, 64)));
        assertThat(sqs(evidence)).isEqualTo(new Suspicion(Fate.BETWEEN, "trigger and committed"));
    }

    @Test
    void jobsThatHaveNotEndedHoldNothingWhereNoTriggerIsWithoutItsRow() {
        ChannelEvidence evidence = new ChannelEvidence(0L, 0L, null, 100L, 0L, 0L, 0L, 50L, 0L, 10L, List.of());
        assertThat(sqs(evidence)).isEqualTo(new Suspicion(Fate.BETWEEN, "accepted and trigger"));
    }

    private static Suspicion sqs(ChannelEvidence evidence) {
        return Suspicion.of(Channel.SQS, evidence, TEN_MISSING, true);
    }

    private static List<Content> filtered(ChannelEvidence evidence, Content... contents) {
        return Suspicion.filtered(Channel.SQS, evidence, TEN_MISSING, List.of(contents));
    }

    private static ChannelEvidence evidence(
            Long queued, Long deadLetters, Long sourceSent, Long sourceFailed, Long triggered) {
        return new ChannelEvidence(
                queued, deadLetters, "argometer-dead", sourceSent, sourceFailed, 0L, 0L, triggered, 0L, 0L, List.of());
    }
}
