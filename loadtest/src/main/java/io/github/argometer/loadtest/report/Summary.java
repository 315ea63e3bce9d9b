package io.github.argometer.loadtest.report;

import io.github.argometer.Printable;
import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.compare.Change;
import io.github.argometer.loadtest.compare.Comparison;
import io.github.argometer.plan.Flow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came of a run as Markdown, short enough for a comment on a pull request: GitHub takes 65,536 characters. What others have
 * written stands in code, where neither markup nor a mention means anything.
 */
public final class Summary {

    private static final List<String> DELAY_FIGURES = List.of("n", "mean", "p50", "p95", "p99", "max");

    /** Rows of a table, lines of a block, and characters of a line or cell. */
    private static final int ROWS = 50;

    private static final int LINES = 30;
    private static final int CHARACTERS = 200;

    /** A longer command would be no use cut. */
    private static final int COMMAND = 4_000;

    private static final Pattern TICKS = Pattern.compile("`+");

    private final StringBuilder text = new StringBuilder();

    private Summary() {}

    /**
     * Writes {@code summary.md} into {@code folder}.
     *
     * @param notes lines that must stand on every report of this run
     * @param comparison with the baseline, which is side A; empty where there is none
     * @throws BadInputException where the folder cannot be written
     */
    public static void write(
            Analysis analysis, Verdict verdict, List<String> notes, Optional<Comparison> comparison, Path folder) {
        Summary summary = new Summary();
        summary.head(analysis, verdict.passed() && comparison.stream().noneMatch(Comparison::worse));
        summary.block(Stream.concat(notes.stream(), analysis.notes().stream()).toList());
        summary.messages(analysis);
        summary.delays(analysis);
        summary.thresholds(verdict);
        comparison.ifPresent(summary::comparison);
        List<String> bad = verdict.findings().stream()
                .filter(finding -> finding.level() == Verdict.Level.BAD)
                .flatMap(finding -> Stream.of(("✗ " + finding.text()).split("\n")))
                .toList();
        summary.block(bad);
        summary.run(analysis);
        try {
            WholeFile.write(folder.resolve("summary.md"), summary.text.toString());
        } catch (IOException e) {
            throw new BadInputException("%s: the summary cannot be written: %s".formatted(folder, e), e);
        }
    }

    private void head(Analysis analysis, boolean passed) {
        line(
                "### %s %s: run %s",
                passed ? "✅" : "❌",
                passed ? "passed" : "failed",
                code(analysis.plan().runId()));
        line("");
        line(
                "%,d messages to each of %s, sent in %.1f s.",
                analysis.plan().messages(),
                String.join(" and ", analysis.plan().sentTo()),
                analysis.sending().toMillis() / 1_000.0);
        line("");
    }

    private void messages(Analysis analysis) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(counts("accepted", analysis, ChannelCounts::accepted));
        for (Fate fate : Fate.values()) {
            if (Report.shown(fate, analysis)) {
                rows.add(counts(fate.label(), analysis, counts -> counts.count(fate)));
            }
        }
        rows.add(counts("**rows expected**", analysis, ChannelCounts::expected));
        rows.add(counts("missing", analysis, ChannelCounts::missing));
        rows.add(counts("unexpected", analysis, ChannelCounts::unexpected));
        rows.add(counts("duplicated", analysis, ChannelCounts::duplicated));
        List<String> head = new ArrayList<>(List.of("messages"));
        analysis.channels().forEach(result -> head.add(label(result.channel())));
        table(head, rows);
    }

    private static List<String> counts(String label, Analysis analysis, Function<ChannelCounts, Long> count) {
        return Stream.concat(
                        Stream.of(label),
                        analysis.channels().stream().map(result -> Figures.count(count.apply(result.counts()))))
                .toList();
    }

    private void delays(Analysis analysis) {
        List<List<String>> rows = new ArrayList<>();
        for (ChannelResult result : analysis.channels()) {
            String label = label(result.channel());
            rows.add(delay(label + " recorded − sent", result.statistics().delay()));
            rows.add(delay(label + " recorded − intended", result.statistics().fromIntended()));
            rows.add(delay(label + " sent − intended", result.statistics().lateness()));
        }
        table(Stream.concat(Stream.of("delays, ms"), DELAY_FIGURES.stream()).toList(), rows);
    }

    private static List<String> delay(String label, Distribution values) {
        Map<String, String> figures = Figures.of(values);
        return Stream.concat(
                        Stream.of(label),
                        DELAY_FIGURES.stream().map(figures::get).map(figure -> figure.replace("<", "&lt;")))
                .toList();
    }

    private void thresholds(Verdict verdict) {
        table(
                List.of("threshold", "value", ""),
                verdict.thresholds().stream()
                        .map(threshold -> List.of(
                                code(threshold.expression()),
                                threshold.value() == null
                                        ? "cannot be told"
                                        : Figures.text("%,.3f %s", threshold.value(), threshold.unit()),
                                mark(threshold.passed())))
                        .toList());
    }

    private void comparison(Comparison comparison) {
        boolean judged =
                comparison.changes().stream().anyMatch(change -> change.verdict() != Change.Verdict.NOT_JUDGED);
        line(
                "%s %s",
                judged ? mark(!comparison.worse()) : "⚠️",
                "Against the baseline: " + ComparisonText.summary(comparison));
        line("");
        table(
                List.of("changed beyond noise", "baseline", "this run", "difference between", ""),
                comparison.changes().stream()
                        .filter(Change::beyondNoise)
                        .map(Summary::change)
                        .toList());
    }

    private static List<String> change(Change change) {
        Change.Printed printed = change.printed();
        return List.of(
                label(change.channel())
                        + ComparisonText.label(change)
                                .substring(change.channel().length()),
                ComparisonText.text(printed.first()),
                ComparisonText.text(printed.second()),
                ComparisonText.interval(printed),
                mark(change.verdict() == Change.Verdict.BETTER) + " "
                        + change.verdict().label());
    }

    private void run(Analysis analysis) {
        if (analysis.run().versions().isEmpty() && analysis.run().command().isEmpty()) {
            return;
        }
        line("<details><summary>Versions, and the command that repeats it</summary>");
        line("");
        block(analysis.run().versions().entrySet().stream()
                .map(version -> version.getKey() + " " + version.getValue())
                .toList());
        String command = Printable.line(analysis.run().command());
        if (command.length() > COMMAND) {
            line("The command is too long for here: see run.json.");
            line("");
        } else if (!command.isEmpty()) {
            fenced("sh", List.of(command));
        }
        line("</details>");
    }

    /** Nothing where there is no row. */
    private void table(List<String> head, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        row(head);
        row(Stream.concat(Stream.of("---"), head.stream().skip(1).map(column -> "--:"))
                .toList());
        rows.stream().limit(ROWS).forEach(this::row);
        line("");
        rest(rows.size() - ROWS, "rows");
    }

    private void row(List<String> cells) {
        line("%s", cells.stream().collect(Collectors.joining(" | ", "| ", " |")));
    }

    /** Lines as they are; nothing where there is none. */
    private void block(List<String> lines) {
        if (!lines.isEmpty()) {
            fenced(
                    "",
                    lines.stream()
                            .limit(LINES)
                            .map(line -> Printable.cut(Printable.line(line), CHARACTERS))
                            .toList());
            rest(lines.size() - LINES, "lines");
        }
    }

    private void fenced(String language, List<String> lines) {
        String fence = "`".repeat(Math.max(3, longestTicks(String.join("\n", lines)) + 1)); // no line can end it
        line("%s%s", fence, language);
        lines.forEach(line -> line("%s", line));
        line("%s", fence);
        line("");
    }

    private void rest(int more, String what) {
        if (more > 0) {
            line("… and %,d more %s: see report.html.", more, what);
            line("");
        }
    }

    private static int longestTicks(String text) {
        return TICKS.matcher(text)
                .results()
                .mapToInt(run -> run.end() - run.start())
                .max()
                .orElse(0);
    }

    /** A flow's label: a trigger's name stands in code, since it may be any visible text. */
    private static String label(String label) {
        return Flow.of(label).trigger().isEmpty() ? label : code(label);
    }

    /** {@code text} as code, in a cell of a table too. */
    private static String code(String text) {
        String shown = Printable.cut(text, CHARACTERS).replace("|", "\\|");
        String ticks = "`".repeat(longestTicks(shown) + 1);
        return ticks.length() == 1 ? ticks + shown + ticks : ticks + " " + shown + " " + ticks;
    }

    private static String mark(boolean good) {
        return good ? "✅" : "❌";
    }

    private void line(String format, Object... values) {
        text.append(Figures.text(format, values)).append('\n');
    }
}
