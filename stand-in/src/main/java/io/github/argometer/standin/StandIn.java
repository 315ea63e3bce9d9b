package io.github.argometer.standin;

import io.github.argometer.loadtest.Argometer;
import io.github.argometer.loadtest.run.Interrupt;
import picocli.CommandLine;

/** The program {@code loadtest} with one command more: {@code local}. */
public final class StandIn {

    private StandIn() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String... args) {
        Argometer.runAndExit(StandIn::commandLine, args);
    }

    /** The program as an object. */
    static CommandLine commandLine(Interrupt interrupt) {
        return Argometer.commandLine(interrupt, new Local(interrupt));
    }
}
