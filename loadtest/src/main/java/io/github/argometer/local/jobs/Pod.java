package io.github.argometer.local.jobs;

import io.github.argometer.local.manifest.PodTemplate;

/** Runs a pod of one container. */
public interface Pod {

    /**
     * Runs it to its end, or to its deadline.
     *
     * @return the program's exit code
     */
    int run(PodTemplate template) throws InterruptedException;
}
