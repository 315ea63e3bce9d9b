package io.github.argometer.loadtest.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;

/**
 * One figure of two sides, each a run or several. Of all figures that are judged, less is better.
 *
 * @param channel label of the flow that it is of; of what is sent, the name of the channel
 * @param figure its name
 * @param unit of the values: {@code ms}, {@code %} (of the messages that the count can be of), or {@code messages}
 * @param first value of the first side; the mean of its runs where there are several; null where there is none
 * @param second that of the second
 * @param low lower bound of second − first, exact as all values; null where the figure is not judged
 * @param high upper bound of it
 * @param firstCount for a count, how many there were on the first side, all runs together; null for a delay
 * @param secondCount that of the second
 * @param why it is not judged; "" where it is
 */
@JsonPropertyOrder({"channel", "figure", "unit", "first", "second", "difference", "low", "high", "verdict", "why"})
public record Change(
        String channel,
        String figure,
        String unit,
        Double first,
        Double second,
        Double low,
        Double high,
        Long firstCount,
        Long secondCount,
        String why) {

    /** Why counts are not judged that are 0 on both sides. */
    public static final String NONE = "0 on both sides";

    /** Decimals of the finest unit: microseconds, and as much of a percent. */
    private static final int DECIMALS = 3;

    /** What a change amounts to. */
    public enum Verdict {
        /** Chance may have made the difference, or there is none. */
        SAME,
        /** Less, beyond noise. */
        BETTER,
        /** More, beyond noise. */
        WORSE,
        /** {@link Change#why} says why not. */
        NOT_JUDGED;

        /** As outputs say it, such as {@code not judged}. */
        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * The values as they are printed: all with the decimals that the interval deserves, so that they add up.
     *
     * @param difference second − first, of the printed ones
     * @param low rounded down; null where the figure is not judged
     * @param high rounded up
     */
    public record Printed(
            BigDecimal first, BigDecimal second, BigDecimal difference, BigDecimal low, BigDecimal high) {}

    static Change ofCount(String channel, String figure, long[] first, long[] second, String why) {
        return new Change(
                channel, figure, "messages", mean(first), mean(second), null, null, sum(first), sum(second), why);
    }

    /** {@code counts} as shares of {@code of}, with the {@code bounds} of their difference, also a share. */
    static Change ofShare(
            String channel, String figure, long[] first, long[] of, long[] second, long[] of2, double[] bounds) {
        return new Change(
                channel,
                figure,
                "%",
                100 * share(first, of),
                100 * share(second, of2),
                100 * bounds[0],
                100 * bounds[1],
                sum(first),
                sum(second),
                "");
    }

    /** What it amounts to. */
    @JsonProperty
    public Verdict verdict() {
        return !why.isEmpty() ? Verdict.NOT_JUDGED : low > 0 ? Verdict.WORSE : high < 0 ? Verdict.BETTER : Verdict.SAME;
    }

    /** second − first; null where one of them is not there. */
    @JsonProperty
    public Double difference() {
        return first == null || second == null ? null : Double.valueOf(second - first);
    }

    /** Whether it is a change beyond noise. */
    public boolean beyondNoise() {
        return verdict() == Verdict.BETTER || verdict() == Verdict.WORSE;
    }

    /** The values as they are printed; only where both sides have one. */
    public Printed printed() {
        double width = low == null ? Math.max(Math.abs(first), Math.abs(second)) / 10 : high - low;
        int decimals = unit.equals("messages")
                ? 0
                : width == 0 || Double.isInfinite(width)
                        ? DECIMALS
                        : (int) Math.max(0, Math.min(DECIMALS, 1 - Math.floor(Math.log10(width))));
        BigDecimal before = rounded(first, decimals, RoundingMode.HALF_EVEN);
        BigDecimal after = rounded(second, decimals, RoundingMode.HALF_EVEN);
        BigDecimal difference = after.subtract(before);
        return new Printed(
                before,
                after,
                difference,
                low == null ? null : rounded(low, decimals, RoundingMode.FLOOR).min(difference),
                high == null || high.isInfinite()
                        ? null
                        : rounded(high, decimals, RoundingMode.CEILING).max(difference));
    }

    private static BigDecimal rounded(double value, int decimals, RoundingMode mode) {
        return new BigDecimal(value).setScale(12, RoundingMode.HALF_EVEN).setScale(decimals, mode);
    }

    private static double share(long[] counts, long[] of) {
        return sum(of) == 0 ? 0 : (double) sum(counts) / sum(of);
    }

    private static Double mean(long[] counts) {
        return (double) sum(counts) / counts.length;
    }

    static long sum(long[] counts) {
        return Arrays.stream(counts).sum();
    }
}
