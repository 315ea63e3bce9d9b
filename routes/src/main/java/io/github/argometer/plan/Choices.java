package io.github.argometer.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Draws what the placeholders of a message stand for, by the plan's seed, the message's number and the name of each: so that every
 * process and every channel draws the same, and no name says anything of another.
 */
record Choices(long seed) {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** One of the values of each name of {@code choose}, for the message of that number. */
    Map<String, String> of(Map<String, List<String>> choose, long number) {
        Map<String, String> chosen = new HashMap<>();
        choose.forEach((name, values) -> chosen.put(name, values.get(draw(name, number, values.size()))));
        return chosen;
    }

    private int draw(String name, long number, int values) {
        long key = Permutation.mix(seed + GOLDEN);
        for (int i = 0; i < name.length(); i++) {
            key = Permutation.mix(key + GOLDEN ^ name.charAt(i));
        }
        return new SplittableRandom(Permutation.mix(key + (number + 1) * GOLDEN)).nextInt(values);
    }
}
