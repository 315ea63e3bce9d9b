package io.github.argometer.clean;

import java.time.Duration;

/** Says when the next clean-up is due: a period after the last began, or once so many messages more were sent. */
final class CleanUpPace {

    private final Duration period;
    private final long every;
    private long last;
    private long rounds;
    private boolean begun;

    /**
     * @param period from one to the next
     * @param every messages; 0 = by period only
     */
    CleanUpPace(Duration period, long every) {
        this.period = period;
        this.every = every;
    }

    /** Whether one is due {@code now} (nanoseconds), when {@code sent} messages were sent; if so, it begins. */
    synchronized boolean isDue(long now, long sent) {
        long sentRounds = every == 0 ? 0 : sent / every;
        if (begun && now - last < period.toNanos() && sentRounds <= rounds) {
            return false;
        }
        begun = true;
        last = now;
        rounds = sentRounds;
        return true;
    }
}
