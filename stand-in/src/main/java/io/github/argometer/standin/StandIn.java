package io.github.argometer.standin;

import io.github.argometer.loadtest.Loadtest;
import io.github.argometer.loadtest.run.Interrupt;
import picocli.CommandLine;

/** The program {@code loadtest} with one command more: {@code local}. */
public final class StandIn {

    private StandIn() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String... args) {
        Loadtest.runAndExit(StandIn::commandLine, args);
    }

    /** The program as an object. */
    static CommandLine commandLine(Interrupt interrupt) {
        return Loadtest.commandLine(interrupt, new Local(interrupt));
    }
}
