package io.github.argometer.loadtest;

import io.github.argometer.loadtest.run.Interrupt;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** The program as a user calls it, in this process: its exit code, and what the last call wrote. */
final class TestCommand {

    private StringWriter out;
    private StringWriter err;

    /** Calls it and returns its exit code. */
    int run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine program = Loadtest.commandLine(new Interrupt());
        program.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return program.execute(args);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
