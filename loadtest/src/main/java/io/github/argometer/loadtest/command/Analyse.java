package io.github.argometer.loadtest.command;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.Dump;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.report.DumpText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reports on a run that is over, from its files alone. */
@Command(name = "analyse", description = "Prints the report of a run from its files only; no cluster is needed.")
public final class Analyse implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingOptions settings;

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
            DumpText.print(spec.commandLine().getOut(), Dump.of(folder, checked.text("report.memory")));
            return ExitCode.OK;
        }
        if (folder != null && !Files.exists(folder)) {
            throw new BadInputException(folder + ": no such file or folder");
        }
        RunFiles files = folder == null ? RunFiles.newest(Path.of(checked.text("runs.folder"))) : new RunFiles(folder);
        return Reporting.report(spec, files, configuration);
    }
}
