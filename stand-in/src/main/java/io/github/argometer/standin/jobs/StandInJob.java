package io.github.argometer.standin.jobs;

import io.github.argometer.standin.manifest.JobManifest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One Job and how far it is. */
final class StandInJob {

    /** How far a Job is. */
    enum State {
        ACTIVE,
        COMPLETE,
        FAILED
    }

    /** As Kubernetes' Job controller caps its pauses. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(6);

    private final String name;
    private final String namespace;
    private final JobManifest manifest;
    private int failures;
    private volatile State state = State.ACTIVE;

    StandInJob(String name, String namespace, JobManifest manifest) {
        this.name = name;
        this.namespace = namespace;
        this.manifest = manifest;
    }

    String name() {
        return name;
    }

    String namespace() {
        return namespace;
    }

    Map<String, String> labels() {
        return manifest.metadata().labels();
    }

    JobManifest manifest() {
        return manifest;
    }

    State state() {
        return state;
    }

    /**
     * Takes down that a pod has ended.
     *
     * @param first pause before another pod
     * @return the pause before the next pod; empty where none follows
     */
    Optional<Duration> ended(int exitCode, Duration first) {
        if (exitCode == 0) {
            state = State.COMPLETE;
            return Optional.empty();
        }
        String action = action(exitCode);
        if (action.equals("Count")) {
            failures++;
        }
        if (action.equals("FailJob") || failures > manifest.spec().retries()) {
            state = State.FAILED;
            return Optional.empty();
        }
        Duration pause = first.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 30));
        return Optional.of(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }

    /** What the first fitting rule of the {@code podFailurePolicy} makes of a failed pod; without one it counts. */
    private String action(int exitCode) {
        JobManifest.PodFailurePolicy policy = manifest.spec().podFailurePolicy();
        return policy == null
                ? "Count"
                : policy.rules().stream()
                        .filter(rule -> rule.onExitCodes().operator().equals("In")
                                == rule.onExitCodes().values().contains(exitCode))
                        .map(JobManifest.Rule::action)
                        .findFirst()
                        .orElse("Count");
    }
}
