package io.github.argometer.loadtest.command;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.plan.PlanFile;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.aws.AwsService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that runs a load test, and the plan that they make. */
public final class RunOptions {

    /**
     * A load test that is ready to run.
     *
     * @param configuration with the plan's run id and seed, so that the routes make the same plan
     */
    public record Planned(Configuration configuration, SendPlan plan) {

        /** Where the run's files go. */
        public Path folder() {
            return Path.of(configuration.settings().text("runs.folder"), plan.runId());
        }
    }

    @Mixin
    private SettingOptions settings;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "A plan in YAML or JSON, such as the plan.json of a run to repeat (send.plan).")
    private String plan;

    @Option(names = "--messages", paramLabel = "N", description = "Messages to each channel (send.messages).")
    private String messages;

    @Option(names = "--seed", paramLabel = "S", description = "Repeats the plan of this seed (send.seed).")
    private String seed;

    @Option(
            names = "--min-delay",
            paramLabel = "MS",
            description = "Shortest delay between two messages (send.delay.min).")
    private String minDelay;

    @Option(
            names = "--max-delay",
            paramLabel = "MS",
            description = "Longest delay between two messages (send.delay.max).")
    private String maxDelay;

    @Option(
            names = "--arrival",
            paramLabel = "KIND",
            description = "uniform (as the delays say), constant, poisson, ramp or steps (send.arrival).")
    private String arrival;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Messages a second to each channel, constant unless --arrival says poisson (send.rate).")
    private String rate;

    @Option(names = "--channels", paramLabel = "C", description = "sqs, sns or sqs,sns (send.channels).")
    private String channels;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Pods that share the plan, as the Job of argo-manifests/loadtest says; 1 = this process"
                    + " (send.workers).")
    private String workers;

    @Option(names = "--batch", paramLabel = "N", description = "Messages in a request, 1 to 10 (send.batch).")
    private String batch;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            description = "Longest wait for the last row after the last message, in seconds (run.timeout).")
    private String timeout;

    /** The settings of these options; {@code defaults} take the place of the files' where the user has chosen nothing. */
    public Configuration configuration(Map<String, String> defaults) {
        Map<String, String> options = new HashMap<>();
        options.put("send.plan", plan);
        options.put("send.arrival", arrival);
        options.put("send.rate", rate);
        options.put("send.channels", channels);
        options.put("send.batch", batch);
        options.put("send.workers", workers);
        options.put("send.messages", messages);
        options.put("send.seed", seed);
        options.put("send.delay.min", minDelay);
        options.put("send.delay.max", maxDelay);
        options.put("run.timeout", timeout);
        // Those of a worker: with them this process would wait, or send a part of the plan only.
        options.put("send.await-start", "false");
        options.put("send.worker", "0");
        Configuration chosen = withArrival(settings.configuration(options));
        Map<String, String> open = new HashMap<>(defaults);
        boolean planned = chosen.isChosen("send.plan"); // which says all of what to send
        open.keySet().removeIf(key -> chosen.isChosen(key) || planned && key.startsWith("send."));
        return chosen.with(open);
    }

    /**
     * A rate alone asks for constant arrivals.
     *
     * @throws BadInputException for a setting that the arrival does not read, and that would say nothing
     */
    private Configuration withArrival(Configuration chosen) {
        boolean byRate = rate != null
                && !chosen.isChosen("send.arrival")
                && !PlanFile.keys(chosen.settings()).contains("send.arrival");
        Configuration configuration = byRate ? chosen.with(Map.of("send.arrival", "constant")) : chosen;
        String kind = PlanFile.over(configuration.settings()).text("send.arrival");
        PlanReader.unread(kind, configuration::isChosen).ifPresent(key -> {
            throw new BadInputException("setting %s = \"%s\" (%s): allowed is none with send.arrival = %s (%s)"
                    .formatted(
                            key,
                            configuration.settings().text(key),
                            settings.option(key),
                            kind,
                            byRate ? "--rate" : settings.option("send.arrival")));
        });
        return configuration;
    }

    /**
     * The plan of {@code configuration}, all of whose settings are good.
     *
     * @throws Settings.Invalid for one that is not
     * @throws BadInputException for a folder of runs that cannot be written, or has this run already
     */
    public static Planned plan(Configuration configuration) {
        Settings checked = configuration.settings();
        AwsService.check(checked);
        SendPlan plan = PlanReader.plan(checked, Clock.systemUTC());
        PlanReader.batch(checked, plan);
        refuseWhatThePlanHas(configuration);
        Path runs = checked.writableFolder("runs.folder");
        if (Files.exists(runs.resolve(plan.runId()))) {
            throw new BadInputException("setting run.id = \"%s\": allowed is a run that %s does not hold yet"
                    .formatted(plan.runId(), runs));
        }
        Analysis.requireDuckdb();
        return new Planned(
                configuration.with(Map.of("run.id", plan.runId(), "send.seed", String.valueOf(plan.seed()))), plan);
    }

    /** One value would win in silence where plan and settings name the same. */
    private static void refuseWhatThePlanHas(Configuration configuration) {
        Settings settings = configuration.settings();
        PlanFile.keys(settings).stream()
                .filter(configuration::isChosen)
                .sorted()
                .findFirst()
                .ifPresent(key -> {
                    throw new BadInputException("setting %s = \"%s\": allowed is none, since the plan %s names it too"
                            .formatted(key, settings.text(key), settings.text("send.plan")));
                });
    }
}
