package io.github.argometer.loadtest.compare;

/**
 * One figure of two runs.
 *
 * @param channel that it is of
 * @param figure its name
 * @param unit of what follows: ms or %
 * @param before in the first run
 * @param after in the second
 * @param low lower bound of after − before
 * @param high upper bound of it
 */
public record Change(String channel, String figure, String unit, double before, double after, double low, double high) {

    /** What a change amounts to. */
    public enum Kind {
        /** Chance alone may have made the difference. */
        NOISE,
        /** Less, beyond noise; of these figures less is better. */
        BETTER,
        /** More, beyond noise. */
        WORSE
    }

    /** What it amounts to. */
    public Kind kind() {
        return low > 0 ? Kind.WORSE : high < 0 ? Kind.BETTER : Kind.NOISE;
    }
}
