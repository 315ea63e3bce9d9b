package io.github.argometer.loadtest.command;

import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.RunFiles;
import io.github.argometer.loadtest.report.Report;
import io.github.argometer.loadtest.report.Verdict;
import picocli.CommandLine.Model.CommandSpec;

/** Analyses a run and prints its report on stdout. */
final class Reporting {

    private Reporting() {}

    /** Returns the exit code that the verdict comes to. */
    static int report(CommandSpec spec, RunFiles files, boolean failOnDuplicates) {
        Analysis analysis = Analysis.of(files);
        Verdict verdict = Verdict.of(analysis, failOnDuplicates);
        files.note().ifPresent(spec.commandLine().getOut()::println);
        Report.print(
                spec.commandLine().getOut(), spec.commandLine().getColorScheme().ansi(), analysis, verdict);
        return verdict.passed() ? ExitCode.OK : ExitCode.NOT_AS_EXPECTED;
    }
}
