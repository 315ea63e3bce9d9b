package io.github.argometer.loadtest.command;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.analyse.RunFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reports on a run that is over, from its files alone. */
@Command(name = "analyse", description = "Prints the report of a run from its files alone; no cluster is needed.")
public final class Analyse implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingOptions settings;

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN_DIR",
            description = "Folder with plan.json, sent.csv and records.csv (default: the newest in runs/).")
    private Path folder;

    @Override
    public Integer call() {
        Settings checked = settings.configuration(Map.of()).settings();
        RunFiles files = folder == null ? RunFiles.newest(Path.of(checked.text("runs.folder"))) : new RunFiles(folder);
        return Reporting.report(spec, files, checked);
    }
}
