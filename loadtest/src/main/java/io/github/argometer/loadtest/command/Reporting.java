package io.github.argometer.loadtest.command;

import io.github.argometer.Printable;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunLimits;
import io.github.argometer.loadtest.report.Report;
import io.github.argometer.loadtest.report.Reports;
import io.github.argometer.loadtest.report.Thresholds;
import io.github.argometer.loadtest.report.Verdict;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Analyses a run, prints its report on stdout, and writes the report's files beside those of the run. */
public final class Reporting {

    private Reporting() {}

    /** Returns the exit code that the verdict comes to. */
    public static int report(CommandSpec spec, RunFiles files, Configuration configuration) {
        Settings settings = configuration.settings();
        Analysis analysis = Analysis.of(
                files,
                new Analysis.Options(
                        settings.text("report.memory"),
                        timeout(files, configuration),
                        Optional.of(files.folder()),
                        settings.flag("report.ledger")));
        Verdict verdict = Verdict.of(analysis, Thresholds.of(settings));
        PrintWriter out = spec.commandLine().getOut();
        List<String> notes = files.note().stream().flatMap(String::lines).toList();
        notes.forEach(note -> out.println(Printable.text(note)));
        Report.print(out, spec.commandLine().getColorScheme().ansi(), analysis, verdict);
        Reports.write(analysis, verdict, notes, files.folder());
        return verdict.passed() ? ExitCode.OK : ExitCode.NOT_AS_EXPECTED;
    }

    /** A time-out asked for goes before the one that the run kept, and that before the default. */
    private static Duration timeout(RunFiles files, Configuration configuration) {
        long setting = configuration.settings().integer("run.timeout");
        return Duration.ofSeconds(
                configuration.isChosen("run.timeout")
                        ? setting
                        : RunLimits.read(files.limits())
                                .map(RunLimits::timeoutSeconds)
                                .orElse(setting));
    }
}
