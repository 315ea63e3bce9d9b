package io.github.argometer.record;

import io.github.argometer.Settings;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How every process of ours connects to the database: the settings {@code db.*}, read once, checked, and handed to pool and
 * driver as they are. None passes through Camel's properties, in which a password may be a placeholder or name a class.
 *
 * @param url where the database is: a JDBC URL of MySQL without parameters
 * @param user as written
 * @param password as written
 * @param parameters of the driver, by name; those of {@code db.parameters} replace ours
 * @param pool the most connections
 * @param connectTimeout longest wait for a connection, in milliseconds
 */
public record DatabaseSettings(
        String url, String user, String password, Map<String, String> parameters, int pool, int connectTimeout) {

    /** Throws {@link Settings.Invalid} for the first that is out of its range: to pool and driver 0 is no limit. */
    public static DatabaseSettings of(Settings settings) {
        String host = settings.checkedText("db.host");
        String port = settings.checkedText("db.port");
        String name = settings.inRange("db.name");
        String user = settings.inRange("db.user");
        String password = settings.inRange("db.password");
        int pool = (int) settings.integer("db.pool");
        int connectTimeout = (int) settings.integer("db.connect-timeout");
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("connectTimeout", settings.text("db.connect-timeout"));
        parameters.put("socketTimeout", settings.checkedText("db.socket-timeout"));
        parameters.put("connectionTimeZone", "UTC");
        parameters.putAll(parameters(settings.checkedText("db.parameters")));
        String url = String.format(Locale.ROOT, "jdbc:mysql://%s:%s/%s", host, port, encoded(name));
        return new DatabaseSettings(url, user, password, parameters, pool, connectTimeout);
    }

    /** Those of a JDBC URL. */
    private static Map<String, String> parameters(String url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : url.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals), decoded(parameter.substring(equals + 1)));
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
