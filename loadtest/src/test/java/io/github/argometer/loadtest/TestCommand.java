package io.github.argometer.loadtest;

import io.github.argometer.loadtest.command.Argometer;
import io.github.argometer.loadtest.run.Interrupt;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Function;
import picocli.CommandLine;

/** The program as a user calls it, in this process: its exit code, and what the last call wrote. */
public final class TestCommand {

    private final Function<Interrupt, CommandLine> program;
    private StringWriter out;
    private StringWriter err;

    public TestCommand() {
        this(Argometer::commandLine);
    }

    /** Another program. */
    public TestCommand(Function<Interrupt, CommandLine> program) {
        this.program = program;
    }

    /** Calls it and returns its exit code. */
    public int run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine called = program.apply(new Interrupt());
        called.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return called.execute(args);
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }
}
