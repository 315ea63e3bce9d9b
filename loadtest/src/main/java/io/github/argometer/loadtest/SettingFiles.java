package io.github.argometer.loadtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The files that name every setting and give its default. */
public final class SettingFiles {

    private static final List<String> FILES = List.of("application.properties", "loadtest.properties");

    private SettingFiles() {}

    /** Default by key, sorted. */
    static Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        for (String file : FILES) {
            Properties properties = new Properties();
            try (InputStream in = SettingFiles.class.getResourceAsStream("/" + file)) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            properties.forEach((key, value) -> defaults.put((String) key, (String) value));
        }
        return defaults;
    }

    /** The environment variable that overrides {@code key}: Camel's own rule. */
    public static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
