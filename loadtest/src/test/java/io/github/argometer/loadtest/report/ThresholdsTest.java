package io.github.argometer.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.OwnRun;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.statistics.Hop;
import io.github.argometer.loadtest.analyse.statistics.Statistics;
import io.github.argometer.plan.Flow;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

class ThresholdsTest {

    @TempDir
    private Path folder;

    @Test
    void noSettingIsNoThreshold() {
        assertThat(thresholds("").limits()).isEmpty();
    }

    @Test
    void aFigureAtTheLimitHoldsOnlyIfItMayBeEqual() throws IOException {
        Thresholds thresholds = thresholds(
                "sqs.sentToRecorded.p50<=10,sqs.sentToRecorded.p50 < 10 ,sqs.intendedToRecorded.max<=20,"
                        + " sqs.intendedToSent.max<0.001, sqs.hop[sent->committed].max<=19.999, sns.sentToRecorded.max<1");

        assertThat(findings(thresholds, twoRows()))
                .containsExactly(
                        Verdict.Finding.good("sqs  sqs.sentToRecorded.p50<=10 holds: 10.0 ms"),
                        Verdict.Finding.bad("sqs  sqs.sentToRecorded.p50 < 10 is broken: 10.0 ms"),
                        Verdict.Finding.good("sqs  sqs.intendedToRecorded.max<=20 holds: 20.0 ms"),
                        Verdict.Finding.good("sqs  sqs.intendedToSent.max<0.001 holds: 0.00 ms"),
                        Verdict.Finding.bad("sqs  sqs.hop[sent->committed].max<=19.999 is broken: 20.0 ms"),
                        Verdict.Finding.bad("sns  sns.sentToRecorded.max<1 cannot be told: 0 values are too few"));
        assertThat(Verdict.of(twoRows(), thresholds).passed()).isFalse();
    }

    @Test
    void lossesUpToTheLimitAreANoteAndMoreFail() throws IOException {
        RunFixture run = new RunFixture(4, 4, 0);
        for (int number = 0; number < 4; number++) {
            run.accepted("sqs", number, true, number * 1_000L).accepted("sns", number, false, number * 1_000L);
        }
        Analysis analysis = Analysis.of(run.row("sqs", 0, 0, 10_000, 1)
                .row("sqs", 1, 1_000, 10_000, 1)
                .row("sqs", 2, 2_000, 10_000, 1)
                .in(folder));

        for (String figure : List.of("lost", "missing")) {
            Verdict allowed = Verdict.of(analysis, thresholds("sqs.%s<=25%%".formatted(figure)));
            assertThat(allowed.passed()).isTrue();
            assertThat(allowed.findings())
                    .contains(
                            Verdict.Finding.note(
                                    "sqs  3 of 4 expected rows recorded, 1 missing (1 accepted, then lost)"),
                            Verdict.Finding.good("sqs  sqs.%s<=25%% holds: 25.000 %% (1 of 4)", figure));
            assertThat(allowed.thresholds())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("finding")
                    .containsExactly(new Threshold.Judged("sqs.%s<=25%%".formatted(figure), 25.0, "%", true, null));

            Verdict broken = Verdict.of(analysis, thresholds("sqs.%s<25%%".formatted(figure)));
            assertThat(broken.findings())
                    .contains(
                            Verdict.Finding.bad(
                                    "sqs  3 of 4 expected rows recorded, 1 missing (1 accepted, then lost)"),
                            Verdict.Finding.bad("sqs  sqs.%s<25%% is broken: 25.000 %% (1 of 4)", figure));
        }
        assertThat(Verdict.of(analysis, thresholds("sqs.lost<=25%,sqs.lost<1%")).findings())
                .as("each limit counts")
                .contains(Verdict.Finding.bad("sqs  3 of 4 expected rows recorded, 1 missing (1 accepted, then lost)"));
        assertThat(Verdict.of(analysis, thresholds("sns.lost<50%")).passed()).isFalse();
    }

    @Test
    void aLimitOnLossesAllowsNoMessageThatFailedAndOneOnBothDoes() throws IOException {
        Analysis analysis = Analysis.of(new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 10_000, 1)
                .attempt("sqs", 1, true, 1_000, 1_000, 1, "failed")
                .accepted("sns", 0, false, 0)
                .accepted("sns", 1, false, 0)
                .in(folder));

        assertThat(Verdict.of(analysis, thresholds("sqs.lost<1%")).findings())
                .contains(
                        Verdict.Finding.bad("sqs  1 of 2 messages accepted, 1 failed"),
                        Verdict.Finding.bad("sqs  1 of 2 expected rows recorded, 1 missing (0 accepted, then lost)"));
        assertThat(Verdict.of(analysis, thresholds("sqs.missing<51%")).passed()).isFalse();
        assertThat(Verdict.of(analysis, thresholds("sqs.failed<51%")).passed()).isFalse();
        Verdict both = Verdict.of(analysis, thresholds("sqs.missing<51%,sqs.failed<51%"));
        assertThat(both.passed()).isTrue();
        assertThat(both.findings()).contains(Verdict.Finding.note("sqs  1 of 2 messages accepted, 1 failed"));
    }

    @Test
    void aLimitOnLossesAllowsNoAlteredMessage() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 10_000, 1)
                .accepted("sns", 0, false, 0)
                .in(folder);
        Files.writeString(
                files.records(), Files.readString(files.records()).replace("hello world,Ankur", "hello world,Zoe"));

        Verdict verdict = Verdict.of(Analysis.of(files), thresholds("sqs.lost<=100%,sqs.missing<=100%"));
        assertThat(verdict.findings()).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Verdict.Level.BAD);
            assertThat(finding.text()).startsWith("sqs  1 altered");
        });
    }

    @Test
    void theRateIsThatOfTheChannelUntilItsLastAnswer() throws IOException {
        RunFixture run = new RunFixture(11, 0, 0);
        for (int number = 0; number < 11; number++) {
            run.accepted("sqs", number, false, number * 99_900L).accepted("sns", number, false, number * 500_000L);
        }
        Analysis analysis = Analysis.of(run.in(folder));

        assertThat(findings(thresholds("sqs.rate>=11,sqs.rate>11,sns.rate>2"), analysis))
                .containsExactly(
                        Verdict.Finding.good("sqs  sqs.rate>=11 holds: 11.00 messages a second"),
                        Verdict.Finding.bad("sqs  sqs.rate>11 is broken: 11.00 messages a second"),
                        Verdict.Finding.good("sns  sns.rate>2 holds: 2.20 messages a second"));
    }

    @Test
    void aHopThatTheRunDoesNotTellIsNoPass() throws IOException {
        assertThat(findings(thresholds("sqs.hop[on the bus → received].p50<5"), twoRows()))
                .containsExactly(Verdict.Finding.bad(
                        "sqs  sqs.hop[on the bus → received].p50<5 cannot be told: this run has no such hop, only"
                                + " intended → sent, sent → committed, sent → accepted"));
    }

    @Test
    void aPercentileOfTooFewValuesIsNoPass() throws IOException {
        Thresholds thresholds = thresholds("sqs.sentToRecorded.p99<1000");
        assertThat(findings(thresholds, twoRows()))
                .containsExactly(
                        Verdict.Finding.bad("sqs  sqs.sentToRecorded.p99<1000 cannot be told: 2 values are too few"));
        assertThat(thresholds.judge(twoRows()).get(0).value()).isNull();
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
        assertThat(findings(thresholds("sqs.sentToRecorded.p50<=999,sqs.sentToRecorded.max<=2000"), analysis))
                .containsExactly(
                        Verdict.Finding.bad("sqs  sqs.sentToRecorded.p50<=999 cannot be told: it is ~0.00 ms, and times"
                                + " known to 1,000 ms are too coarse"),
                        Verdict.Finding.bad("sqs  sqs.sentToRecorded.max<=2000 is broken: 3,000 ms"));
        assertThat(findings(thresholds("sqs.sentToRecorded.p50<=1000,sqs.intendedToSent.max<1"), analysis))
                .extracting(Verdict.Finding::level)
                .containsOnly(Verdict.Level.GOOD);
        StringWriter text = new StringWriter();
        Report.print(new PrintWriter(text), Ansi.OFF, analysis, Verdict.of(analysis, thresholds("")));
        assertThat(text.toString())
                .contains("(each may be wrong by up to 1,000 ms)\n", "(committed is known to 1,000 ms only)\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AWS.lost<1%                     | "AWS.lost<1%" must have at character 1 a channel or flow such as sqs or orders/notify
            aws.lots<1%                     | "aws.lots<1%" must have at character 5 missing or lost or failed or rate or sentToRecorded or intendedToRecorded or intendedToSent or hop[
            aws/x                           | "aws/x" must have at character 5 the name of a trigger, and .
            aws/x.y.lots<1%                 | "aws/x.y.lots<1%" must have at character 9 missing or lost or failed or rate or sentToRecorded or intendedToRecorded or intendedToSent or hop[
            aws/x.y.lost<1                  | "aws/x.y.lost<1" must have at character 15 %
            sqs.lots<1%                     | "sqs.lots<1%" must have at character 5 missing or lost or failed or rate or sentToRecorded or intendedToRecorded or intendedToSent or hop[
            sqs.lost>1%                     | "sqs.lost>1%" must have at character 9 < or <=
            sqs.lost<100.1%                 | "sqs.lost<100.1%" must have at character 10 a number of percent from 0 to 100
            sqs.lost<1                      | "sqs.lost<1" must have at character 11 %
            sqs.lost<1%,                    | "" must have at character 1 a channel or flow such as sqs or orders/notify
            sqs.lost<1%;sns.lost<1%         | "sqs.lost<1%;sns.lost<1%" must have at character 12 a comma or its end
            sns.rate<5                      | "sns.rate<5" must have at character 9 > or >=
            sns.rate>-5                     | "sns.rate>-5" must have at character 10 a number of messages a second from 0 to 1000000
            sqs.sentToRecorded<5            | "sqs.sentToRecorded<5" must have at character 19 .
            sqs.sentToRecorded.p98<5        | "sqs.sentToRecorded.p98<5" must have at character 20 p50 or p90 or p95 or p99 or p99.9 or max
            sqs.sentToRecorded.p99<86400001 | "sqs.sentToRecorded.p99<86400001" must have at character 24 a number of milliseconds from 0 to 86400000
            sqs.hop[sent].p99<5             | "sqs.hop[sent].p99<5" must have at character 13 -> or →
            sqs.hop[received->sent].p99<5   | "sqs.hop[received->sent].p99<5" must have at character 19 the point where the hop ends: committed
            sqs.hop[accepted->bus].p99<5    | "sqs.hop[accepted->bus].p99<5" must have at character 9 the point where a hop begins: intended or sent or source or on the bus or Sensor took it or process started or received
            sqs.hop[source->trigger done].max<5 | "sqs.hop[source->trigger done].max<5" must have at character 17 the point where the hop ends: on the bus or Sensor took it or process started or received or committed
            """)
    void whatIsNoThresholdIsRefusedByItsPlace(String expression, String message) {
        assertThatThrownBy(() -> thresholds(expression))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage(
                        "setting report.thresholds = \"%s\": must be thresholds such as sqs.lost<0.1%%,"
                                + " comma-separated, or nothing: %s",
                        expression, message);
    }

    @Test
    void aLimitOnAFlowThatThePlanHasNotIsRefusedByItsFlows() {
        List<Flow> own = Stream.of("orders/notify", "orders/not.ify", "invoices/print")
                .map(Flow::of)
                .toList();
        String allowed =
                "must have at character 1 orders or invoices or orders/notify or orders/not.ify or invoices/print";
        for (String expression : List.of("aws.lost<1%", "sqs.lost<1%", "orders/print.lost<1%")) {
            assertThatThrownBy(() -> thresholds(expression, own))
                    .isInstanceOf(Settings.Invalid.class)
                    .hasMessageContaining("\"%s\" %s", expression, allowed);
        }
        assertThatThrownBy(() -> thresholds("orders/notify.lots<1%", own))
                .hasMessageContaining("at character 15 missing");
        List<Flow> sns = List.of(Flow.of("sns"));
        assertThatThrownBy(() -> thresholds("aws.lost<1%", sns))
                .hasMessageContaining("\"aws.lost<1%\" must have at character 1 sqs or sns");
        assertThat(thresholds("sqs.lost<1%", sns).limits())
                .as("says nothing here")
                .hasSize(1);
    }

    @Test
    void aTriggersNameMayHaveDots() {
        List<Flow> flows = Stream.of("orders/a", "orders/a.lost", "orders/a.rate.b")
                .map(Flow::of)
                .toList();

        assertThat(thresholds("orders/a.lost<1%,orders/a.lost.lost<1%,orders/a.rate.b.rate>1,orders/a.rate>1", flows)
                        .limits())
                .extracting(Threshold::channel)
                .containsExactly("orders/a", "orders/a.lost", "orders/a.rate.b", "orders/a");
        assertThat(thresholds("orders/a.lost<1%,orders/a.lost.lost<1%,orders/a.rate.b.hop[sent -> source].p95<1")
                        .limits())
                .extracting(Threshold::figure)
                .containsExactly("lost", "lost", "sent → source");
    }

    @Test
    void aLimitOnAChannelIsOneOnEachOfItsFlowsAndOfSendingOneToAll() throws IOException {
        Analysis analysis =
                Analysis.of(new OwnRun().lost(OwnRun.NOTIFY, OwnRun.ORDER).in(folder));

        assertThat(findings(
                        thresholds(
                                "orders.lost<=12.5%,orders/notify.lost<=25%,invoices.lost<=0%,orders.failed<=0%,orders/notify.rate>1,"
                                        + "orders.intendedToSent.max<1",
                                analysis.plan().flows()),
                        analysis))
                .containsExactly(
                        Verdict.Finding.good(
                                "orders/box/archive  orders/box/archive.lost<=12.5%% holds: 0.000 %% (0 of 8)"),
                        Verdict.Finding.bad("orders/notify  orders/notify.lost<=12.5%% is broken: 25.000 %% (1 of 4)"),
                        Verdict.Finding.good("orders/notify  orders/notify.lost<=25%% holds: 25.000 %% (1 of 4)"),
                        Verdict.Finding.good("invoices/print  invoices/print.lost<=0%% holds: 0.000 %% (0 of 4)"),
                        Verdict.Finding.good("orders  orders.failed<=0%% holds: 0.000 %% (0 of 12)"),
                        Verdict.Finding.good("orders  orders/notify.rate>1 holds: 1,043.48 messages a second"),
                        Verdict.Finding.good("orders  orders.intendedToSent.max<1 holds: 0.00 ms"));
    }

    @Test
    void aLimitOnWhatFailedIsOneForTheWholeChannel() throws IOException {
        Analysis analysis = Analysis.of(
                new OwnRun().outcome("orders", OwnRun.NOISE, "failed").in(folder));

        for (String expression :
                List.of("orders.failed<9%", "orders/notify.failed<9%", "orders/box/archive.failed<9%")) {
            Verdict verdict =
                    Verdict.of(analysis, thresholds(expression, analysis.plan().flows()));
            assertThat(verdict.passed()).as(expression).isTrue();
            assertThat(verdict.findings())
                    .filteredOn(finding -> finding.text().contains("messages accepted"))
                    .containsExactly(
                            Verdict.Finding.good("invoices  12 of 12 messages accepted"),
                            Verdict.Finding.note("orders  11 of 12 messages accepted, 1 failed"));
            assertThat(verdict.thresholds()).hasSize(1);
        }
    }

    private static List<Verdict.Finding> findings(Thresholds thresholds, Analysis analysis) {
        return thresholds.judge(analysis).stream()
                .map(Threshold.Judged::finding)
                .toList();
    }

    private Analysis twoRows() throws IOException {
        return Analysis.of(new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 10_000, 1)
                .accepted("sqs", 1, true, 0)
                .row("sqs", 1, 0, 20_000, 1)
                .in(folder));
    }

    private static Thresholds thresholds(String expressions) {
        return Thresholds.of(Configuration.of(Map.of("report.thresholds", expressions), name -> null)
                .settings());
    }

    private static Thresholds thresholds(String expressions, List<Flow> flows) {
        return Thresholds.of(
                Configuration.of(Map.of("report.thresholds", expressions), name -> null)
                        .settings(),
                flows);
    }
}
