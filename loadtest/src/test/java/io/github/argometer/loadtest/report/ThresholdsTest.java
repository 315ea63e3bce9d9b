package io.github.argometer.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.RunFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThresholdsTest {

    @TempDir
    private Path folder;

    @Test
    void noSettingIsNoThreshold() {
        assertThat(thresholds(Map.of()).delays()).isEmpty();
    }

    @Test
    void aFigureAtTheLimitHoldsAndOneAboveItBreaks() throws IOException {
        Thresholds thresholds = thresholds(Map.of("report.max-p50.sqs", "10", "report.max-max.sqs", "19"));

        assertThat(thresholds.judge(twoRows()))
                .containsExactly(
                        Finding.good("sqs  p50 10.0 ms, at most 10 allowed"),
                        Finding.bad("sqs  max 20.0 ms, at most 19 allowed"));
        assertThat(Verdict.of(twoRows(), thresholds).passed()).isFalse();
    }

    @Test
    void aPercentileOfTooFewValuesIsNoPass() throws IOException {
        assertThat(thresholds(Map.of("report.max-p99.sqs", "1000")).judge(twoRows()))
                .containsExactly(Finding.bad("sqs  p99 must be at most 1,000 ms, and 2 values are too few to say"));
    }

    @Test
    void aLimitOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> thresholds(Map.of("report.max-p99.9.sns", "-1")))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting report.max-p99.9.sns = \"-1\": allowed is an integer from 0 to 86400000");
        assertThatThrownBy(() -> thresholds(Map.of("report.max-p98.sns", "5"))).isInstanceOf(BadInputException.class);
    }

    private Analysis twoRows() throws IOException {
        return Analysis.of(new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 10_000, 1)
                .accepted("sqs", 1, true, 0)
                .row("sqs", 1, 0, 20_000, 1)
                .in(folder));
    }

    private static Thresholds thresholds(Map<String, String> options) {
        return Thresholds.of(Configuration.of(options, name -> null).settings());
    }
}
