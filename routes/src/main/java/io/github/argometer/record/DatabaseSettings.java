package io.github.argometer.record;

import io.github.argometer.Settings;
import java.util.List;

/** Both recorders' settings of the database, which otherwise only pool and driver read: to them 0 is no limit. */
public final class DatabaseSettings {

    private static final List<String> KEYS = List.of(
            "db.host",
            "db.port",
            "db.name",
            "db.user",
            "db.pool",
            "db.connect-timeout",
            "db.socket-timeout",
            "db.parameters");

    private DatabaseSettings() {}

    /** Throws {@link Settings.Invalid} for the first that is out of its range. */
    public static void check(Settings settings) {
        KEYS.forEach(settings::check);
    }
}
