package io.github.argometer.loadtest.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Follows a run until every row that must come is there and no other has come for a while, the time for it is over, or the
 * user has had enough. Counts say when a look at the single messages is worth while; only that look ends the wait, since a
 * wrong row counts too. It takes the longer the more messages there are, and is had the less often: half of the time at most
 * while rows come, a tenth when none does.
 *
 * @param poll time between two looks
 * @param patience longest wait for a row after the last message was sent
 * @param settle once all have arrived, how long no row may come before the run ends: time for those that should not
 * @param longestPause longest time that the plan lets pass between two messages
 * @param interrupted ends the wait when it opens
 */
record Watch(Duration poll, Duration patience, Duration settle, Duration longestPause, CountDownLatch interrupted) {

    private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(5);

    /** A run as it is now. */
    interface RunState {

        /** How far it is. */
        Snapshot look() throws Exception;

        /** Whether sending was ended before the plan's end. */
        default boolean stopped() {
            return false;
        }

        /** Whether each message that must end as a row, and was not refused, has its row: a look at every one of them. */
        boolean allArrived() throws Exception;
    }

    /** Watches {@code run} to its end. */
    void until(RunState run, Progress progress) throws Exception {
        long lastSent = System.nanoTime();
        long ended = 0;
        long lookedAt = 0;
        long took = 0;
        long looked = -1;
        boolean arrived = false;
        do {
            Snapshot now = run.look();
            progress.show(now);
            if (now.ended() != ended) {
                ended = now.ended();
                lastSent = System.nanoTime();
            }
            long since = System.nanoTime() - lookedAt;
            boolean again = !arrived && since > Math.max(AGAIN_NS, 9 * took);
            boolean more = now.recorded() != looked && since >= took;
            boolean stopped = run.stopped();
            if ((stopped || now.mayBeComplete()) && (looked < 0 || more || again)) {
                long begin = System.nanoTime();
                arrived = run.allArrived();
                looked = now.recorded();
                lookedAt = System.nanoTime();
                took = lookedAt - begin;
            }
            if (arrived && now.recorded() == looked && System.nanoTime() - lookedAt >= settle.toNanos()) {
                return;
            }
            // Until all are sent, a pause as long as the plan's longest is no reason to give up.
            Duration limit = stopped || now.allSent() ? patience : patience.plus(longestPause);
            if (System.nanoTime() - lastSent > limit.toNanos()) {
                return;
            }
        } while (!interrupted.await(poll.toMillis(), TimeUnit.MILLISECONDS));
    }
}
