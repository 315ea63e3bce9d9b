package io.github.argometer.loadtest.evidence;

/** Has looked at the system under test before a run, and can say after it what the run has changed. */
@FunctionalInterface
public interface Witness {

    /** What the system knows of the run by now; what it cannot be asked is left out. */
    Evidence testify();
}
