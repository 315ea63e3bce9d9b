package io.github.argometer.standin.jobs;

import io.github.argometer.standin.manifest.JobManifest;
import java.util.List;

/**
 * What a Job's {@code podFailurePolicy} makes of a failed pod.
 *
 * @param rules the first that fits decides
 */
record FailurePolicy(List<JobManifest.Rule> rules) {

    /** What follows. */
    enum Action {
        /** The Job has failed. */
        FAIL_JOB,
        /** Another pod, and this one does not count. */
        IGNORE,
        /** Another pod, if the limit allows it. */
        COUNT
    }

    static FailurePolicy of(JobManifest job) {
        JobManifest.PodFailurePolicy policy = job.spec().podFailurePolicy();
        return new FailurePolicy(policy == null ? List.of() : policy.rules());
    }

    /** What follows a pod that ended with {@code exitCode}. */
    Action after(int exitCode) {
        return rules.stream()
                .filter(rule -> rule.onExitCodes().operator().equals("In")
                        == rule.onExitCodes().values().contains(exitCode))
                .map(rule -> action(rule.action()))
                .findFirst()
                .orElse(Action.COUNT);
    }

    private static Action action(String name) {
        return switch (name) {
            case "FailJob" -> Action.FAIL_JOB;
            case "Ignore" -> Action.IGNORE;
            default -> Action.COUNT;
        };
    }
}
