package io.github.argometer.loadtest.command;

import static io.github.argometer.loadtest.command.SettingOptions.flag;
import static io.github.argometer.loadtest.command.SettingOptions.option;

import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.cluster.argo.Canary;
import io.github.argometer.loadtest.report.Thresholds;
import io.github.argometer.plan.PlanFile;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.aws.AwsService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Mixin;

/**
 * The options of every command that runs a load test, and the plan that they make. Of them {@code --messages}, {@code --duration},
 * {@code --seed}, {@code --arrival} and {@code --rate} win over a plan's file; no other way to choose a setting does.
 */
public final class RunOptions {

    private static final String ARRIVAL = "send.arrival";
    private static final String RATE = "send.rate";
    private static final String MESSAGES = "send.messages";
    private static final String DURATION = "send.duration";
    private static final String OVER_PLAN = "send.over-plan";

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
    private final SettingOptions settings = new SettingOptions(
            option("--plan", "FILE", "send.plan", "A plan in YAML or JSON, such as the plan.json of a run to repeat"),
            option("--messages", "N", MESSAGES, "Messages to each channel"),
            option("--duration", "S", DURATION, "As many messages as the rate gives in so many seconds"),
            option("--seed", "S", "send.seed", "Repeats the plan of this seed"),
            option("--min-delay", "MS", "send.delay.min", "Shortest delay between two messages"),
            option("--max-delay", "MS", "send.delay.max", "Longest delay between two messages"),
            option("--arrival", "KIND", ARRIVAL, "uniform (as the delays say), constant, poisson, ramp or steps"),
            option("--rate", "R", RATE, "Messages a second to each channel, constant unless --arrival says otherwise"),
            option("--channels", "C", "send.channels", "sqs, sns or sqs,sns"),
            option("--workers", "N", "send.workers", "Pods of a Job that share the plan; 1 = this process"),
            option("--batch", "N", "send.batch", "Messages in a request, 1 to 10"),
            option("--timeout", "S", "run.timeout", "Longest wait for a row after the last message, in seconds"),
            flag("--abort-on-fail", "run.abort-on-fail", "Stops sending once the run cannot pass any more"),
            Analyse.baseline());

    /** The settings of these options; {@code defaults} take the place of the files' where the user has chosen nothing. */
    public Configuration configuration(Map<String, String> defaults) {
        // Those of a worker: with them this process would wait, or send a part of the plan only.
        Configuration chosen =
                withArrival(settings.configuration(Map.of("send.await-start", "false", "send.worker", "0")));
        Map<String, String> open = new HashMap<>(defaults);
        Set<String> planned = PlanFile.keys(chosen.settings());
        boolean paced = planned.stream().anyMatch(PlanReader.PACE::contains);
        open.keySet()
                .removeIf(key -> chosen.isChosen(key)
                        || planned.contains(key)
                        || paced && PlanReader.PACE.contains(key)
                        || chosen.isChosen(DURATION) && key.equals(MESSAGES));
        return chosen.with(open);
    }

    /**
     * A rate without an arrival asks for constant arrivals, unless the plan's file has an arrival with a rate. The options that can win
     * over the file do.
     *
     * @throws BadInputException for a setting that the arrival does not read, and that would say nothing, and for a duration beside a
     *     number of messages
     */
    private Configuration withArrival(Configuration chosen) {
        if (chosen.isChosen(DURATION) && chosen.isChosen(MESSAGES)) {
            throw new BadInputException("setting %s = \"%s\" (%s): must be left out with %s (%s)"
                    .formatted(
                            DURATION,
                            chosen.settings().text(DURATION),
                            settings.option(DURATION),
                            MESSAGES,
                            settings.option(MESSAGES)));
        }
        Set<String> over = new TreeSet<>(PlanFile.won(chosen.settings()));
        SettingRanges.OVER_PLAN.stream().filter(settings::isGiven).forEach(over::add);
        Configuration open = over(chosen, over);
        boolean byRate = settings.isGiven(RATE) && !chosen.isChosen(ARRIVAL) && !hasRate(open.settings());
        if (byRate) {
            over.add(ARRIVAL);
        }
        Configuration configuration = byRate ? over(chosen.with(Map.of(ARRIVAL, "constant")), over) : open;
        String kind = PlanFile.over(configuration.settings()).text(ARRIVAL);
        PlanReader.unread(kind, configuration::isChosen).ifPresent(key -> {
            throw new BadInputException("setting %s = \"%s\" (%s): must be left out with send.arrival = %s (%s)"
                    .formatted(
                            key,
                            configuration.settings().text(key),
                            settings.option(key),
                            kind,
                            settings.option(byRate ? RATE : ARRIVAL)));
        });
        return configuration;
    }

    /** Whether the plan's file has an arrival that reads a rate. */
    private static boolean hasRate(Settings settings) {
        return PlanFile.keys(settings).contains(ARRIVAL)
                && PlanReader.unread(PlanFile.over(settings).text(ARRIVAL), RATE::equals)
                        .isEmpty();
    }

    private static Configuration over(Configuration chosen, Set<String> keys) {
        return chosen.isChosen("send.plan") && !keys.isEmpty()
                ? chosen.with(Map.of(OVER_PLAN, String.join(",", keys)))
                : chosen;
    }

    /**
     * The plan of {@code configuration}, all of whose settings are good.
     *
     * @throws Settings.Invalid for one that is not, and for a threshold on a flow that the plan has not
     * @throws BadInputException for a folder of runs that cannot be written, or has this run already, and for a baseline that the run
     *     could not be compared with
     */
    public static Planned plan(Configuration configuration) {
        Settings checked = configuration.settings();
        AwsService.check(checked);
        SendPlan plan = PlanReader.plan(checked, Clock.systemUTC());
        configuration.checkChannels(plan);
        if (plan.runId().equals(Canary.RUN)) {
            throw new BadInputException("setting run.id = \"%s\": must be another name: test messages have this one"
                    .formatted(plan.runId()));
        }
        PlanReader.batch(checked, plan);
        Thresholds.of(checked, plan.flows().stream().sorted().toList());
        // One value would win in silence where plan and settings name the same.
        PlanFile.keys(checked).stream()
                .filter(configuration::isChosen)
                .sorted()
                .findFirst()
                .ifPresent(key -> {
                    throw new BadInputException(
                            "setting %s = \"%s\": must be left out, since the plan %s names it too%s"
                                    .formatted(
                                            key,
                                            checked.text(key),
                                            checked.text("send.plan"),
                                            SettingRanges.OVER_PLAN.contains(key)
                                                    ? ", or be given as --%s, which wins".formatted(key.substring(5))
                                                    : ""));
                });
        Path runs = checked.writableFolder("runs.folder");
        if (Files.exists(runs.resolve(plan.runId()))) {
            throw new BadInputException("setting run.id = \"%s\": must be the name of a run that %s does not hold yet"
                    .formatted(plan.runId(), runs));
        }
        Analysis.requireDuckdb();
        Baseline.of(configuration).ifPresent(baseline -> baseline.check(plan));
        return new Planned(
                configuration.with(Map.of("run.id", plan.runId(), "send.seed", String.valueOf(plan.seed()))), plan);
    }
}
