package io.github.argometer.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * When the messages of a plan are due, whatever becomes of them. All rates are messages a second, to each channel. Offsets
 * are in nanoseconds from the start of the run, never falling, and computed one by one.
 */
public sealed interface Arrival {

    /** Its name in settings and plans. */
    @JsonProperty
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** When messages are due, for people. */
    String text();

    /** The offsets of the messages in order, as {@code seed} has them. */
    LongSupplier offsets(long seed);

    /** Shortest time that the plan can have between two messages. */
    Duration shortestPause();

    /** Longest time that the plan can have between two messages, and before the first. */
    Duration longestPause();

    /** Delays between two messages, each as likely as any other, in whole microseconds. */
    record Uniform(long minDelayMs, long maxDelayMs) implements Arrival {
        @Override
        public String text() {
            return String.format(Locale.ROOT, "%,d to %,d ms apart", minDelayMs, maxDelayMs);
        }

        @Override
        public LongSupplier offsets(long seed) {
            SplittableRandom chance = new SplittableRandom(~seed);
            long[] micros = {0};
            return () -> (micros[0] += chance.nextLong(minDelayMs * 1_000, maxDelayMs * 1_000 + 1)) * 1_000;
        }

        @Override
        public Duration shortestPause() {
            return Duration.ofMillis(minDelayMs);
        }

        @Override
        public Duration longestPause() {
            return Duration.ofMillis(maxDelayMs);
        }
    }

    /** One message every 1 / {@code rate} seconds. */
    record Constant(double rate) implements Arrival {
        @Override
        public String text() {
            return number(rate) + "/s";
        }

        @Override
        public LongSupplier offsets(long seed) {
            long[] number = {0};
            return () -> Math.round(number[0]++ * SECOND / rate);
        }

        @Override
        public Duration shortestPause() {
            return pause(rate);
        }

        @Override
        public Duration longestPause() {
            return pause(rate);
        }
    }

    /** Independent senders without number: exponentially distributed delays whose mean is 1 / {@code rate} seconds. */
    record Poisson(double rate) implements Arrival {
        @Override
        public String text() {
            return number(rate) + "/s by chance (Poisson)";
        }

        @Override
        public LongSupplier offsets(long seed) {
            SplittableRandom chance = new SplittableRandom(~seed);
            double[] nanos = {0};
            return () -> Math.round(nanos[0] -= Math.log(1 - chance.nextDouble()) * SECOND / rate);
        }

        @Override
        public Duration shortestPause() {
            return Duration.ZERO;
        }

        /** The smallest number that is drawn is 2⁻⁵³. */
        @Override
        public Duration longestPause() {
            return pause(rate / (53 * Math.log(2)));
        }
    }

    /** A rate that goes evenly from {@code from} to {@code to} in so many seconds, and stays there. */
    record Ramp(double from, double to, double seconds) implements Arrival {

        @Override
        public String text() {
            return String.format(Locale.ROOT, "%s/s to %s/s in %s s", number(from), number(to), number(seconds));
        }

        /** Solves from·t + (to − from)·t² / (2·seconds) = number for t, in the form that loses no digits. */
        @Override
        public LongSupplier offsets(long seed) {
            double slope = (to - from) / seconds;
            double inRamp = (from + to) / 2 * seconds;
            long[] next = {0};
            return () -> {
                long number = next[0]++;
                double time = number < inRamp
                        ? 2 * number / (from + Math.sqrt(from * from + 2 * slope * number))
                        : seconds + (number - inRamp) / to;
                return Math.round(time * SECOND);
            };
        }

        @Override
        public Duration shortestPause() {
            return pause(Math.max(from, to));
        }

        @Override
        public Duration longestPause() {
            return pause(Math.min(from, to));
        }
    }

    /** One constant rate after another; the last goes on as long as there are messages. */
    record Steps(List<Step> steps) implements Arrival {

        /** So many messages a second, for so many seconds. */
        record Step(double rate, double seconds) {}

        @Override
        public String text() {
            return steps.stream()
                    .map(step -> String.format(Locale.ROOT, "%s/s for %s s", number(step.rate), number(step.seconds)))
                    .collect(Collectors.joining(", then "));
        }

        @Override
        public LongSupplier offsets(long seed) {
            return new LongSupplier() {
                private int step;
                private double began;
                private long number;

                @Override
                public long getAsLong() {
                    Step now = steps.get(step);
                    if (step < steps.size() - 1 && number >= now.rate * now.seconds) {
                        began += now.seconds;
                        number = 0;
                        step++;
                        return getAsLong();
                    }
                    return Math.round((began + number++ / now.rate) * SECOND);
                }
            };
        }

        @Override
        public Duration shortestPause() {
            return pause(steps.stream().mapToDouble(Step::rate).max().orElseThrow());
        }

        /** No pause spans a whole step, unless the step is too short for a message. */
        @Override
        public Duration longestPause() {
            return pause(steps.stream().mapToDouble(Step::rate).min().orElseThrow());
        }
    }

    /** Nanoseconds in a second. */
    double SECOND = 1e9;

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static Duration pause(double rate) {
        return Duration.ofNanos(Math.round(SECOND / rate));
    }
}
