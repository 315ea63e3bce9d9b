package io.github.argometer.loadtest.command;

import io.github.argometer.Printable;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.compare.Comparison;
import io.github.argometer.loadtest.compare.PlanDifferences;
import io.github.argometer.loadtest.compare.VersionDifferences;
import io.github.argometer.loadtest.report.ComparisonPage;
import io.github.argometer.loadtest.report.ComparisonText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what changed between two runs, or between some runs and some others. */
@Command(
        name = "compare",
        customSynopsis = "loadtest compare [OPTIONS] A B%n  or:  loadtest compare [OPTIONS] A1 A2... -- B1 B2...",
        description = "Compares run B with run A, or several runs with several, and says what changed beyond noise."
                + " Ends with 1 if anything got worse.")
public final class Compare implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Parameters(paramLabel = "RUN", description = "Folders of the runs: A B, or A1 A2... -- B1 B2...")
    private List<Path> runs = List.of();

    @Option(
            names = "--different-plans",
            description =
                    "Compare also runs whose plans differ in more than name and seed. What differs is printed first.")
    private boolean differentPlans;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Where comparison.html and comparison.json go. Default: they are not written.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        String memory = settings.configuration(Map.of()).settings().text("report.memory");
        List<RunFiles> first = files(sides().get(0));
        List<RunFiles> second = files(sides().get(1));
        refuseRepeated(Stream.concat(first.stream(), second.stream()).toList());
        Set<String> differences = differences(first, second);
        List<ChannelSample.OfRun> before = samples(first, memory);
        List<ChannelSample.OfRun> after = samples(second, memory);
        Comparison comparison = Comparison.of(
                before.stream().map(ChannelSample.OfRun::channels).toList(),
                after.stream().map(ChannelSample.OfRun::channels).toList());
        List<String> versions = VersionDifferences.of(first, second);
        PrintWriter out = spec.commandLine().getOut();
        differences.forEach(difference -> out.print("different plans: " + difference + "\n"));
        versions.forEach(difference -> out.print("different versions: " + Printable.line(difference) + "\n"));
        String a = noted(first, before);
        String b = noted(second, after);
        ComparisonText.print(out, spec.commandLine().getColorScheme().ansi(), a, b, comparison);
        if (output != null) {
            ComparisonPage.write(output, a, b, differences, versions, before, after, comparison);
        }
        return comparison.worse() ? ExitCode.NOT_AS_EXPECTED : ExitCode.OK;
    }

    /** The runs before the separator and those behind it; of two, no separator is needed. */
    private List<List<Path>> sides() {
        List<String> words = spec.commandLine().getParseResult().originalArgs();
        int separator = words.indexOf("--");
        int behind = separator < 0 ? 1 : words.size() - separator - 1;
        int before = runs.size() - behind;
        if (separator < 0 ? runs.size() != 2 : before < 1 || behind < 1 || (before == 1) != (behind == 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "compare: %d runs on side A, %d on side B: must be one on each (A B), or two or more on each (A1 A2 -- B1 B2)"
                            .formatted(separator < 0 ? runs.size() : before, separator < 0 ? 0 : behind));
        }
        return List.of(runs.subList(0, before), runs.subList(before, runs.size()));
    }

    /** Refuses a run that is there twice: it would make the spread between runs too small. */
    static void refuseRepeated(List<RunFiles> runs) throws IOException {
        Map<Path, Path> folders = new HashMap<>();
        for (RunFiles run : runs) {
            Path other = folders.putIfAbsent(run.folder().toRealPath(), run.folder());
            if (other != null) {
                throw new BadInputException("%s and %s are the same folder: each run must be named only once"
                        .formatted(other, run.folder()));
            }
        }
        Map<String, Path> ids = new HashMap<>();
        for (RunFiles run : runs) {
            String id = RunPlan.read(run.plan()).runId();
            Path other = ids.putIfAbsent(id, run.folder());
            if (other != null) {
                throw new BadInputException("%s and %s are both run %s: each run must be named only once"
                        .formatted(other, run.folder(), id));
            }
        }
    }

    /** In what the plans of the sides differ; refused, unless asked for. */
    private Set<String> differences(List<RunFiles> first, List<RunFiles> second) {
        for (List<RunFiles> side : List.of(first, second)) {
            side.forEach(run -> differences(side.get(0), run, false, "the runs of a side must be of one plan"));
        }
        RunFiles a = first.get(0);
        List<String> channels = RunPlan.read(a.plan()).channels();
        Set<String> differences = new LinkedHashSet<>();
        for (RunFiles other : second) {
            List<String> others = RunPlan.read(other.plan()).channels();
            if (Collections.disjoint(channels, others)) {
                throw new BadInputException(
                        "%s has only %s, %s only %s: no channel is in both runs, nothing can be compared"
                                .formatted(
                                        a.folder(),
                                        String.join(", ", channels),
                                        other.folder(),
                                        String.join(", ", others)));
            }
            differences.addAll(differences(
                    a,
                    other,
                    differentPlans,
                    "what changed may be the plan's doing. Compare them with: --different-plans"));
        }
        return differences;
    }

    private static List<String> differences(RunFiles one, RunFiles other, boolean allowed, String otherwise) {
        List<String> differences = PlanDifferences.of(one, other);
        if (!allowed) {
            refuse(one, other.folder(), differences, otherwise);
        }
        return differences;
    }

    /** Refuses a run {@code other} whose plan has {@code differences} from that of {@code one}. */
    static void refuse(RunFiles one, Path other, List<String> differences, String otherwise) {
        if (!differences.isEmpty()) {
            throw new BadInputException("%s and %s are of different plans (%s): %s"
                    .formatted(one.folder(), other, String.join("; ", differences), otherwise));
        }
    }

    private static List<RunFiles> files(List<Path> folders) {
        return folders.stream().map(RunFiles::new).toList();
    }

    private static List<ChannelSample.OfRun> samples(List<RunFiles> runs, String memory) {
        return runs.stream().map(run -> ChannelSample.of(run, memory)).toList();
    }

    /** The folders, and below each what a reader should know of the run. */
    static String noted(List<RunFiles> runs, List<ChannelSample.OfRun> samples) {
        return IntStream.range(0, runs.size())
                .mapToObj(i -> Stream.concat(
                                runs.get(i).note().stream().flatMap(String::lines), samples.get(i).notes().stream())
                        .map(note -> "\n   " + note)
                        .collect(Collectors.joining("", runs.get(i).folder().toString(), "")))
                .collect(Collectors.joining("\n   "));
    }
}
