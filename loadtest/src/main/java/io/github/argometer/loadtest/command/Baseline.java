package io.github.argometer.loadtest.command;

import io.github.argometer.Printable;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.compare.Comparison;
import io.github.argometer.loadtest.compare.PlanDifferences;
import io.github.argometer.loadtest.compare.VersionDifferences;
import io.github.argometer.loadtest.report.ComparisonText;
import io.github.argometer.plan.SendPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/**
 * An earlier run that one is compared with once it is reported: {@code report.baseline}.
 *
 * @param run the earlier one
 * @param memory that the comparison may take
 */
record Baseline(RunFiles run, String memory) {

    static final String KEY = "report.baseline";

    private static final String OTHERWISE = "what changed may be the plan's doing. ";

    /**
     * The baseline that the settings name; empty where they name none.
     *
     * @throws BadInputException where it is no folder
     */
    static Optional<Baseline> of(Configuration configuration) {
        Settings settings = configuration.settings();
        String folder = settings.checkedText(KEY);
        return folder.isEmpty()
                ? Optional.empty()
                : Optional.of(new Baseline(new RunFiles(Path.of(folder)), settings.text("report.memory")));
    }

    /**
     * Refuses a baseline that a run of {@code plan}, which is still to be made, could not be compared with.
     *
     * @throws BadInputException where a file of it is missing or cannot be read, where its plan is another, or its name the same
     */
    void check(SendPlan plan) {
        try {
            Path other = Path.of(plan.runId());
            if (RunPlan.read(run.plan()).runId().equals(plan.runId())) {
                throw new BadInputException("setting %s = \"%s\": must be another run than %s itself"
                        .formatted(KEY, run.folder(), plan.runId()));
            }
            Compare.refuse(
                    run,
                    other,
                    PlanDifferences.of(run, plan),
                    OTHERWISE + "Repeat the baseline's with: --plan " + run.plan());
            ChannelSample.of(run, memory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for a run that was made. */
    void check(RunFiles other) {
        try {
            Compare.refuseRepeated(List.of(run, other));
            Compare.refuse(
                    run,
                    other.folder(),
                    PlanDifferences.of(run, other),
                    OTHERWISE + "Compare them with: compare --different-plans");
            ChannelSample.of(run, memory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares {@code other} with it, and prints what changed. */
    Comparison compare(RunFiles other, PrintWriter out, Ansi ansi) {
        ChannelSample.OfRun before = ChannelSample.of(run, memory);
        ChannelSample.OfRun after = ChannelSample.of(other, memory);
        Comparison comparison = Comparison.of(List.of(before.channels()), List.of(after.channels()));
        out.print("\ncompared with the baseline\n");
        VersionDifferences.of(List.of(run), List.of(other))
                .forEach(difference -> out.print("different versions: " + Printable.line(difference) + "\n"));
        ComparisonText.print(
                out,
                ansi,
                Compare.noted(List.of(run), List.of(before)),
                Compare.noted(List.of(other), List.of(after)),
                comparison);
        return comparison;
    }
}
