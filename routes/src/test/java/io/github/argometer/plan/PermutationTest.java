package io.github.argometer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PermutationTest {

    @Test
    void hitsEveryValueOnceForEverySize() {
        for (int size = 1; size <= 300; size++) {
            assertThat(LongStream.range(0, size)
                            .map(new Permutation(size, size)::at)
                            .sorted())
                    .as("size %d", size)
                    .containsExactlyElementsOf(LongStream.range(0, size).boxed().toList());
        }
    }

    @Test
    void hitsEveryValueOfAMillion() {
        int size = 1_000_000;
        Permutation permutation = new Permutation(size, 42);
        BitSet hit = new BitSet(size);
        LongStream.range(0, size).forEach(index -> hit.set((int) permutation.at(index)));
        assertThat(hit.cardinality()).isEqualTo(size);
        assertThat(hit.length()).isEqualTo(size);
    }

    @Test
    void isTheSameForASeedAndAnotherForAnother() {
        assertThat(first(2_400, 7)).isEqualTo(first(2_400, 7));
        assertThat(first(2_400, 7)).isNotEqualTo(first(2_400, 8));
    }

    /** Neighbours of a shuffle are as often ascending as not: 5 sigma of 2,399 draws around the half is ± 122. */
    @Test
    void leavesNoOrder() {
        Permutation permutation = new Permutation(2_400, 1);
        long ascending = LongStream.range(1, 2_400)
                .filter(index -> permutation.at(index) > permutation.at(index - 1))
                .count();
        assertThat(ascending).isBetween(1_200L - 122, 1_200L + 122);
    }

    private static long[] first(long size, long seed) {
        Permutation permutation = new Permutation(size, seed);
        return LongStream.range(0, 20).map(permutation::at).toArray();
    }
}
