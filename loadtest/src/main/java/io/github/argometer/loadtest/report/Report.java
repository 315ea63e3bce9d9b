package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.Counts;
import io.github.argometer.loadtest.analyse.Distribution;
import io.github.argometer.loadtest.analyse.Fate;
import io.github.argometer.loadtest.analyse.Histogram;
import io.github.argometer.loadtest.analyse.Statistics;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import picocli.CommandLine.Help.Ansi;

/** Prints what came of a run for a terminal of 80 columns: counts, delays, histograms, verdict. */
public final class Report {

    private static final BigDecimal P99 = new BigDecimal("0.99");

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
        analysis.notes().forEach(note -> line("%s", note));
    }

    private void counts() {
        title("messages");
        count("planned", Counts::planned);
        count("sent (accepted)", Counts::accepted);
        count("failed", Counts::failed);
        count("without an answer", Counts::unknown);
        count("repeated attempts", Counts::retries);
        title("what became of them");
        for (Fate fate : Fate.values()) {
            if (fate.good()
                    || analysis.channels().stream()
                            .anyMatch(result -> result.counts().count(fate) > 0)) {
                count(fate.label(), counts -> counts.count(fate));
            }
        }
        title("rows");
        count("expected", Counts::expected);
        count("recorded", Counts::recorded);
        count("unexpected", Counts::unexpected);
        count("duplicated", Counts::duplicated);
        count("extra deliveries", Counts::extraDeliveries);
    }

    private void delays() {
        title("recorded − sent, ms");
        statistics(Statistics::delay);
        line("(recorded by the database's clock, sent by the sender's: a difference of the two is in it)");
        title("recorded − intended, ms");
        statistics(Statistics::fromIntended);
        title("sent − intended, ms");
        statistics(Statistics::lateness);
        analysis.channels().forEach(this::hops);
    }

    private void statistics(Function<Statistics, Distribution> what) {
        rows((label, value) -> cells("  " + label, result -> value.apply(what.apply(result.statistics()))));
        if (analysis.channels().stream()
                .anyMatch(result -> what.apply(result.statistics()).negative() > 0)) {
            cells(
                    "  negative (count)",
                    result ->
                            Finding.text("%,d", what.apply(result.statistics()).negative()));
        }
    }

    /** Every figure of a distribution, by its label. */
    private static void rows(BiConsumer<String, Function<Distribution, String>> row) {
        row.accept("n", distribution -> Finding.text("%,d", distribution.count()));
        row.accept("min", some(distribution -> Milliseconds.text(distribution.min())));
        row.accept("mean", some(distribution -> Milliseconds.text(distribution.mean())));
        row.accept("std. deviation", some(distribution -> Milliseconds.text(distribution.deviation())));
        for (int i = 0; i < Distribution.QUANTILES.size(); i++) {
            int index = i;
            row.accept(label(index), some(distribution -> quantile(distribution, index)));
        }
        row.accept("max", some(distribution -> Milliseconds.text(distribution.max())));
    }

    private static Function<Distribution, String> some(Function<Distribution, String> value) {
        return distribution -> distribution.count() == 0 ? "–" : value.apply(distribution);
    }

    /** Too few values for a quantile are said, with how many it would take. */
    private static String quantile(Distribution distribution, int index) {
        OptionalLong quantile = distribution.quantile(index);
        return quantile.isPresent()
                ? Milliseconds.text(quantile.getAsLong())
                : Finding.text("n < %,d", Distribution.needed(Distribution.QUANTILES.get(index)));
    }

    /** The quantile at {@code index}, such as {@code p99.9}. */
    static String label(int index) {
        return "p"
                + Distribution.QUANTILES
                        .get(index)
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private void hops(ChannelResult result) {
        line("");
        line("%-28s%9s%9s%9s%9s%9s%9s", result.channel() + ": hops, ms", "n", "min", "mean", "p50", "p99", "max");
        result.statistics()
                .hops()
                .forEach((hop, delays) -> line(
                        "%-28s%9s%9s%9s%9s%9s%9s",
                        "  " + hop.label(),
                        Finding.text("%,d", delays.count()),
                        some(delay -> Milliseconds.text(delay.min())).apply(delays),
                        some(delay -> Milliseconds.text(delay.mean())).apply(delays),
                        some(delay -> quantile(delay, 0)).apply(delays),
                        some(delay -> quantile(delay, Distribution.QUANTILES.indexOf(P99)))
                                .apply(delays),
                        some(delay -> Milliseconds.text(delay.max())).apply(delays)));
    }

    private void histogram(ChannelResult result) {
        line("");
        line("%s: recorded − sent, ms (rows)", result.channel());
        Histogram histogram = result.statistics().histogram();
        if (histogram.bins().isEmpty()) {
            line("  no row");
        }
        HistogramText.lines(histogram).forEach(text -> line("%s", text));
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

    private void cells(String label, Function<ChannelResult, String> cell) {
        StringBuilder text = new StringBuilder("%-24s".formatted(label));
        analysis.channels().forEach(result -> text.append("%13s".formatted(cell.apply(result))));
        line("%s", text);
    }

    /** Lines end alike everywhere. */
    private void line(String format, Object... values) {
        out.print(String.format(Locale.ROOT, format, values).stripTrailing() + "\n");
    }
}
