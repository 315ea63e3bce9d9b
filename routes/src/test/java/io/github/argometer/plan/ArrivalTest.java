package io.github.argometer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArrivalTest {

    private static final long MS = 1_000_000;

    @Test
    void aConstantRateNeverDrifts() {
        LongSupplier offsets = new Arrival.Constant(3).offsets(1);
        long[] times = LongStream.range(0, 3_000_001)
                .map(i -> offsets.getAsLong())
                .filter(time -> time % 1_000_000_000 == 0)
                .toArray();
        assertThat(times).hasSize(1_000_001).endsWith(1_000_000L * 1_000 * MS);
    }

    @Test
    void poissonHasItsMeanItsSpreadAndItsLongestPause() {
        Arrival.Poisson poisson = new Arrival.Poisson(100);
        LongSupplier offsets = poisson.offsets(7);
        int count = 100_000;
        long last = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            long now = offsets.getAsLong();
            double pause = (now - last) / 1e9;
            assertThat(now - last).isLessThan(poisson.longestPause().toNanos());
            sum += pause;
            squares += pause * pause;
            last = now;
        }
        double mean = sum / count;
        // Of an exponential distribution the deviation equals the mean; five sigma of the mean of 100,000 are 1.6 %.
        assertThat(mean).isBetween(0.00984, 0.01016);
        assertThat(Math.sqrt(squares / count - mean * mean)).isBetween(0.0097, 0.0103);
    }

    @Test
    void aRampSendsWhatItsAreaHolds() {
        // From 10 to 30 a second in 10 s: 200 messages; of them 10·5 + 20·25/20 = 75 in the first 5 s; then 30 a
        // second.
        LongSupplier offsets = new Arrival.Ramp(10, 30, 10).offsets(1);
        long[] times = LongStream.range(0, 260).map(i -> offsets.getAsLong()).toArray();
        assertThat(times[0]).isZero();
        assertThat(times).isSorted();
        assertThat(LongStream.of(times).filter(time -> time < 5_000 * MS)).hasSize(75);
        assertThat(LongStream.of(times).filter(time -> time < 10_000 * MS)).hasSize(200);
        assertThat(times[230] - times[200]).isEqualTo(1_000 * MS);
    }

    @Test
    void aRampGoesDownToo() {
        LongSupplier offsets = new Arrival.Ramp(30, 10, 10).offsets(1);
        long[] times = LongStream.range(0, 220).map(i -> offsets.getAsLong()).toArray();
        assertThat(times).isSorted();
        assertThat(LongStream.of(times).filter(time -> time < 10_000 * MS)).hasSize(200);
        assertThat(times[210] - times[200]).isEqualTo(1_000 * MS);
    }

    @Test
    void stepsFollowEachOtherAndTheLastStays() {
        LongSupplier offsets = new Arrival.Steps(List.of(
                        new Arrival.Steps.Step(10, 1),
                        new Arrival.Steps.Step(0.001, 2),
                        new Arrival.Steps.Step(100, 1)))
                .offsets(1);
        long[] times = LongStream.range(0, 311).map(i -> offsets.getAsLong()).toArray();
        assertThat(times).isSorted();
        assertThat(times[9]).isEqualTo(900 * MS);
        assertThat(times[10]).isEqualTo(1_000 * MS);
        assertThat(times[11]).isEqualTo(3_000 * MS);
        assertThat(times[310]).isEqualTo(3_000 * MS + 2_990 * MS);
    }
}
