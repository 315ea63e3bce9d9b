package io.github.argometer.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProcessStartTest {

    @Test
    void takesTheProcesssAgeFromNowWhateverItsName() {
        String stat = "17 (a) b 22 (java) S 1 2 3 4 -1 6 7 8 9 10 11 12 13 14 20 0 18 0 98765 21 22";
        assertThat(ProcessStart.start(stat, "1000.03 1999.00\n", Instant.parse("2026-11-23T01:02:13.456789Z")))
                .isEqualTo("2026-11-23T01:02:01.076789Z");
    }
}
