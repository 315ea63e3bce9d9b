package io.github.argometer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The shipped settings, for tests that change some. */
public final class TestSettings {

    private TestSettings() {}

    /** Default by key. */
    public static Map<String, String> defaults() {
        Properties properties = new Properties();
        try (InputStream in = Settings.class.getResourceAsStream("/application.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> defaults = new HashMap<>();
        properties.forEach((key, value) -> defaults.put((String) key, (String) value));
        return defaults;
    }
}
