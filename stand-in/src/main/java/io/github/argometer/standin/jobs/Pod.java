package io.github.argometer.standin.jobs;

import io.github.argometer.standin.manifest.JobManifest;

/** Runs a Job's pod, of one container. */
public interface Pod {

    /** What a killed container ends with. */
    int KILLED = 137;

    /**
     * Runs it to its end, or to its deadline.
     *
     * @return the program's exit code
     */
    int run(JobManifest job) throws InterruptedException;
}
