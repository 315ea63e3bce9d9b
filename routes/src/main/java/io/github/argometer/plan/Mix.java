package io.github.argometer.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToIntFunction;
import java.util.function.Predicate;

/**
 * Which payloads a plan has, and how often each: exact shares, not chances.
 *
 * @param parts at least one, whose weights sum to more than 0
 */
public record Mix(@JsonValue List<Part> parts) {

    /** A payload's id and author, and its share of all messages: {@code weight} of the sum of weights. */
    public record Part(int id, String author, long weight) {
        String text() {
            return id + " " + author + " " + weight;
        }
    }

    /** Gives, for the index of each of {@code messages} before the shuffle, the part that it is of. */
    LongToIntFunction ofEach(long messages) {
        long sum = sum();
        long[] ends = parts.stream().mapToLong(Part::weight).toArray();
        Arrays.parallelPrefix(ends, Long::sum);
        return index -> {
            long at = index * sum / messages;
            int part = 0;
            while (at >= ends[part]) {
                part++;
            }
            return part;
        };
    }

    /** How many of {@code messages} are of the parts that {@code wanted} names. */
    long count(long messages, Predicate<Part> wanted) {
        long count = 0;
        long begin = 0;
        for (Part part : parts) {
            long end = begin + part.weight;
            count += wanted.test(part) ? first(end, messages) - first(begin, messages) : 0;
            begin = end;
        }
        return count;
    }

    /** The first message whose scaled index is {@code weight} or more. */
    private long first(long weight, long messages) {
        return -Math.floorDiv(-weight * messages, sum());
    }

    private long sum() {
        return parts.stream().mapToLong(Part::weight).sum();
    }
}
