package io.github.argometer.clean;

import java.util.Locale;

/** The Kubernetes API did not delete all Jobs of a pass. */
public final class NotDeletedException extends Exception {

    private final long jobs;

    NotDeletedException(long jobs, String which) {
        super(String.format(
                Locale.ROOT, "%d completed %s not deleted: %s", jobs, jobs == 1 ? "Job was" : "Jobs were", which));
        this.jobs = jobs;
    }

    /** How many they are. */
    public long jobs() {
        return jobs;
    }
}
