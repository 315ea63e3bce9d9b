package io.github.argometer.recorder;

import io.github.argometer.ProcessDefaults;
import org.flywaydb.core.Flyway;

/**
 * Brings the database's schema to its newest version, before the recorder starts and as the one user who may: Flyway, set by its own
 * environment variables ({@code FLYWAY_URL}, {@code FLYWAY_USER}, {@code FLYWAY_PASSWORD}, {@code FLYWAY_LOCATIONS}).
 */
public final class MigrateSchema {

    private MigrateSchema() {}

    /** Migrates; any failure is an exit code. */
    public static void main(String[] args) {
        ProcessDefaults.set();
        Flyway.configure().envVars().load().migrate();
    }
}
