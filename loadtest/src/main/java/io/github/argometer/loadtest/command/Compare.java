package io.github.argometer.loadtest.command;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.RunFiles;
import io.github.argometer.loadtest.analyse.RunPlan;
import io.github.argometer.loadtest.compare.Comparison;
import io.github.argometer.loadtest.compare.PlanDifferences;
import io.github.argometer.loadtest.report.ComparisonText;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what changed between two runs. */
@Command(
        name = "compare",
        description =
                "Compares run B with run A, and says what changed beyond noise. Ends with 1 if anything got worse.")
public final class Compare implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingOptions settings;

    @Parameters(index = "0", paramLabel = "A", description = "Folder of the first run.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Folder of the second run.")
    private Path second;

    @Option(
            names = "--different-plans",
            description =
                    "Compare also runs whose plans differ in more than name and seed. What differs is printed first.")
    private boolean differentPlans;

    @Override
    public Integer call() {
        Settings checked = settings.configuration(Map.of()).settings();
        String memory = checked.text("report.memory");
        RunFiles a = new RunFiles(first);
        RunFiles b = new RunFiles(second);
        List<String> channels = RunPlan.read(a.plan()).channels();
        List<String> others = RunPlan.read(b.plan()).channels();
        if (Collections.disjoint(channels, others)) {
            throw new BadInputException(
                    "%s has only %s, %s only %s: no channel is in both runs, nothing can be compared"
                            .formatted(first, String.join(", ", channels), second, String.join(", ", others)));
        }
        List<String> differences = PlanDifferences.of(a, b);
        if (!differences.isEmpty() && !differentPlans) {
            throw new BadInputException(
                    "%s and %s are of different plans (%s): what changed may be the plan's doing. Compare them with: --different-plans"
                            .formatted(first, second, String.join("; ", differences)));
        }
        ChannelSample.OfRun before = ChannelSample.of(a, memory);
        ChannelSample.OfRun after = ChannelSample.of(b, memory);
        Comparison comparison = Comparison.of(before.channels(), after.channels());
        differences.forEach(difference -> spec.commandLine().getOut().print("different plans: " + difference + "\n"));
        ComparisonText.print(
                spec.commandLine().getOut(),
                spec.commandLine().getColorScheme().ansi(),
                noted(a, before),
                noted(b, after),
                comparison);
        return comparison.worse() ? ExitCode.NOT_AS_EXPECTED : ExitCode.OK;
    }

    /** The folder, and below it what a reader should know of the run. */
    private static String noted(RunFiles run, ChannelSample.OfRun sample) {
        return Stream.concat(run.note().stream().flatMap(String::lines), sample.notes().stream())
                .map(note -> "\n   " + note)
                .collect(Collectors.joining("", run.folder().toString(), ""));
    }
}
