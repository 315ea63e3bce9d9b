package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.compare.Change;
import io.github.argometer.loadtest.compare.Comparison;
import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;

/** A comparison of two runs as lines of text. */
public final class ComparisonText {

    private ComparisonText() {}

    /** Prints {@code comparison} of the runs A and B, named so, to {@code out}. */
    public static void print(PrintWriter out, Ansi ansi, String first, String second, Comparison comparison) {
        out.print("A: %s\nB: %s\n\n".formatted(first, second));
        out.print("%-22s%10s%10s%10s   between\n".formatted("", "A", "B", "B − A"));
        for (Change change : comparison.changes()) {
            String label = "%s %s, %s".formatted(change.channel(), change.figure(), change.unit());
            out.print("%-22s%10s%10s%10s   %-24s%s"
                            .formatted(
                                    label,
                                    text(change, change.before()),
                                    text(change, change.after()),
                                    text(change, change.after() - change.before()),
                                    text(change, change.low()) + " and " + text(change, change.high()),
                                    verdict(ansi, change.kind()))
                            .stripTrailing()
                    + "\n");
        }
        comparison
                .tooFew()
                .forEach(few -> out.print(Finding.text(
                        "%s %s: too few values to compare (%,d and %,d)\n",
                        few.channel(), String.join(", ", few.figures()), few.first(), few.second())));
        comparison
                .withoutLedger()
                .forEach(channel ->
                        out.print("%s missing: not compared, since a send ledger is missing\n".formatted(channel)));
        comparison.onlyFirst().forEach(channel -> out.print("%s is in A only: not compared\n".formatted(channel)));
        comparison.onlySecond().forEach(channel -> out.print("%s is in B only: not compared\n".formatted(channel)));
        long beyond = comparison.changes().stream()
                .filter(change -> change.kind() != Change.Kind.NOISE)
                .count();
        out.print(Finding.text(
                "\n%d of %d figures changed beyond noise. (Intervals hold all together with 95 %% certainty.)\n",
                beyond, comparison.changes().size()));
        out.flush();
    }

    private static String verdict(Ansi ansi, Change.Kind kind) {
        return switch (kind) {
            case NOISE -> "";
            case BETTER -> ansi.string("@|green ✓ better|@");
            case WORSE -> ansi.string("@|red ✗ worse|@");
        };
    }

    private static String text(Change change, double value) {
        return change.unit().equals("ms") ? Milliseconds.text(value * 1_000) : Finding.text("%.2f", value);
    }
}
