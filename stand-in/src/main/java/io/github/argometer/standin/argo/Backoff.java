package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.argo.Sensor;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.LoggingLevel;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;

/**
 * A trigger's {@code retryStrategy}, by the rule of Kubernetes' {@code wait.ExponentialBackoff}: so many attempts, and
 * between them pauses that grow by the factor, each lengthened by chance.
 *
 * @param attempts at least 1
 * @param first pause
 */
record Backoff(int attempts, Duration first, double factor, double jitter) {

    /** Argo's default: once. */
    static final Backoff ONCE = new Backoff(1, Duration.ZERO, 1, 0);

    private static final int DEFAULT_STEPS = 5;
    private static final int MOST_STEPS = 10_000;
    /** Kubernetes takes a factor of 0 for 1. */
    private static final double LEAST_FACTOR = 0.1;

    private static final int LARGEST = 100;
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

    /**
     * The strategy of {@code manifest}, or {@link #ONCE}.
     *
     * @throws IllegalArgumentException for a duration that is none, and for a number out of range
     */
    static Backoff of(Sensor.Backoff manifest) {
        return manifest == null
                ? ONCE
                : new Backoff(
                        steps(manifest.steps()),
                        manifest.duration() == null ? Duration.ofSeconds(1) : duration(manifest.duration()),
                        number("factor", manifest.factor(), LEAST_FACTOR),
                        number("jitter", manifest.jitter(), 0));
    }

    /**
     * The pause before an attempt.
     *
     * @param retry 1 before the second attempt
     */
    Duration pause(int retry, RandomGenerator chance) {
        double pause = first.toNanos() * Math.pow(factor, retry - 1.0);
        return Duration.ofNanos((long) (pause * (1 + jitter * chance.nextDouble())));
    }

    /** The same for Camel, whose own policy knows neither a first pause of 0 nor a jitter that only lengthens. */
    RedeliveryPolicy redelivery() {
        RedeliveryPolicy policy = new RedeliveryPolicy() {
            @Override
            public long calculateRedeliveryDelay(long previous, int retry) {
                return pause(retry, RandomGenerator.getDefault()).toMillis();
            }
        };
        policy.setMaximumRedeliveries(attempts - 1);
        policy.setRetryAttemptedLogLevel(LoggingLevel.DEBUG);
        policy.setLogExhausted(false);
        return policy;
    }

    /** What a report says first where every attempt has failed; nothing where one was all. */
    String retries() {
        return attempts == 1 ? "" : "%d attempts, and then: ".formatted(attempts);
    }

    private static int steps(int steps) {
        if (steps < 0 || steps > MOST_STEPS) {
            throw new IllegalArgumentException("steps %d: must be 0 to %d".formatted(steps, MOST_STEPS));
        }
        return steps > 0 ? steps : DEFAULT_STEPS;
    }

    private static double number(String name, BigDecimal value, double least) {
        double number = value == null ? 1 : value.doubleValue();
        if (number < least || number > LARGEST) {
            throw new IllegalArgumentException(
                    "%s %s: must be %s to %s".formatted(name, value, least == 0 ? "0" : least, LARGEST));
        }
        return number;
    }

    /** Go's durations, such as 500ms or 1m30s. */
    private static Duration duration(String text) {
        Matcher part = PART.matcher(text);
        double seconds = 0;
        int end = 0;
        while (part.find() && part.start() == end) {
            double unit =
                    switch (part.group(2)) {
                        case "ms" -> 0.001;
                        case "s" -> 1;
                        case "m" -> 60;
                        default -> 3_600;
                    };
            seconds += Double.parseDouble(part.group(1)) * unit;
            end = part.end();
        }
        if (end == 0 || end != text.length()) {
            throw new IllegalArgumentException("duration \"%s\": must be one such as 500ms or 1m30s".formatted(text));
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
