package io.github.argometer.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.statistics.Hop;
import io.github.argometer.loadtest.analyse.statistics.Statistics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

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
                        Verdict.Finding.good("sqs  p50 10.0 ms, at most 10 allowed"),
                        Verdict.Finding.bad("sqs  max 20.0 ms, at most 19 allowed"));
        assertThat(Verdict.of(twoRows(), thresholds).passed()).isFalse();
    }

    @Test
    void aPercentileOfTooFewValuesIsNoPass() throws IOException {
        assertThat(thresholds(Map.of("report.max-p99.sqs", "1000")).judge(twoRows()))
                .containsExactly(
                        Verdict.Finding.bad("sqs  p99 must be at most 1,000 ms, and 2 values are too few to say"));
    }

    @Test
    void aLimitFinerThanTheTimesAreIsNoPass() throws IOException {
        RunFiles files = new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 10_000, 1)
                .accepted("sqs", 1, true, 0)
                .row("sqs", 1, 0, 3_020_000, 1)
                .in(folder);
        Files.writeString(files.records(), Files.readString(files.records()).replaceAll("\\.[0-9]{6}Z,1,", "Z,1,"));
        Analysis analysis = Analysis.of(files);

        assertThat(analysis.notes()).containsExactly("records.csv: CreatedAtTimestamp is known to 1 s only");
        Statistics statistics = analysis.channels().get(0).statistics();
        assertThat(statistics.resolution()).isEqualTo(Duration.ofSeconds(1));
        assertThat(statistics.hops().keySet().stream().map(Hop::resolution))
                .containsExactly(Duration.ofNanos(1_000), Duration.ofSeconds(1));
        assertThat(thresholds(Map.of("report.max-p50.sqs", "999", "report.max-max.sqs", "2000"))
                        .judge(analysis))
                .containsExactly(
                        Verdict.Finding.bad(
                                "sqs  p50 ~0.00 ms must be at most 999 ms, and times known to 1,000 ms are too coarse"
                                        + " to say"),
                        Verdict.Finding.bad("sqs  max 3,000 ms, at most 2,000 allowed"));
        assertThat(thresholds(Map.of("report.max-p50.sqs", "1000")).judge(analysis))
                .containsExactly(Verdict.Finding.good("sqs  p50 0.00 ms, at most 1,000 allowed"));
        StringWriter text = new StringWriter();
        Report.print(new PrintWriter(text), Ansi.OFF, analysis, Verdict.of(analysis, thresholds(Map.of())));
        assertThat(text.toString())
                .contains("(each may be wrong by up to 1,000 ms)\n", "(committed is known to 1,000 ms only)\n");
    }

    @Test
    void aLimitOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> thresholds(Map.of("report.max-p99.9.sns", "-1")))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting report.max-p99.9.sns = \"-1\": must be an integer from 0 to 86400000");
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
