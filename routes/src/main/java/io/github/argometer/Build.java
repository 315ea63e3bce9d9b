package io.github.argometer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is. */
public final class Build {

    private static final Properties BUILD = read();

    private Build() {}

    /** Its version, such as {@code 0.1.0}; {@code unknown} where the sources run, as by {@code camel run}. */
    public static String version() {
        return BUILD.getProperty("version", "unknown");
    }

    /** Its git revision, ending with {@code -changed} where files differed from it; {@code unknown} outside a checkout. */
    public static String revision() {
        return BUILD.getProperty("revision", "unknown");
    }

    private static Properties read() {
        Properties build = new Properties();
        try (InputStream file = Build.class.getResourceAsStream("build.properties")) {
            if (file != null) {
                build.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build;
    }
}
