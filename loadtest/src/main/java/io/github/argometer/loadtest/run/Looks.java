package io.github.argometer.loadtest.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks at places again and again, each from a thread of its own: one that hangs holds up neither the run nor the others. A place is
 * looked at for a tenth of the time at most, since others ask it too.
 */
final class Looks implements AutoCloseable {

    private static final long TO_THE_END_MS = 2_000;

    private final Duration period;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /** @param period time between two looks at a place, at least */
    Looks(Duration period) {
        this.period = period;
    }

    /** Has {@code look} done from now on, by a thread called {@code name}. */
    void repeat(String name, Runnable look) {
        Thread thread = new Thread(() -> repeat(look), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void repeat(Runnable look) {
        long begin;
        do {
            begin = System.nanoTime();
            look.run();
        } while (!isOver(pauseAfter(System.nanoTime() - begin)));
    }

    /** Nanoseconds from a look's end to the next, where it took so many. */
    long pauseAfter(long took) {
        return Math.max(period.toNanos(), 9 * took);
    }

    /** Whether no more looks are wanted. */
    boolean ended() {
        return ended.getCount() == 0;
    }

    /** Ends all looks, without waiting for those under way. */
    void end() {
        ended.countDown();
        threads.forEach(Thread::interrupt);
    }

    /** Ends all looks; one that does not heed an interrupt is not waited for, and ends with its time-out. */
    @Override
    public void close() {
        end();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TO_THE_END_MS);
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOver(long nanos) {
        try {
            return ended.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
