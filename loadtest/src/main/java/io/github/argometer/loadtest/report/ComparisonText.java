package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.compare.Change;
import io.github.argometer.loadtest.compare.Comparison;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;

/** A comparison of two sides as lines of text. */
public final class ComparisonText {

    /** Counts that are shown even where both sides have none. */
    private static final Set<String> ALWAYS = Set.of("missing", "duplicated", "unexpected");

    private ComparisonText() {}

    /** Prints {@code comparison} of the sides A and B, named so, to {@code out}. */
    public static void print(PrintWriter out, Ansi ansi, String first, String second, Comparison comparison) {
        out.print("A: %s\nB: %s\n\n".formatted(first, second));
        List<Change> shown = shown(comparison);
        int width =
                shown.stream().mapToInt(change -> label(change).length()).max().orElse(0);
        out.print(row(width, "", "A", "B", "B − A", "between"));
        shown.forEach(change -> out.print(line(ansi, width, change)));
        comparison.onlyFirst().forEach(channel -> out.print("%s is in A only: not compared\n".formatted(channel)));
        comparison.onlySecond().forEach(channel -> out.print("%s is in B only: not compared\n".formatted(channel)));
        out.print("\n" + summary(comparison) + "\n");
        out.flush();
    }

    /** Delays, counts that are judged, and what a reader looks for; JSON and the page have all. */
    static List<Change> shown(Comparison comparison) {
        return comparison.changes().stream()
                .filter(change -> change.firstCount() == null
                                && (change.first() != null
                                        || change.second() != null
                                        || change.figure().equals("mean"))
                        || change.why().isEmpty()
                        || ALWAYS.contains(change.figure())
                        || change.figure().equals("send ledger missing")
                                && change.firstCount() + change.secondCount() > 0)
                .toList();
    }

    /** How many figures changed, and what the intervals are good for. */
    static String summary(Comparison comparison) {
        long beyond = comparison.changes().stream().filter(Change::beyondNoise).count();
        long judged = comparison.changes().stream()
                .filter(change -> change.verdict() != Change.Verdict.NOT_JUDGED)
                .count();
        return Figures.text(
                "%d of %d figures changed beyond noise%s. (Intervals hold all together with 95 %% certainty%s.)",
                beyond,
                judged,
                comparison.perRun() ? "" : " within these runs",
                comparison.perRun()
                        ? ", for runs like these"
                        : "; what differs from run to run takes several a side: compare A1 A2 A3 -- B1 B2 B3");
    }

    static String label(Change change) {
        return "%s %s, %s".formatted(change.channel(), change.figure(), change.unit());
    }

    private static String line(Ansi ansi, int width, Change change) {
        if (change.first() == null || change.second() == null) {
            return row(width, label(change), text(change.first()), text(change.second()), "", why(change));
        }
        Change.Printed printed = change.printed();
        return row(
                width,
                label(change),
                text(printed.first()),
                text(printed.second()),
                text(printed.difference()),
                change.verdict() == Change.Verdict.NOT_JUDGED
                        ? why(change)
                        : "%-24s%s".formatted(interval(printed), verdict(ansi, change.verdict())));
    }

    private static String row(int width, String label, String first, String second, String difference, String more) {
        return ("%-" + (width + 1) + "s%11s%11s%11s   %s")
                        .formatted(label, first, second, difference, more)
                        .stripTrailing()
                + "\n";
    }

    /** Of two counts of 0 there is nothing to judge. */
    private static String why(Change change) {
        return change.why().equals(Change.NONE) ? "" : "not judged: " + change.why();
    }

    static String interval(Change.Printed printed) {
        return printed.low() == null
                ? ""
                : text(printed.low()) + " and " + (printed.high() == null ? "∞" : text(printed.high()));
    }

    private static String verdict(Ansi ansi, Change.Verdict verdict) {
        return switch (verdict) {
            case SAME, NOT_JUDGED -> "";
            case BETTER -> ansi.string("@|green ✓ better|@");
            case WORSE -> ansi.string("@|red ✗ worse|@");
        };
    }

    private static String text(Double value) {
        return value == null ? "none" : Figures.milliseconds(value * 1_000);
    }

    static String text(BigDecimal value) {
        return Figures.text("%,." + value.scale() + "f", value);
    }
}
