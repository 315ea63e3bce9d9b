package io.github.argometer.local.argo;

import io.github.argometer.local.manifest.Sensor;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

    /**
     * The strategy of {@code manifest}, or {@link #ONCE}.
     *
     * @throws IllegalArgumentException for a duration that is none
     */
    static Backoff of(Sensor.Backoff manifest) {
        return manifest == null
                ? ONCE
                : new Backoff(
                        manifest.steps() > 0 ? manifest.steps() : DEFAULT_STEPS,
                        manifest.duration() == null ? Duration.ofSeconds(1) : duration(manifest.duration()),
                        number(manifest.factor()),
                        number(manifest.jitter()));
    }

    /** The pauses between the attempts, in order. */
    List<Duration> pauses(RandomGenerator chance) {
        List<Duration> pauses = new ArrayList<>();
        double pause = first.toNanos();
        for (int i = 1; i < attempts; i++) {
            pauses.add(Duration.ofNanos((long) (pause * (1 + jitter * chance.nextDouble()))));
            pause *= factor;
        }
        return pauses;
    }

    private static double number(BigDecimal value) {
        return value == null ? 1 : value.doubleValue();
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
            throw new IllegalArgumentException(
                    "duration \"%s\": allowed is one such as 500ms or 1m30s".formatted(text));
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
