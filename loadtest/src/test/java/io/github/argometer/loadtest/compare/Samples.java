package io.github.argometer.loadtest.compare;

import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.Curve;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.analyse.statistics.Sample;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Samples of one channel. */
final class Samples {

    private Samples() {}

    /** Of delivered messages with {@code delays}, microseconds in the order of sending, and so many lost ones. */
    static ChannelSample sample(long[] delays, long lost) {
        return sample(delays, lost, Map.of(), 0);
    }

    /** The same, with further fates and rows that nobody sent. */
    static ChannelSample sample(long[] delays, long lost, Map<Fate, Long> others, long unexpected) {
        long[] sorted = delays.clone();
        Arrays.sort(sorted);
        List<Long> quantiles = Distribution.QUANTILES.stream()
                .map(quantile -> sorted[
                        (int) Math.ceil(quantile.multiply(BigDecimal.valueOf(sorted.length))
                                        .doubleValue())
                                - 1])
                .toList();
        double mean = Arrays.stream(delays).average().orElseThrow();
        long n = delays.length;
        Map<Fate, Long> fates = new EnumMap<>(Fate.class);
        fates.putAll(others);
        fates.put(Fate.DELIVERED, n);
        if (lost > 0) {
            fates.put(Fate.BETWEEN, lost);
        }
        return new ChannelSample(
                new ChannelCounts(
                        n + lost + 100,
                        n + lost,
                        n + lost + 100,
                        0,
                        0,
                        0,
                        n + unexpected,
                        n + others.getOrDefault(Fate.ALTERED, 0L),
                        lost,
                        0,
                        unexpected,
                        3,
                        3,
                        null,
                        3,
                        0,
                        0,
                        0,
                        0,
                        0,
                        null,
                        null,
                        fates),
                new Distribution(n, 0, sorted[0], mean, 0, sorted[sorted.length - 1], quantiles, null),
                new Sample(Arrays.stream(delays).asDoubleStream().toArray()),
                new Curve(0, List.of(), List.of()));
    }
}
