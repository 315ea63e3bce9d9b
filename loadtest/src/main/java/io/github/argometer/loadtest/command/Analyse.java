package io.github.argometer.loadtest.command;

import io.github.argometer.Printable;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.Dump;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunLimits;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.compare.Comparison;
import io.github.argometer.loadtest.report.DumpText;
import io.github.argometer.loadtest.report.Report;
import io.github.argometer.loadtest.report.Summary;
import io.github.argometer.loadtest.report.Thresholds;
import io.github.argometer.loadtest.report.Verdict;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reports on a run that is over, from its files only. */
@Command(name = "analyse", description = "Prints the report of a run from its files only; no cluster is needed.")
public final class Analyse implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final SettingOptions settings = new SettingOptions(baseline());

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN_DIR",
            description =
                    "Folder with plan.json, sent.csv and records.csv (default: the newest in runs/), or a CSV dump of"
                            + " the original demo's table.")
    private Path folder;

    @Override
    public Integer call() {
        Configuration configuration = settings.configuration(Map.of());
        Settings checked = configuration.settings();
        if (folder != null && Files.isRegularFile(folder)) {
            if (Baseline.of(configuration).isPresent()) {
                throw checked.invalid(Baseline.KEY, "nothing for a dump, which is compared with no run");
            }
            DumpText.print(settings.out(), Dump.of(folder, checked.text("report.memory")));
            return ExitCode.OK;
        }
        if (folder != null && !Files.exists(folder)) {
            throw new BadInputException(folder + ": no such file or folder");
        }
        RunFiles files = folder == null ? RunFiles.newest(Path.of(checked.text("runs.folder"))) : new RunFiles(folder);
        Baseline.of(configuration).ifPresent(baseline -> baseline.check(files));
        return report(spec, files, configuration);
    }

    /** The option of every command that reports on a run. */
    static OptionSpec baseline() {
        return SettingOptions.option(
                "--baseline", "RUN_DIR", Baseline.KEY, "Ends with 1 if compare finds the run worse than this one");
    }

    /**
     * Analyses a run, prints its report on stdout, and writes the report's files beside those of the run. Where there is a baseline,
     * the run is compared with it then.
     *
     * @return the exit code that verdict and comparison come to
     */
    public static int report(CommandSpec spec, RunFiles files, Configuration configuration) {
        Settings settings = configuration.settings();
        Thresholds thresholds =
                Thresholds.of(settings, RunPlan.read(files.plan()).flows());
        Analysis analysis = Analysis.of(
                files,
                new Analysis.Options(
                        settings.text("report.memory"),
                        timeout(files, configuration),
                        Optional.of(files.folder()),
                        settings.flag("report.ledger")));
        Verdict verdict = Verdict.of(analysis, thresholds);
        PrintWriter out = spec.commandLine().getOut();
        List<String> notes = files.note().stream().flatMap(String::lines).toList();
        notes.forEach(note -> out.println(Printable.text(note)));
        Report.print(out, spec.commandLine().getColorScheme().ansi(), analysis, verdict);
        Report.write(analysis, verdict, notes, files.folder());
        Summary.write(analysis, verdict, notes, Optional.empty(), files.folder());
        Optional<Comparison> comparison = Baseline.of(configuration)
                .map(baseline -> baseline.compare(
                        files, out, spec.commandLine().getColorScheme().ansi()));
        if (comparison.isPresent()) {
            Summary.write(analysis, verdict, notes, comparison, files.folder());
        }
        boolean worse = comparison.stream().anyMatch(Comparison::worse);
        return verdict.passed() && !worse ? ExitCode.OK : ExitCode.NOT_AS_EXPECTED;
    }

    /** The time-out asked for, or else the one that the run kept, or else the default. */
    private static Duration timeout(RunFiles files, Configuration configuration) {
        Optional<RunLimits> kept =
                configuration.isChosen("run.timeout") ? Optional.empty() : RunLimits.read(files.limits());
        return Duration.ofSeconds(kept.map(RunLimits::timeoutSeconds)
                .orElseGet(() -> configuration.settings().integer("run.timeout")));
    }
}
