package io.github.argometer.clean;

import java.util.Locale;

/** The Kubernetes API did not delete all Jobs of a pass. */
public final class NotDeletedException extends Exception {

    private final long jobs;
    private final long refused;

    NotDeletedException(long jobs, long refused, String which) {
        super(String.format(
                Locale.ROOT, "%d finished %s not deleted: %s", jobs, jobs == 1 ? "Job was" : "Jobs were", which));
        this.jobs = jobs;
        this.refused = refused;
    }

    /** How many they are. */
    public long jobs() {
        return jobs;
    }

    /** How many of them the API refuses; it may delete the others if it is asked again. */
    public long refused() {
        return refused;
    }
}
