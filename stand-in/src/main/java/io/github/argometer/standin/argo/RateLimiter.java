package io.github.argometer.standin.argo;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A trigger's {@code rateLimit}, by the rule of {@code go.uber.org/ratelimit} 0.3, which Argo Events uses: so much time to each,
 * of which ten at most are saved up.
 */
final class RateLimiter {

    private static final int SLACK = 10;

    private final long pause;
    private long next;
    private boolean taken;

    /** @param pause what each has to itself */
    RateLimiter(Duration pause) {
        this.pause = pause.toNanos();
    }

    /** Waits for its turn. */
    void take() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(turn(System.nanoTime()));
    }

    /** How long who comes {@code now} must wait, in nanoseconds; below 0 is not at all. */
    synchronized long turn(long now) {
        if (!taken) {
            next = now;
            taken = true;
        } else {
            next = Math.max(next + pause, now - SLACK * pause);
        }
        return next - now;
    }
}
