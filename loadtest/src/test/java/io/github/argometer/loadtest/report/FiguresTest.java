package io.github.argometer.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void showsThreeDigitsOrMore() {
        assertThat(Figures.milliseconds(42)).isEqualTo("0.04");
        assertThat(Figures.milliseconds(-1_250)).isEqualTo("-1.25");
        assertThat(Figures.milliseconds(9_994)).isEqualTo("9.99");
        assertThat(Figures.milliseconds(9_995)).isEqualTo("10.0");
        assertThat(Figures.milliseconds(12_345)).isEqualTo("12.3");
        assertThat(Figures.milliseconds(99_950)).isEqualTo("100");
        assertThat(Figures.milliseconds(1_555_400)).isEqualTo("1,555");
    }

    @Test
    void edgesHaveTheDigitsOfTheirWidth() {
        assertThat(Figures.edge(1_500_000, 500_000)).isEqualTo("1,500");
        assertThat(Figures.edge(1_500, 500)).isEqualTo("1.5");
        assertThat(Figures.edge(1_520, 20)).isEqualTo("1.52");
        assertThat(Figures.edge(1_523, 1)).isEqualTo("1.523");
    }

    @Test
    void barsAreExactToAnEighthAndNeverEmptyForSomething() {
        assertThat(Figures.bar(0, 1_000_000)).isEmpty();
        assertThat(Figures.bar(1, 1_000_000)).isEqualTo("▏");
        assertThat(Figures.bar(1, 2)).isEqualTo("█".repeat(24));
        assertThat(Figures.bar(5, 48)).isEqualTo("█".repeat(5));
        assertThat(Figures.bar(1, 96)).isEqualTo("▌");
    }
}
