package io.github.argometer.clean;

/** The Kubernetes API did not delete all Jobs of a pass. */
public final class NotDeletedException extends Exception {

    private final long jobs;

    NotDeletedException(long jobs, String which) {
        super("%d completed %s not deleted: %s".formatted(jobs, jobs == 1 ? "Job was" : "Jobs were", which));
        this.jobs = jobs;
    }

    /** How many they are. */
    public long jobs() {
        return jobs;
    }
}
