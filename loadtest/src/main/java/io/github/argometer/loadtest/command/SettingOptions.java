package io.github.argometer.loadtest.command;

import io.github.argometer.loadtest.Configuration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Option;

/** The option that every command has: any setting, by its key. */
final class SettingOptions {

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Any setting, such as -D run.timeout=60. It goes before the environment (RUN_TIMEOUT=60).")
    private final Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Folder of all runs (setting runs.folder, default: runs).")
    private String runs;

    /**
     * The settings of this command, all of them checked, with {@code options} over {@code -D}; null values are options not
     * given.
     */
    Configuration configuration(Map<String, String> options) {
        Map<String, String> chosen = new HashMap<>(settings);
        if (runs != null) {
            chosen.put("runs.folder", runs);
        }
        Map<String, String> given = new HashMap<>(options);
        given.values().removeIf(Objects::isNull);
        return Configuration.of(chosen, System::getenv).checked().with(given).checked();
    }
}
