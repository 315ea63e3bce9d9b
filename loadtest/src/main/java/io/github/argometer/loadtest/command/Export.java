package io.github.argometer.loadtest.command;

import static io.github.argometer.loadtest.command.SettingOptions.option;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import io.github.argometer.export.ExportRecords;
import io.github.argometer.export.Selection;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.files.ParquetFile;
import io.github.argometer.loadtest.cluster.Cluster;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.run.Routes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes the rows of a run, or a selection of them, to CSV, and from there to Parquet. */
@Command(
        name = "export",
        description = "Writes the rows of a run to runs/RUN_ID/records.csv, or a selection of them to selection.csv.")
public final class Export implements Callable<Integer> {

    @Mixin
    private final SettingOptions settings = new SettingOptions(
            option("--type", "TYPE", "export.type", "Only rows of this event type, such as sqs"),
            option(
                    "--from",
                    "TIME",
                    "export.from",
                    "Only rows recorded at this time or later, such as 2026-11-23T01:02:03Z"),
            option("--to", "TIME", "export.to", "Only rows recorded before this time"),
            option("--format", "FORMAT", "export.format", "csv, or parquet besides"));

    @Parameters(paramLabel = "RUN_ID", description = "Name of the run.")
    private String runId;

    @Override
    public Integer call() throws Exception {
        if (!Settings.isName(runId)) {
            throw new BadInputException("RUN_ID = \"%s\": must be %s".formatted(runId, SettingRanges.NAME.allowed()));
        }
        Configuration configuration = settings.configuration(Map.of());
        Settings checked = configuration.settings();
        Selection selection = Selection.of(checked);
        boolean parquet = checked.checkedText("export.format").equals("parquet");
        if (parquet) {
            Analysis.requireDuckdb();
        }
        Readiness ready = Readiness.of(checked, new CountDownLatch(1), System.err);
        Path folder = Path.of(checked.text("runs.folder"), runId);
        boolean byItself = configuration.isChosen("db.host")
                && !checked.asWritten("db.password").isEmpty();
        KubernetesClient client = byItself ? Kubernetes.client() : Kubernetes.connect();
        try (Cluster cluster = Cluster.of(client, configuration)) {
            Map<String, String> database = new HashMap<>(cluster.awaitDatabase(ready));
            try (Routes routes = Routes.start(configuration.with(database), client, new ExportRecords())) {
                routes.export(runId, folder, selection, false);
            }
        }
        Path csv = folder.resolve(selection.file());
        settings.out().println(csv);
        if (parquet) {
            settings.out().println(ParquetFile.of(csv, checked.text("report.memory")));
        }
        return ExitCode.OK;
    }
}
