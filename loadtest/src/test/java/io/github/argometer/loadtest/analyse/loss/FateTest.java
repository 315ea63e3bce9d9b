package io.github.argometer.loadtest.analyse.loss;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FateTest {

    @Test
    void countsWhatFailedInThePlural() {
        assertThat(Fate.JOB_FAILED.label(1)).isEqualTo("Job failed");
        assertThat(Fate.JOB_FAILED.label(10)).isEqualTo("Jobs failed");
        assertThat(Fate.TRIGGER_FAILED.label(2)).isEqualTo("triggers failed");
        assertThat(Fate.INSERT_FAILED.label(0)).isEqualTo("inserts failed");
        assertThat(Fate.WRONGLY_DROPPED.label(10)).isEqualTo("wrongly dropped");
    }
}
