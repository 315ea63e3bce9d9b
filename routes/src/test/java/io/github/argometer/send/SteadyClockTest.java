package io.github.argometer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.plan.PlannedMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-11-23T01:02:03Z");

    private final SettableClock wall = new SettableClock();
    private final SteadyClock clock = new SteadyClock(wall, () -> wall.nanos);

    @Test
    void goesOnByTheMonotonicClockWhateverTheWallClockIsSetTo() {
        wall.pass(Duration.ofSeconds(1));
        wall.set(Duration.ofSeconds(-60));
        wall.pass(Duration.ofMillis(1_500));
        assertThat(clock.instant()).isEqualTo(START.plusMillis(2_500));

        wall.set(Duration.ofHours(1));
        wall.pass(Duration.ofMillis(500));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));

        assertThat(clock.steps())
                .containsExactly(
                        new SteadyClock.Step("2026-11-23T01:02:05.500000Z", -60_000_000),
                        new SteadyClock.Step("2026-11-23T01:02:06.000000Z", 3_600_000_000L));
    }

    @Test
    void tellsAStepOnceAndNoneThatIsTooSmallToMatter() {
        wall.set(Duration.ofMillis(20));
        clock.instant();
        assertThat(clock.steps()).isEmpty();

        wall.set(Duration.ofMillis(1));
        clock.instant();
        clock.instant();
        assertThat(clock.steps()).containsExactly(new SteadyClock.Step("2026-11-23T01:02:03.000000Z", 21_000));
    }

    @Test
    void aPauseBetweenTwoReadingsIsNoStep() {
        SteadyClock slow = new SteadyClock(wall, () -> {
            wall.pass(Duration.ofSeconds(3));
            return wall.nanos;
        });
        Instant first = slow.instant();
        assertThat(slow.instant()).isEqualTo(first.plusSeconds(6));
        assertThat(slow.steps()).isEmpty();
    }

    @Test
    void aPauseInTheMiddleOfTheFirstReadingMovesNothing() {
        AtomicInteger readings = new AtomicInteger();
        SteadyClock paused = new SteadyClock(wall, () -> {
            long before = wall.nanos;
            if (readings.getAndIncrement() == 0) {
                wall.pass(Duration.ofSeconds(3));
            }
            return before;
        });
        assertThat(paused.instant()).isEqualTo(wall.now);
        assertThat(paused.steps()).isEmpty();
    }

    @Test
    void aMessageIsDueWhenItsTimeHasPassedThoughTheWallClockWasSetBack() {
        Schedule schedule = new Schedule(clock);
        schedule.start();
        PlannedMessage message = new PlannedMessage(0, null, Duration.ofSeconds(2));
        wall.pass(Duration.ofSeconds(2));
        wall.set(Duration.ofSeconds(-60));

        assertThat(schedule.await(message, () -> {}, () -> false)).isTrue();
        assertThat(schedule.intended(message)).isEqualTo(START.plusSeconds(2));
    }

    /** A machine's two clocks; only the first can be set. */
    private static final class SettableClock extends Clock {
        private Instant now = START;
        private long nanos = 42;

        void set(Duration by) {
            now = now.plus(by);
        }

        void pass(Duration time) {
            now = now.plus(time);
            nanos += time.toNanos();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
