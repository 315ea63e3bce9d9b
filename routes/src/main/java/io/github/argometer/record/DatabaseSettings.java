package io.github.argometer.record;

import io.github.argometer.Settings;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How every process of ours connects to the database: the settings {@code db.*}, read once, checked, and handed to pool and
 * driver as they are. None passes through Camel's properties, in which a password may be a placeholder or name a class.
 *
 * @param url where the database is: a JDBC URL of MySQL without parameters
 * @param user as written
 * @param password as written
 * @param parameters of the driver, by name; those of {@code db.parameters} go before ours
 * @param pool the most connections
 * @param connectTimeout longest wait for a connection, in milliseconds
 */
public record DatabaseSettings(
        String url, String user, String password, Map<String, String> parameters, int pool, int connectTimeout) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]");

    /** Throws {@link Settings.Invalid} for the first that is out of its range: to pool and driver 0 is no limit. */
    public static DatabaseSettings of(Settings settings) {
        String host = settings.text("db.host");
        if (!HOST.matcher(host).matches()) {
            throw settings.invalid("db.host", "a host's name, its IPv4 address or its IPv6 address in brackets");
        }
        int connectTimeout = (int) settings.integer("db.connect-timeout", 250, 600_000);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("connectTimeout", String.valueOf(connectTimeout));
        parameters.put("socketTimeout", String.valueOf(settings.integer("db.socket-timeout", 1, 600_000)));
        parameters.put("connectionTimeZone", "UTC");
        parameters.putAll(parameters(settings));
        return new DatabaseSettings(
                "jdbc:mysql://%s:%d/%s"
                        .formatted(
                                host, settings.integer("db.port", 1, 65_535), encoded(settings.asWritten("db.name"))),
                settings.asWritten("db.user"),
                settings.asWritten("db.password"),
                parameters,
                (int) settings.integer("db.pool", 1, 1_000),
                connectTimeout);
    }

    /** Those of a JDBC URL, one of which may be a key store's password. */
    private static Map<String, String> parameters(Settings settings) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : settings.text("db.parameters").split("&")) {
            int equals = parameter.indexOf('=');
            try {
                if (equals > 0) {
                    parameters.put(parameter.substring(0, equals), decoded(parameter.substring(equals + 1)));
                }
            } catch (IllegalArgumentException e) {
                equals = -1;
            }
            if (equals <= 0 && !parameter.isEmpty()) {
                throw settings.invalidSecret(
                        "db.parameters", "NAME=VALUE, joined by &, with & and % in a value as %26 and %25");
            }
        }
        return parameters;
    }

    /** As the driver decodes a URL: a plus sign is a plus sign. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Without password and parameters. */
    @Override
    public String toString() {
        return user + " at " + url;
    }
}
