package io.github.argometer.send;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.argometer.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of a run: the wall clock once, from then on the monotonic one, so that nobody who sets the wall clock moves the
 * schedule or any time in the send ledger. Each reading looks whether somebody did, and keeps that. Safe for use by many
 * threads.
 */
public final class SteadyClock extends Clock {

    private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);

    /**
     * What a step must exceed to be told. Time services slew what is small, which moves the monotonic clock too, and step from
     * 128 ms (ntpd) or 400 ms (systemd-timesyncd) on; this is well below those, and above what slewing could feign where
     * a system does not slew both (0.5 ms a second at most).
     */
    private static final long STEP_NS = 20_000_000;

    /** More are not kept: a clock that is set so often is told well enough. */
    private static final int MOST_STEPS = 1_000;

    /** A reading of both clocks is good if no more than this lies between the two. */
    private static final long AT_ONCE_NS = 1_000_000;
    /** So often both are read until a reading is good; the best is taken. */
    private static final int READINGS = 5;

    /**
     * The wall clock was set.
     *
     * @param at when that was seen, by the run's own clock: UTC, ISO 8601
     * @param micros by how much it was set forward; below 0 = back
     */
    @JsonPropertyOrder({"at", "micros"})
    public record Step(String at, long micros) {}

    /** Both clocks, at once but for half of what it took to read them. */
    private record Reading(long nanos, Instant wall) {}

    private final Clock wall;
    private final LongSupplier nanos;
    private final Instant start;
    private final long startNanos;
    private final List<Step> steps = new ArrayList<>();
    /** By how much the wall clock is ahead of this one, but for steps that are too small to tell. */
    private volatile long aheadNanos;

    /** The clock of this machine, read now. */
    public SteadyClock() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    /** A clock that reads {@code wall} now, and goes on by {@code nanos}, which never falls. */
    public SteadyClock(Clock wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        Reading first = read();
        this.startNanos = first.nanos;
        this.start = first.wall;
    }

    /** Every time that the wall clock was set since the start, in order. */
    public synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    @Override
    public Instant instant() {
        Instant before = steady();
        Instant set = wall.instant();
        // The wall clock was read somewhere in between: only what lies outside is a step, however long a pause was.
        long least = Duration.between(steady(), set).toNanos() - aheadNanos;
        long most = Duration.between(before, set).toNanos() - aheadNanos;
        if (least > STEP_NS || most < -STEP_NS) {
            keep();
        }
        return before;
    }

    private synchronized void keep() {
        Reading both = read();
        Instant now = steady(both.nanos);
        long ahead = Duration.between(now, both.wall).toNanos();
        long moved = ahead - aheadNanos;
        if (Math.abs(moved) > STEP_NS) {
            aheadNanos = ahead;
            if (steps.size() < MOST_STEPS) {
                steps.add(new Step(Times.text(now), moved / 1_000));
                LOG.warn("the wall clock was set by {} ms; the run goes on by its own", moved / 1_000_000);
            }
        }
    }

    /** A pause in the middle of a reading would look as if the wall clock had been set. */
    private Reading read() {
        Reading best = null;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < READINGS && shortest > AT_ONCE_NS; i++) {
            long before = nanos.getAsLong();
            Instant set = wall.instant();
            long took = nanos.getAsLong() - before;
            if (took < shortest) {
                shortest = took;
                best = new Reading(before + took / 2, set);
            }
        }
        return best;
    }

    private Instant steady() {
        return steady(nanos.getAsLong());
    }

    private Instant steady(long at) {
        return start.plusNanos(at - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("instants have no zone");
    }
}
