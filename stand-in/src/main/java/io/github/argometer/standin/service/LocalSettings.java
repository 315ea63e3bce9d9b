package io.github.argometer.standin.service;

import io.github.argometer.loadtest.Configuration;
import io.github.argometer.standin.manifest.Manifests;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which database is used: the one that {@code db.host} names, or an embedded one.
 *
 * @param configuration of the command
 */
record LocalSettings(Configuration configuration) {

    boolean hasDatabase() {
        return configuration.isChosen("db.host");
    }

    /** The settings of {@code user} (recorder or reader) for the embedded database at {@code port}, or the user's own. */
    Map<String, String> database(Manifests manifests, String user, int port) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (hasDatabase()) {
            for (String key :
                    new String[] {"db.host", "db.port", "db.name", "db.user", "db.password", "db.parameters"}) {
                settings.put(key, configuration.settings().asWritten(key));
            }
        } else {
            settings.put("db.host", "127.0.0.1");
            settings.put("db.port", String.valueOf(port));
            settings.put("db.user", user);
            settings.put("db.password", Database.of(manifests).password(user));
            settings.put("db.parameters", "sslMode=DISABLED");
        }
        return settings;
    }
}
