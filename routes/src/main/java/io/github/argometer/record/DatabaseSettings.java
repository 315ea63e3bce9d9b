package io.github.argometer.record;

import io.github.argometer.Settings;

/**
 * The ranges of both recorders' settings of the database, which otherwise only pool and driver read: to them 0 is no limit.
 */
public final class DatabaseSettings {

    private DatabaseSettings() {}

    /** Throws {@link Settings.Invalid} for the first that is out of its range. */
    public static void check(Settings settings) {
        settings.integer("db.pool", 1, 1_000);
        settings.integer("db.connect-timeout", 250, 600_000);
        settings.integer("db.socket-timeout", 1, 600_000);
    }
}
