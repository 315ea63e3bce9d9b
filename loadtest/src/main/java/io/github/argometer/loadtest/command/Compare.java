package io.github.argometer.loadtest.command;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.RunFiles;
import io.github.argometer.loadtest.compare.Comparison;
import io.github.argometer.loadtest.report.ComparisonText;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Override
    public Integer call() {
        Settings checked = settings.configuration(Map.of()).settings();
        String memory = checked.text("report.memory");
        Map<String, ChannelSample> before = ChannelSample.of(new RunFiles(first), memory);
        Map<String, ChannelSample> after = ChannelSample.of(new RunFiles(second), memory);
        if (Collections.disjoint(before.keySet(), after.keySet())) {
            throw new BadInputException(
                    "%s has only %s, %s only %s: no channel is in both runs, nothing can be compared"
                            .formatted(
                                    first,
                                    String.join(", ", before.keySet()),
                                    second,
                                    String.join(", ", after.keySet())));
        }
        Comparison comparison = Comparison.of(before, after);
        ComparisonText.print(
                spec.commandLine().getOut(),
                spec.commandLine().getColorScheme().ansi(),
                first.toString(),
                second.toString(),
                comparison);
        return comparison.worse() ? ExitCode.NOT_AS_EXPECTED : ExitCode.OK;
    }
}
