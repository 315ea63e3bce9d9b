package io.github.argometer.loadtest;

import io.github.argometer.ProcessDefaults;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.SendPlan;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.util.ObjectHelper;
import org.jline.utils.Levenshtein;

/**
 * The settings of a command: the properties files, over them the environment, over that the command line. Camel by itself
 * would let the environment win over everything else.
 */
public final class Configuration {

    private final Map<String, String> defaults;
    private final Map<String, String> chosen;
    /** Keys whose value is the environment's. */
    private final Set<String> fromEnvironment;
    /** Gives a variable's value, or null: the settings of channels of one's own have names that only a plan knows. */
    private final UnaryOperator<String> environment;

    private Configuration(
            Map<String, String> defaults,
            Map<String, String> chosen,
            Set<String> fromEnvironment,
            UnaryOperator<String> environment) {
        this.defaults = defaults;
        this.chosen = chosen;
        this.fromEnvironment = fromEnvironment;
        this.environment = environment;
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
                throw new BadInputException("environment variable %s: must be %s"
                        .formatted(SettingFiles.variable(key), ProcessDefaults.MEND));
            }
            if (value != null) {
                chosen.put(key, value);
            }
        }
        return new Configuration(defaults, chosen, Set.copyOf(chosen.keySet()), environment).with(options);
    }

    /** These settings with {@code more} over them. */
    public Configuration with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(chosen);
        more.forEach((key, value) -> {
            if (!defaults.containsKey(key) && !key.startsWith("camel.") && SettingRanges.ofChannel(key) == null) {
                throw new BadInputException("-D %s: no such setting; did you mean %s?".formatted(key, nearest(key)));
            }
            all.put(key, value);
        });
        Set<String> remaining = new HashSet<>(fromEnvironment);
        remaining.removeAll(more.keySet());
        return new Configuration(defaults, all, remaining, environment);
    }

    /** Whether {@code key} was chosen by environment or command line, even if as the file has it. */
    public boolean isChosen(String key) {
        return chosen.containsKey(key) && !chosen.get(key).isBlank();
    }

    /** The settings that are not as the files have them, as they may be shown, sorted by key. */
    public Map<String, String> differing() {
        Map<String, String> differing = new TreeMap<>();
        chosen.forEach((key, value) -> {
            if (!value.trim().equals(defaults.getOrDefault(key, "").trim())) {
                differing.put(key, SettingFiles.shown(key, value));
            }
        });
        return differing;
    }

    /**
     * These settings, once every one of them is known to be in its range, whether this command uses it or not: nothing is
     * sent, deleted or asked before.
     *
     * @throws Settings.Invalid for the first that is not, in the order of their keys
     */
    public Configuration checked() {
        Settings settings = settings();
        SettingFiles.ranges().keySet().forEach(settings::check);
        chosen.keySet().stream()
                .filter(key -> SettingRanges.ofChannel(key) != null)
                .sorted()
                .forEach(settings::check);
        if (settings.flag("aws.endpoint.override")
                && settings.text("aws.endpoint.url").isEmpty()) {
            throw settings.invalid("aws.endpoint.url", "a URL, since aws.endpoint.override is true");
        }
        if (chosen.keySet().stream().anyMatch(key -> key.startsWith("camel."))) {
            checkCamelsOwn();
        }
        return this;
    }

    /**
     * Refuses a setting of a channel that {@code plan} lacks: it would say nothing.
     *
     * @throws BadInputException for the first, in the order of their keys
     */
    public void checkChannels(SendPlan plan) {
        chosen.keySet().stream()
                .filter(key -> SettingRanges.ofChannel(key) != null)
                .filter(key -> !plan.channels().contains(new Channel(key.split("\\.")[1])))
                .sorted()
                .findFirst()
                .ifPresent(key -> {
                    throw new BadInputException(
                            plan.isShipped()
                                    ? "-D %s: the plan has no channels of its own; what is said of sqs and sns is sqs.* and sns.*"
                                            .formatted(key)
                                    : "-D %s: must be a setting of a channel that the plan has: %s"
                                            .formatted(key, plan.channels()));
                });
    }

    /** Only Camel knows its own settings: it is made with them, and not started. */
    private void checkCamelsOwn() {
        Main main = camel();
        try {
            main.init();
        } catch (Exception e) {
            PropertyBindingException refused = ObjectHelper.getException(PropertyBindingException.class, e);
            if (refused == null) {
                String given = chosen.keySet().stream()
                        .filter(key -> key.startsWith("camel."))
                        .sorted()
                        .collect(Collectors.joining(", "));
                throw new BadInputException("-D %s: Camel cannot be started with it".formatted(given), e);
            }
            throw new BadInputException(
                    "-D %s: Camel has no such setting, or refuses its value"
                            .formatted(asGiven(refused.getOptionPrefix() + "." + refused.getOptionKey())),
                    e);
        } finally {
            main.stop();
        }
    }

    /** Camel writes a key that was given with dashes in camel case. */
    private String asGiven(String camels) {
        String plain = plain(camels);
        return chosen.keySet().stream()
                .filter(key -> plain(key).equals(plain))
                .findFirst()
                .orElse(camels);
    }

    private static String plain(String key) {
        return key.replaceAll("-|\\.(?=\\.)", "").toLowerCase(Locale.ROOT);
    }

    /** Typed access. */
    public Settings settings() {
        return new Settings(
                this::value,
                key -> fromEnvironment.contains(key) || isOnlyInEnvironment(key)
                        ? "environment variable " + SettingFiles.variable(key)
                        : "setting " + key,
                SettingFiles.ranges());
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
        if (value == null && SettingRanges.ofChannel(key) != null) {
            return isOnlyInEnvironment(key) ? environment.apply(SettingFiles.variable(key)) : "";
        }
        if (value == null) {
            throw new IllegalStateException("no setting is named " + key);
        }
        return value;
    }

    private boolean isOnlyInEnvironment(String key) {
        return !chosen.containsKey(key)
                && SettingRanges.ofChannel(key) != null
                && environment.apply(SettingFiles.variable(key)) != null;
    }

    private String nearest(String key) {
        return defaults.keySet().stream()
                .filter(known -> !known.startsWith("camel."))
                .min(Comparator.comparingInt(known -> Levenshtein.distance(key, known)))
                .orElseThrow();
    }
}
