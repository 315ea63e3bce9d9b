package io.github.argometer.plan;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongToIntFunction;
import java.util.function.Predicate;

/**
 * How often a plan has each of its payloads: exact shares, not chances.
 *
 * @param payloads at least one, whose weights sum to more than 0
 */
record Weights(List<Payload> payloads) {

    /** Gives, for the index of each of {@code messages} before the shuffle, the place of its payload. */
    LongToIntFunction ofEach(long messages) {
        long sum = sum();
        long[] ends = payloads.stream().mapToLong(Payload::weight).toArray();
        Arrays.parallelPrefix(ends, Long::sum);
        return index -> {
            long at = index * sum / messages;
            int place = 0;
            while (at >= ends[place]) {
                place++;
            }
            return place;
        };
    }

    /** How many of {@code messages} are of the payloads that {@code wanted} names. */
    long count(long messages, Predicate<Payload> wanted) {
        long count = 0;
        long begin = 0;
        for (Payload payload : payloads) {
            long end = begin + payload.weight();
            count += wanted.test(payload) ? first(end, messages) - first(begin, messages) : 0;
            begin = end;
        }
        return count;
    }

    /** The first message whose scaled index is {@code weight} or more. */
    private long first(long weight, long messages) {
        return -Math.floorDiv(-weight * messages, sum());
    }

    private long sum() {
        return payloads.stream().mapToLong(Payload::weight).sum();
    }
}
