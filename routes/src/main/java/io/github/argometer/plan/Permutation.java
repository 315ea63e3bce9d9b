package io.github.argometer.plan;

import java.util.SplittableRandom;

/**
 * A pseudo-random permutation of 0 … size − 1, computed for each index: a shuffle that needs no list, so that a plan of
 * any length takes constant memory. It is a four-round Feistel network (Luby and Rackoff, 1988) on the smallest even
 * number of bits that holds the size, walking the cycle past values outside (Black and Rogaway, 2002).
 */
final class Permutation {

    private static final int ROUNDS = 4;

    private final long size;
    private final int halfBits;
    private final long halfMask;
    private final long[] keys;

    /** The permutation of {@code size} ≥ 1 values that {@code seed} selects. */
    Permutation(long size, long seed) {
        this.size = size;
        this.halfBits = Math.max(1, (65 - Long.numberOfLeadingZeros(size - 1)) / 2);
        this.halfMask = (1L << halfBits) - 1;
        this.keys = new SplittableRandom(seed).longs(ROUNDS).toArray();
    }

    /** The value at {@code index}, 0 ≤ index &lt; size. */
    long at(long index) {
        long value = index;
        do {
            value = encrypt(value);
        } while (value >= size);
        return value;
    }

    private long encrypt(long value) {
        long left = value >>> halfBits;
        long right = value & halfMask;
        for (long key : keys) {
            long next = left ^ (mix(right ^ key) & halfMask);
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }

    /** Stafford's 13th variant of MurmurHash3's finaliser, as in SplittableRandom. */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
