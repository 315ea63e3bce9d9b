package io.github.argometer.loadtest;

import io.github.argometer.ProcessDefaults;
import io.github.argometer.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * The settings of a command: the properties files, over them the environment, over that the command line. Camel alone
 * would let the environment win over everything else.
 */
public final class Configuration {

    private final Map<String, String> defaults;
    private final Map<String, String> chosen;

    private Configuration(Map<String, String> defaults, Map<String, String> chosen) {
        this.defaults = defaults;
        this.chosen = chosen;
    }

    /**
     * The settings with {@code options} from the command line.
     *
     * @param environment gives a variable's value, or null
     * @throws BadInputException for an option that is no setting
     */
    public static Configuration of(Map<String, String> options, UnaryOperator<String> environment) {
        Map<String, String> defaults = SettingFiles.defaults();
        Map<String, String> chosen = new HashMap<>();
        for (String key : defaults.keySet()) {
            String value = environment.apply(SettingFiles.variable(key));
            if (value != null && ProcessDefaults.isLost(value)) {
                throw new BadInputException("environment variable %s: allowed is %s"
                        .formatted(SettingFiles.variable(key), ProcessDefaults.MEND));
            }
            if (value != null) {
                chosen.put(key, value);
            }
        }
        return new Configuration(defaults, chosen).with(options);
    }

    /** These settings with {@code more} over them. */
    public Configuration with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(chosen);
        more.forEach((key, value) -> {
            if (!defaults.containsKey(key) && !key.startsWith("camel.")) {
                throw new BadInputException("-D %s=%s: no such setting; allowed are %s"
                        .formatted(key, value, String.join(", ", settingNames())));
            }
            all.put(key, value);
        });
        return new Configuration(defaults, all);
    }

    /** Whether {@code key} was chosen by environment or command line, even if as the file has it. */
    public boolean isChosen(String key) {
        return chosen.containsKey(key) && !chosen.get(key).isBlank();
    }

    /** Typed access. */
    public Settings settings() {
        return new Settings(this::value);
    }

    /** A Camel application, not started, that sees exactly these settings. */
    public Main camel() {
        Main main = new Main();
        Properties overrides = new Properties();
        overrides.putAll(chosen);
        main.setOverrideProperties(overrides);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport started) {
                afterOverrides(started.getCamelContext());
            }
        });
        return main;
    }

    private static void afterOverrides(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
    }

    private String value(String key) {
        String value = chosen.getOrDefault(key, defaults.get(key));
        if (value == null) {
            throw new IllegalStateException("no setting is named " + key);
        }
        return value;
    }

    private List<String> settingNames() {
        return defaults.keySet().stream()
                .filter(key -> !key.startsWith("camel."))
                .toList();
    }
}
