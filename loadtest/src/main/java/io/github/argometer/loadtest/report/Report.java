package io.github.argometer.loadtest.report;

import io.github.argometer.Printable;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Counted;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.ClockBounds;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.analyse.statistics.Histogram;
import io.github.argometer.loadtest.analyse.statistics.Hop;
import io.github.argometer.loadtest.analyse.statistics.Point;
import io.github.argometer.loadtest.analyse.statistics.Statistics;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import io.github.argometer.loadtest.evidence.Evidence.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Help.Ansi;

/** What came of a run, for a terminal (counts, delays, histograms, verdict) and as files. */
public final class Report {

    private static final List<String> HOP_FIGURES = List.of("n", "min", "mean", "p50", "p99", "max");

    /** Width of the labels of hops and clocks, where none is longer. */
    private static final int LABELS = 39;

    /** Of a flow's failed Jobs, so many are shown. */
    static final int SHOWN_JOBS = 20;

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
        report.versions();
        report.counts();
        report.delays();
        analysis.channels().forEach(report::histogram);
        report.failedJobs();
        report.verdict(ansi, verdict);
        out.flush();
    }

    /**
     * Writes {@code report.html}, {@code report.json} and {@code report.xml} into {@code folder}.
     *
     * @param notes lines that must stand on every report of this run
     * @throws BadInputException where the folder cannot be written
     */
    public static void write(Analysis analysis, Verdict verdict, List<String> notes, Path folder) {
        try {
            HtmlReport.write(analysis, verdict, notes, folder.resolve("report.html"));
            JsonReport.write(analysis, verdict, folder.resolve("report.json"));
            JUnitReport.write(analysis, verdict, folder.resolve("report.xml"));
        } catch (IOException e) {
            throw new BadInputException("%s: the report cannot be written: %s".formatted(folder, e), e);
        }
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
        line("%s", Printable.line(analysis.folder().toString()));
        analysis.notes().forEach(note -> line("%s", Printable.text(note)));
    }

    private void versions() {
        if (!analysis.run().versions().isEmpty()) {
            line("");
            line("versions");
            analysis.run()
                    .versions()
                    .forEach((name, version) -> line("  %-27s %s", Printable.line(name), Printable.line(version)));
        }
    }

    private void counts() {
        title("messages");
        count("planned", ChannelCounts::planned);
        count("sent (accepted)", ChannelCounts::accepted);
        count("failed", ChannelCounts::failed);
        count("of unknown outcome", ChannelCounts::unknown);
        count("repeated attempts", ChannelCounts::retries);
        title("what became of them");
        for (Fate fate : Fate.values()) {
            if (shown(fate, analysis)) {
                count(fate.label(), counts -> counts.count(fate));
            }
            if (fate == Fate.FILTERED) {
                known("  at the source", ChannelCounts::filteredAtSource);
                known("  by the Sensor", ChannelCounts::filteredBySensor);
            }
        }
        title("rows");
        count("expected", ChannelCounts::expected);
        count("recorded", ChannelCounts::recorded);
        count("unexpected", ChannelCounts::unexpected);
        count("duplicated", ChannelCounts::duplicated);
        count("extra deliveries", ChannelCounts::extraDeliveries);
        if (analysis.channels().stream().anyMatch(result -> result.counts().duplicates() > 0)) {
            known("  made by the source", ChannelCounts::sourceDuplicates);
            known("  made by the trigger", ChannelCounts::triggerDuplicates);
        }
    }

    /** A line where a channel knows the count. */
    private void known(String label, Function<ChannelCounts, Long> value) {
        if (analysis.channels().stream().anyMatch(result -> value.apply(result.counts()) != null)) {
            cells("  " + label, result -> Figures.count(value.apply(result.counts())));
        }
    }

    /** Whether a table of what became of the messages has a line for {@code fate}. */
    static boolean shown(Fate fate, Analysis analysis) {
        return fate.good()
                || analysis.channels().stream()
                        .anyMatch(result -> result.counts().count(fate) > 0);
    }

    private void delays() {
        title("recorded − sent, ms");
        statistics(Statistics::delay);
        analysis.channels().stream()
                .map(result -> result.statistics().resolution())
                .max(Comparator.naturalOrder())
                .filter(resolution -> resolution.toMillis() > 0)
                .ifPresent(resolution -> line("(each may be wrong by up to %,d ms)", resolution.toMillis()));
        line("(recorded by the database's clock, sent by the sender's: a difference of the two is in it)");
        analysis.channels().forEach(result -> waiting(analysis, result).ifPresent(text -> line("(%s)", text)));
        title("recorded − intended, ms");
        statistics(Statistics::fromIntended);
        title("sent − intended, ms");
        statistics(Statistics::lateness);
        analysis.channels().forEach(this::hops);
        clocks();
    }

    /** What the delays of {@code result} include, where pods of its Jobs were seen to find no place on a node. */
    static Optional<String> waiting(Analysis analysis, ChannelResult result) {
        Waiting waiting = analysis.evidence().waiting(result.channel());
        if (waiting == null) {
            return Optional.empty();
        }
        return Optional.of(Figures.text(
                "%s  delays include waiting for a place on a node%s: up to %s unschedulable between %s and %s%s%s",
                result.channel(),
                result.statistics().hops().keySet().stream()
                        .filter(hop -> hop.to() == Point.PROCESS)
                        .map(hop -> ", in the hop " + hop.label())
                        .findFirst()
                        .orElse(""),
                Counted.of(waiting.most(), "pod was", "pods were"),
                waiting.from(),
                waiting.until(),
                waiting.places() == null ? "" : Figures.text(", where %,d have a place in all", waiting.places()),
                waiting.message() == null ? "" : " (" + Printable.line(waiting.message()) + ")"));
    }

    private void statistics(Function<Statistics, Distribution> what) {
        boolean negative = analysis.channels().stream()
                .anyMatch(result -> what.apply(result.statistics()).negative() > 0);
        for (String label :
                Figures.of(what.apply(analysis.channels().get(0).statistics())).keySet()) {
            if (negative || !label.startsWith("negative")) {
                cells("  " + label, result -> Figures.of(what.apply(result.statistics()))
                        .get(label));
            }
        }
    }

    private void hops(ChannelResult result) {
        line("");
        String title = result.channel() + ": hops, ms";
        int width = Math.max(LABELS, title.length() + 1);
        hop(width, title, Function.identity());
        result.statistics().hops().forEach((hop, delays) -> hop(width, "  " + hop.label(), Figures.of(delays)::get));
        result.statistics()
                .beside()
                .forEach((hop, delays) -> hop(width, "  beside: " + hop.label(), Figures.of(delays)::get));
        result.statistics().hops().keySet().stream().map(Hop::to).forEach(point -> {
            long millis = result.statistics().resolutions().get(point).toMillis();
            if (millis > 0) {
                line("(%s is known to %,d ms only)", point.label(), millis);
            }
        });
    }

    private void hop(int width, String label, Function<String, String> figure) {
        StringBuilder text = new StringBuilder(("%-" + width + "s").formatted(label));
        HOP_FIGURES.forEach(name -> text.append("%9s".formatted(figure.apply(name))));
        line("%s", text);
    }

    private void clocks() {
        line("");
        Map<String, String> lines = clockLines(analysis);
        int width = lines.keySet().stream()
                .mapToInt(label -> label.length() + ", ms".length())
                .reduce(LABELS, Math::max);
        lines.forEach((label, value) -> line("%-" + width + "s %s", label + ", ms", value));
    }

    /** What is known of each pair of clocks, in milliseconds. */
    static Map<String, String> clockLines(Analysis analysis) {
        Map<String, String> lines = new LinkedHashMap<>();
        Clocks.Offset offset = analysis.clocks().generatorToDatabase();
        lines.put(
                "clocks: database − generator",
                offset == null
                        ? "not measured"
                        : Figures.milliseconds(offset.offsetMicros()) + " ± "
                                + Figures.milliseconds(offset.errorMicros()) + " (measured)");
        analysis.channels().forEach(result -> result.clocks()
                .forEach(clock -> lines.put(
                        "clocks: %s − generator, %s".formatted(clock.clock(), result.channel()), bounds(clock))));
        return lines;
    }

    private static String bounds(ClockBounds clock) {
        return clock.leastMicros()
                        .map(least -> Figures.milliseconds(least) + " to ")
                        .orElse("up to ")
                + Figures.milliseconds(clock.mostMicros()) + " (bounds from the messages)";
    }

    private void histogram(ChannelResult result) {
        line("");
        line("%s: recorded − sent, ms (rows)", result.channel());
        Histogram histogram = result.statistics().histogram();
        if (histogram.bins().isEmpty()) {
            line("  no row");
        }
        Figures.lines(histogram).forEach(text -> line("%s", text));
    }

    private void failedJobs() {
        for (ChannelResult result : analysis.channels()) {
            List<FailedJob> jobs = analysis.evidence().channel(result.channel()).failedJobs();
            if (!jobs.isEmpty()) {
                line("");
                line("%s: %s failed", result.channel(), Counted.of(jobs.size(), "Job", "Jobs"));
                jobs.stream().limit(SHOWN_JOBS).forEach(job -> {
                    line("  %s", Printable.line(named(job)));
                    said(job).forEach(text -> line("    %s", Printable.line(text)));
                });
            }
            if (jobs.size() > SHOWN_JOBS) {
                line("  and %,d more, which report.json names", jobs.size() - SHOWN_JOBS);
            }
        }
    }

    /** {@code job} in a line, with how it ended as far as that is known. */
    static String named(FailedJob job) {
        return job.name()
                + (job.exitCode() == null ? "" : ", exit code " + job.exitCode())
                + (job.reason() == null ? "" : ", " + job.reason());
    }

    /** The last lines of a Job's log, or why there are none. */
    static List<String> said(FailedJob job) {
        if (job.log() == null) {
            return List.of("(log not known" + (job.noLog() == null ? "" : ": " + job.noLog()) + ")");
        }
        return job.log().isEmpty() ? List.of("(empty log)") : job.log();
    }

    private void verdict(Ansi ansi, Verdict verdict) {
        line("");
        for (Verdict.Finding finding : verdict.findings()) {
            line(
                    "%s %s",
                    mark(ansi, finding.level()), Printable.text(finding.text()).replace("\n", "\n         "));
        }
        line("");
        line("%s", ansi.string(verdict.passed() ? "@|bold,green PASSED|@" : "@|bold,red FAILED|@"));
    }

    private static String mark(Ansi ansi, Verdict.Level level) {
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

    private void count(String label, Function<ChannelCounts, Long> value) {
        cells("  " + label, result -> Figures.text("%,d", value.apply(result.counts())));
    }

    private void cells(String label, Function<ChannelResult, String> cell) {
        StringBuilder text = new StringBuilder("%-24s".formatted(label));
        analysis.channels()
                .forEach(result -> text.append(
                        ("%" + Math.max(13, result.channel().length() + 2) + "s").formatted(cell.apply(result))));
        line("%s", text);
    }

    /** Lines end alike everywhere. */
    private void line(String format, Object... values) {
        out.print(Figures.text(format, values).stripTrailing() + "\n");
    }
}
