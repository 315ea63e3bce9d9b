package io.github.argometer.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.plan.Channel;
import io.github.argometer.send.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    private final List<Snapshot> shown = new ArrayList<>();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private int lookedClosely;

    @Test
    void endsWhenEveryRowIsThere() throws Exception {
        watch(LONG).until(course(true, sqs(5, 0, 2), sqs(10, 0, 2), sqs(10, 0, 4)), progress());

        assertThat(shown).containsExactly(sqs(5, 0, 2), sqs(10, 0, 2), sqs(10, 0, 4));
        assertThat(lookedClosely).isEqualTo(1);
    }

    @Test
    void aRowThatComesAfterTheExpectedOnesIsSeen() throws Exception {
        Iterator<Boolean> allArrived = List.of(true, true).iterator();
        watch(LONG, Duration.ofMillis(500)).until(course(allArrived, sqs(10, 0, 4), sqs(10, 0, 5)), progress());

        assertThat(shown).hasSizeGreaterThan(2).contains(sqs(10, 0, 5));
        assertThat(allArrived.hasNext()).isFalse();
    }

    @Test
    void doesNotWaitForTheRowsOfSendsThatFailed() throws Exception {
        watch(LONG).until(course(true, sqs(9, 1, 2), sqs(9, 1, 3)), progress());

        assertThat(shown).containsExactly(sqs(9, 1, 2), sqs(9, 1, 3));
    }

    @Test
    void aWrongRowDoesNotEndTheWait() throws Exception {
        Iterator<Boolean> allArrived = List.of(false, true).iterator();
        watch(LONG).until(course(allArrived, sqs(10, 0, 4), sqs(10, 0, 4), sqs(10, 0, 5)), progress());

        assertThat(shown).hasSize(3);
        assertThat(allArrived.hasNext()).isFalse();
    }

    @Test
    void looksCloselyForHalfOfTheTimeAtMostHoweverManyRowsCome() throws Exception {
        AtomicInteger rows = new AtomicInteger(4);
        AtomicInteger looks = new AtomicInteger();
        Watch.RunState course = new Watch.RunState() {
            @Override
            public Snapshot look() {
                return sqs(10, 0, rows.incrementAndGet());
            }

            @Override
            public boolean allArrived() throws InterruptedException {
                looks.incrementAndGet();
                interrupted.await(100, TimeUnit.MILLISECONDS); // as long as an export takes
                return false;
            }
        };
        watch(Duration.ofSeconds(1)).until(course, progress());

        assertThat(looks).hasValueBetween(2, 6);
    }

    @Test
    void givesUpWhenTheTimeAfterTheLastMessageIsOver() throws Exception {
        watch(Duration.ofMillis(500)).until(course(false, sqs(10, 0, 3)), progress());

        assertThat(shown).hasSizeGreaterThan(1);
        assertThat(lookedClosely).isZero();
    }

    /** Half of the messages were sent, and their rows have come. */
    @Test
    void aRunWhoseSendingWasEndedWaitsForTheRowsOfWhatWasSent() throws Exception {
        Iterator<Boolean> allArrived = List.of(false, true).iterator();
        Iterator<Snapshot> snapshots =
                List.of(sqs(5, 0, 1), sqs(5, 0, 1), sqs(5, 0, 2)).iterator();
        watch(LONG)
                .until(
                        new Watch.RunState() {
                            private int looks;

                            @Override
                            public Snapshot look() {
                                looks++;
                                return snapshots.next();
                            }

                            @Override
                            public boolean stopped() {
                                return looks > 1;
                            }

                            @Override
                            public boolean allArrived() {
                                return allArrived.next();
                            }
                        },
                        progress());

        assertThat(shown).hasSize(3);
        assertThat(allArrived.hasNext()).isFalse();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        interrupted.countDown();
        watch(LONG).until(course(false, sqs(1, 0, 0)), progress());

        assertThat(shown).hasSize(1);
    }

    @Test
    void aLineTellsEveryChannel() {
        Snapshot now = new Snapshot(
                Map.of(Channel.SQS, state(new Worker.Sent(2_400, 1_000, 2, 1, 0, 0, 0), 0, 400, 39)),
                7,
                "the database does not answer");

        assertThat(Progress.Lines.line(now))
                .isEqualTo("sqs sent 1,000/2,400 (2 failed) (1 of unknown outcome), rows 39/400 · 7 Jobs deleted"
                        + " · the database does not answer");
    }

    @Test
    void aMessageThatFailedIsAllTheRowsShortThatItWouldHaveBeen() {
        Worker.Sent sent = new Worker.Sent(10, 9, 1, 0, 0, 0, 0);

        assertThat(new Snapshot.State(10, sent, 0, 8, 6, 2).mayBeComplete()).isTrue();
        assertThat(new Snapshot.State(10, sent, 0, 8, 5, 2).mayBeComplete()).isFalse();
    }

    @Test
    void aLineTellsHowSendingGoes() {
        Worker.Sent sent = new Worker.Sent(60, 20, 0, 0, 0, 2, 1_300_000);
        Snapshot now = new Snapshot(Map.of(Channel.SNS, state(sent, 39.6, 20, 5)), 0, "");

        assertThat(Progress.Lines.line(now))
                .isEqualTo("sns sent 20/60, 40/s, 1.3 ms late, 2 in flight, rows 5/20 · 0 Jobs deleted");
    }

    /** Ten messages, of which four must arrive. */
    private static Snapshot sqs(long accepted, long failed, long recorded) {
        Worker.Sent sent = new Worker.Sent(10, accepted, failed, 0, 0, 0, 0);
        return new Snapshot(Map.of(Channel.SQS, state(sent, 0, 4, recorded)), 0, "");
    }

    private static Snapshot.State state(Worker.Sent sent, double rate, long expected, long recorded) {
        return new Snapshot.State(sent.planned(), sent, rate, expected, recorded, 1);
    }

    private Watch watch(Duration patience) {
        return watch(patience, Duration.ZERO);
    }

    private Watch watch(Duration patience, Duration settle) {
        return new Watch(POLL, patience, settle, Duration.ZERO, interrupted);
    }

    private Watch.RunState course(boolean allArrived, Snapshot... looks) {
        return course(List.of(allArrived).iterator(), looks);
    }

    /** Shows {@code looks} one after the other, the last one for ever. */
    private Watch.RunState course(Iterator<Boolean> allArrived, Snapshot... looks) {
        Iterator<Snapshot> course = Arrays.asList(looks).iterator();
        return new Watch.RunState() {
            private Snapshot now;

            @Override
            public Snapshot look() {
                now = course.hasNext() ? course.next() : now;
                return now;
            }

            @Override
            public boolean allArrived() {
                lookedClosely++;
                return allArrived.next();
            }
        };
    }

    private Progress progress() {
        return new Progress() {
            @Override
            public void show(Snapshot now) {
                shown.add(now);
            }

            @Override
            public void close() {
                // nothing to end
            }
        };
    }
}
