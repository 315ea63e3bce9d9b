package io.github.argometer.loadtest.command;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.report.Thresholds;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that stand for settings: any, by its key, the folder of all runs, and those of one command. */
final class SettingOptions {

    private final List<OptionSpec> named = new ArrayList<>();
    private CommandSpec command;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Any setting, such as -D run.timeout=60. It overrides the environment (RUN_TIMEOUT=60).")
    private final List<String> settings = new ArrayList<>();

    /** Those of every command, and {@code more}. */
    SettingOptions(OptionSpec... more) {
        named.add(option("--runs", "DIR", "runs.folder", "Folder of all runs, runs by default"));
        named.addAll(List.of(more));
    }

    /** An option {@code name} that stands for the setting {@code key}. */
    static OptionSpec option(String name, String label, String key, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .descriptionKey(key)
                .description("%s (%s).".formatted(description, key))
                .build();
    }

    /** The same for a setting that the option makes true. */
    static OptionSpec flag(String name, String key, String description) {
        return option(name, "", key, description).toBuilder()
                .arity("0")
                .fallbackValue("true")
                .build();
    }

    @Spec(Spec.Target.MIXEE)
    private void addTo(CommandSpec mixee) {
        command = mixee;
        named.forEach(mixee::addOption);
    }

    /** Where the command writes its results. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /**
     * The settings of this command by {@code -D}, the named options, and {@code own}, which the command itself needs.
     *
     * @throws BadInputException for one that is given twice, and not alike
     */
    Configuration configuration(Map<String, String> own) {
        Map<String, String> chosen = new HashMap<>();
        for (String setting : settings) {
            int end = setting.indexOf('=');
            if (end < 1) {
                throw new BadInputException("-D %s: must be KEY=VALUE".formatted(setting));
            }
            put(chosen, setting.substring(0, end), setting.substring(end + 1), "-D");
        }
        Configuration.of(chosen, System::getenv).checked();
        named.forEach(option -> put(chosen, option.descriptionKey(), option.getValue(), option.longestName()));
        own.forEach((key, value) -> put(chosen, key, value, ""));
        Configuration configuration = Configuration.of(chosen, System::getenv).checked();
        Thresholds.of(configuration.settings()); // every command refuses one that is none, as it does any other setting
        return configuration;
    }

    /** Whether the option that stands for the setting {@code key} is given. */
    boolean isGiven(String key) {
        return named.stream().anyMatch(option -> option.descriptionKey().equals(key) && option.getValue() != null);
    }

    /** The option that stands for the setting {@code key}; {@code -D} where none does. */
    String option(String key) {
        return option(command, key);
    }

    /** The same for any command. */
    static String option(CommandSpec command, String key) {
        return command.options().stream()
                .filter(option -> key.equals(option.descriptionKey()))
                .map(OptionSpec::longestName)
                .findFirst()
                .orElse("-D");
    }

    /** Whether an option of {@code command} makes the setting {@code key} true, and takes no value. */
    static boolean isFlag(CommandSpec command, String key) {
        return command.options().stream()
                .anyMatch(option ->
                        key.equals(option.descriptionKey()) && option.arity().max() == 0);
    }

    /** Neither of two values may win in silence; {@code by} is "" for one that the command itself needs. */
    private static void put(Map<String, String> chosen, String key, String value, String by) {
        String before = value == null ? null : chosen.putIfAbsent(key, value);
        if (before == null || before.equals(value)) {
            return;
        }
        if (SettingFiles.isSecret(key)) {
            throw new BadInputException(
                    "setting %s (%s): must be given once (its two values are not shown)".formatted(key, by));
        }
        throw new BadInputException(
                by.isEmpty()
                        ? "setting %s = \"%s\": must be \"%s\" with this command".formatted(key, before, value)
                        : "setting %s = \"%s\" (%s): must be \"%s\", as -D %s says"
                                .formatted(key, value, by, before, key));
    }
}
