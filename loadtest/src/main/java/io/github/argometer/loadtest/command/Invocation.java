package io.github.argometer.loadtest.command;

import io.github.argometer.Build;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.plan.PlanFile;
import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import picocli.CommandLine.Model.CommandSpec;

/** How a command was called, so that it can be called again. */
public final class Invocation {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,@%+=-]+");

    private Invocation() {}

    /**
     * What {@code command} runs with {@code configuration}. The shell's command names every setting that is not as shipped, be it an
     * option or the environment's, but the run's name; that of a secret is taken from the variable of the environment.
     *
     * @param defaults of the command itself, which it takes again
     */
    public static WhatWasRun of(CommandSpec command, Configuration configuration, Map<String, String> defaults) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("argometer", Build.version());
        versions.put("revision", Build.revision());
        versions.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        versions.put("camel", String.valueOf(CamelContext.class.getPackage().getImplementationVersion()));
        versions.put("os", String.join(" ", System.getProperty("os.name"), System.getProperty("os.arch")));
        Map<String, String> settings = new TreeMap<>(configuration.differing());
        settings.remove("run.id");
        settings.remove("send.over-plan"); // options win over the plan by themselves, even where they are as shipped
        PlanFile.won(configuration.settings())
                .forEach(key -> settings.put(key, configuration.settings().text(key)));
        return new WhatWasRun(command(command, configuration, settings, defaults), versions, Map.of(), settings);
    }

    private static String command(
            CommandSpec command,
            Configuration configuration,
            Map<String, String> settings,
            Map<String, String> defaults) {
        Set<String> planned = PlanFile.keys(configuration.settings());
        List<String> won = PlanFile.won(configuration.settings());
        List<String> variables = new ArrayList<>();
        List<String> options = new ArrayList<>();
        settings.forEach((key, shown) -> {
            String value = configuration.settings().asWritten(key);
            if (planned.contains(key) || value.equals(defaults.get(key)) && !won.contains(key)) {
                return;
            }
            if (shown.equals(value)) {
                String option = SettingOptions.option(command, key);
                options.add(
                        option.equals("-D")
                                ? "-D " + quoted(key + "=" + value)
                                : SettingOptions.isFlag(command, key) ? option : option + "=" + quoted(value));
            } else {
                String variable = SettingFiles.variable(key);
                variables.add("%1$s=\"$%1$s\"".formatted(variable));
            }
        });
        command.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> !option.longestName().equals("-D"))
                .filter(option -> !SettingFiles.keys().contains(String.valueOf(option.descriptionKey())))
                .forEach(option -> options.add(
                        option.longestName() + "=" + quoted(String.join(",", option.originalStringValues()))));
        variables.add(program());
        variables.add(command.name());
        variables.addAll(options);
        return String.join(" ", variables);
    }

    private static String program() {
        String started = System.getProperty("java.class.path");
        return started.endsWith(".jar") && !started.contains(File.pathSeparator)
                ? "java -jar " + quoted(started)
                : "loadtest";
    }

    /** {@code text} as one word of a shell. */
    static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
