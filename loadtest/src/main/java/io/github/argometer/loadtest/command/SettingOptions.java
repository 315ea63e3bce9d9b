package io.github.argometer.loadtest.command;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.SettingFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has: any setting, by its key, and the folder of all runs. */
final class SettingOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Any setting, such as -D run.timeout=60. It goes before the environment (RUN_TIMEOUT=60).")
    private final List<String> settings = new ArrayList<>();

    @Option(names = "--runs", paramLabel = "DIR", description = "Folder of all runs (runs.folder, default: runs).")
    private String runs;

    /**
     * The settings of this command by {@code -D} and {@code options}; null values are options not given.
     *
     * @throws BadInputException for one that is given twice, and not alike
     */
    Configuration configuration(Map<String, String> options) {
        Map<String, String> chosen = new HashMap<>();
        for (String setting : settings) {
            int end = setting.indexOf('=');
            if (end < 1) {
                throw new BadInputException("-D %s: allowed is KEY=VALUE".formatted(setting));
            }
            String key = setting.substring(0, end);
            put(chosen, key, setting.substring(end + 1), "-D");
        }
        put(chosen, "runs.folder", runs, option("runs.folder"));
        Configuration.of(chosen, System::getenv).checked();
        options.forEach((key, value) -> put(chosen, key, value, option(key).equals("-D") ? "" : option(key)));
        return Configuration.of(chosen, System::getenv).checked();
    }

    /** The option that stands for the setting {@code key}, as its description says; {@code -D} where none does. */
    String option(String key) {
        return option(command, key);
    }

    /** The same for any command. */
    static String option(CommandSpec command, String key) {
        return command.options().stream()
                .filter(option ->
                        String.join("", option.description()).matches(".*\\(" + Pattern.quote(key) + "[),].*"))
                .map(OptionSpec::longestName)
                .findFirst()
                .orElse("-D");
    }

    /** Neither of two values may win in silence. */
    private static void put(Map<String, String> chosen, String key, String value, String by) {
        String before = value == null ? null : chosen.putIfAbsent(key, value);
        if (before == null || before.equals(value)) {
            return;
        }
        if (SettingFiles.isSecret(key)) {
            throw new BadInputException(
                    "setting %s (%s): allowed is one value (two are given, not shown)".formatted(key, by));
        }
        throw new BadInputException(
                by.isEmpty() // what the command itself asks for
                        ? "setting %s = \"%s\": allowed is only \"%s\" with this command".formatted(key, before, value)
                        : "setting %s = \"%s\" (%s): allowed is only \"%s\", which -D %s says"
                                .formatted(key, value, by, before, key));
    }
}
