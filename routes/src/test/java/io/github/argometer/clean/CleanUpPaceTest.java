package io.github.argometer.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CleanUpPaceTest {

    private static final long SECOND = 1_000_000_000;

    private final CleanUpPace pace = new CleanUpPace(Duration.ofSeconds(5), 50);

    @Test
    void isDueAtOnceAndThenEachPeriod() {
        assertThat(pace.isDue(0, 0)).isTrue();
        assertThat(pace.isDue(4 * SECOND, 0)).isFalse();
        assertThat(pace.isDue(5 * SECOND, 0)).isTrue();
        assertThat(pace.isDue(9 * SECOND, 0)).isFalse();
    }

    @Test
    void isDueAfterEverySoManyMessages() {
        pace.isDue(0, 0);
        assertThat(pace.isDue(1, 49)).isFalse();
        assertThat(pace.isDue(2, 50)).isTrue();
        assertThat(pace.isDue(3, 99)).isFalse();
        assertThat(pace.isDue(4, 260)).isTrue();
        assertThat(pace.isDue(5, 299)).isFalse();
    }

    @Test
    void isDueByPeriodOnlyWhereMessagesDoNotCount() {
        CleanUpPace byPeriod = new CleanUpPace(Duration.ofSeconds(5), 0);
        byPeriod.isDue(0, 0);
        assertThat(byPeriod.isDue(1, 1_000_000)).isFalse();
    }
}
