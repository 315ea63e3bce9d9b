package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.Counts;
import io.github.argometer.loadtest.analyse.Distribution;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Help.Ansi;

/** Prints what came of a run for a terminal of 80 columns: counts, delays, histograms, verdict. */
public final class Report {

    private static final int FEW = 100;

    private final PrintWriter out;
    private final Analysis analysis;

    private Report(PrintWriter out, Analysis analysis) {
        this.out = out;
        this.analysis = analysis;
    }

    /** Prints {@code analysis} and {@code verdict} to {@code out}, coloured if {@code ansi} says so. */
    public static void print(PrintWriter out, Ansi ansi, Analysis analysis, Verdict verdict) {
        Report report = new Report(out, analysis);
        report.head();
        report.counts();
        report.delays();
        analysis.channels().forEach(report::histogram);
        report.verdict(ansi, verdict);
        out.flush();
    }

    private void head() {
        line("Run %s", analysis.plan().runId());
        line(
                "%,d messages to each channel, %,d to %,d ms apart (seed %d), sent in %.1f s",
                analysis.plan().messages(),
                analysis.plan().minDelayMs(),
                analysis.plan().maxDelayMs(),
                analysis.plan().seed(),
                analysis.sending().toMillis() / 1_000.0);
        line("%s", analysis.folder());
    }

    private void counts() {
        title("messages");
        count("planned", Counts::planned);
        count("sent (accepted)", Counts::accepted);
        count("failed", Counts::failed);
        count("without an answer", Counts::unknown);
        count("repeated attempts", Counts::retries);
        line("");
        count("expected rows", Counts::expected);
        count("recorded rows", Counts::recorded);
        count("missing", Counts::missing);
        count("unexpected", Counts::unexpected);
        count("duplicates (rows)", Counts::duplicated);
        count("extra deliveries", Counts::extraDeliveries);
    }

    private void delays() {
        title("recorded − sent, ms");
        statistics(ChannelResult::delay);
        boolean few =
                analysis.channels().stream().anyMatch(result -> result.delay().count() < FEW);
        if (few) {
            line("(with fewer than %d rows p99 is simply the largest value)", FEW);
        }
        line("(recorded by the database's clock, sent by the sender's: a difference of the two is in it)");
        title("sent − intended, ms");
        statistics(ChannelResult::lateness);
    }

    private void statistics(Function<ChannelResult, Distribution> what) {
        row("min", what, delay -> Milliseconds.text(delay.min()));
        row("mean", what, delay -> Milliseconds.text(delay.mean()));
        for (int i = 0; i < Distribution.QUANTILES.size(); i++) {
            int index = i;
            BigDecimal percent = Distribution.QUANTILES.get(i).movePointRight(2).stripTrailingZeros();
            row(
                    "p" + percent.toPlainString(),
                    what,
                    delay -> Milliseconds.text(delay.quantiles().get(index)));
        }
        row("max", what, delay -> Milliseconds.text(delay.max()));
        if (analysis.channels().stream().anyMatch(result -> what.apply(result).negative() > 0)) {
            row("negative (count)", what, delay -> String.format(Locale.ROOT, "%,d", delay.negative()));
        }
    }

    private void histogram(ChannelResult result) {
        line("");
        line("%s: recorded − sent, ms (rows)", result.channel());
        if (result.histogram().bins().isEmpty()) {
            line("  no row");
        }
        HistogramText.lines(result.histogram()).forEach(text -> line("%s", text));
    }

    private void verdict(Ansi ansi, Verdict verdict) {
        line("");
        for (Finding finding : verdict.findings()) {
            line("%s %s", mark(ansi, finding.level()), finding.text().replace("\n", "\n         "));
        }
        line("");
        line("%s", ansi.string(verdict.passed() ? "@|bold,green PASSED|@" : "@|bold,red FAILED|@"));
    }

    private static String mark(Ansi ansi, Finding.Level level) {
        return switch (level) {
            case GOOD -> ansi.string("@|green ✓|@");
            case NOTE -> ansi.string("@|yellow !|@");
            case BAD -> ansi.string("@|red ✗|@");
        };
    }

    private void title(String title) {
        line("");
        cells(title, ChannelResult::channel);
    }

    private void count(String label, Function<Counts, Long> value) {
        cells("  " + label, result -> String.format(Locale.ROOT, "%,d", value.apply(result.counts())));
    }

    private void row(String label, Function<ChannelResult, Distribution> what, Function<Distribution, String> value) {
        cells("  " + label, result -> what.apply(result).count() == 0 ? "–" : value.apply(what.apply(result)));
    }

    private void cells(String label, Function<ChannelResult, String> cell) {
        StringBuilder text = new StringBuilder("%-22s".formatted(label));
        analysis.channels().forEach(result -> text.append("%14s".formatted(cell.apply(result))));
        line("%s", text);
    }

    /** Lines end alike everywhere. */
    private void line(String format, Object... values) {
        out.print(String.format(Locale.ROOT, format, values).stripTrailing() + "\n");
    }
}
