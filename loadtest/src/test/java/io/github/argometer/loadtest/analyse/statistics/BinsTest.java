package io.github.argometer.loadtest.analyse.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.statistics.Bins.Spread;
import org.junit.jupiter.api.Test;

class BinsTest {

    @Test
    void widthFollowsFreedmanAndDiaconisRoundedUp() {
        // 2 · 40,000 / ∛1,000 = 8,000, rounded up to 10,000
        Bins bins = Bins.of(new Spread(1_000, 13_000, 15_000, 30_000, 70_000, 95_000, 99_999));
        assertThat(bins).isEqualTo(new Bins(10_000, 10_000, 9, false, false));
    }

    @Test
    void fewValuesStillMakeSomeBins() {
        // Freedman and Diaconis say 2 · 9,000 / ∛10 = 8,355; an eighth of the range is 1,125
        Bins bins = Bins.of(new Spread(10, 1_000, 1_000, 1_000, 10_000, 10_000, 10_000));
        assertThat(bins).isEqualTo(new Bins(0, 2_000, 6, false, false));
    }

    @Test
    void edgesAreMultiplesOfTheWidthBelowZeroToo() {
        Bins bins = Bins.of(new Spread(8, -15_000, -15_000, -5_000, 5_000, 15_000, 15_000));
        assertThat(bins).isEqualTo(new Bins(-15_000, 5_000, 7, false, false));
        assertThat(bins.edge(3)).isZero();
    }

    @Test
    void aLongUpperTailEndsInAnOpenBin() {
        Bins bins = Bins.of(new Spread(1_000, 1_000, 2_000, 10_000, 15_000, 17_000, 9_000_000));
        assertThat(bins).isEqualTo(new Bins(1_000, 1_000, 19, false, true));
        assertThat(bins.closed() + 1).isEqualTo(Bins.MOST);
    }

    @Test
    void aLongLowerTailStartsWithAnOpenBin() {
        Bins bins = Bins.of(new Spread(1_000, -9_000_000, 2_000, 10_000, 15_000, 17_000, 18_000));
        assertThat(bins).isEqualTo(new Bins(2_000, 1_000, 17, true, false));
    }

    @Test
    void twoLongTailsAreBothOpen() {
        Bins bins = Bins.of(new Spread(1_000, -9_000_000, 2_000, 10_000, 15_000, 17_000, 9_000_000));
        assertThat(bins).isEqualTo(new Bins(2_000, 1_000, 18, true, true));
        assertThat(bins.closed() + 2).isEqualTo(Bins.MOST);
    }

    @Test
    void aBroadMiddleMakesWiderBins() {
        Bins bins = Bins.of(new Spread(1_000_000, 0, 0, 49_000, 51_000, 1_000_000, 1_000_000));
        assertThat(bins).isEqualTo(new Bins(0, 100_000, 11, false, false));
    }

    @Test
    void equalValuesShareOneBin() {
        assertThat(Bins.of(new Spread(5, 1_234, 1_234, 1_234, 1_234, 1_234, 1_234)))
                .isEqualTo(new Bins(1_200, 200, 1, false, false));
    }

    @Test
    void niceWidthsAreOneTwoFiveTimesAPowerOfTen() {
        assertThat(new double[] {0, 1, 1.1, 2, 2.1, 5.1, 10, 10.5, 49, 50.5, 999_999})
                .satisfies(widths -> assertThat(java.util.Arrays.stream(widths)
                                .mapToLong(Bins::nice)
                                .toArray())
                        .containsExactly(1, 1, 2, 2, 5, 10, 10, 20, 50, 100, 1_000_000));
    }
}
