package io.github.argometer.loadtest;

import io.github.argometer.ProcessDefaults;
import io.github.argometer.loadtest.command.Analyse;
import io.github.argometer.loadtest.command.Capacity;
import io.github.argometer.loadtest.command.Clean;
import io.github.argometer.loadtest.command.Compare;
import io.github.argometer.loadtest.command.Export;
import io.github.argometer.loadtest.command.Local;
import io.github.argometer.loadtest.command.Run;
import io.github.argometer.loadtest.command.Send;
import io.github.argometer.loadtest.run.Interrupt;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program: {@code loadtest run | local | capacity | clean | export | analyse | compare}. Results on stdout, all else on stderr. */
@Command(
        name = "loadtest",
        description = "Measures whether every event gets through Argo Events, and how long it takes.",
        synopsisSubcommandLabel = "COMMAND",
        scope = CommandLine.ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n")
public final class Loadtest {

    @Option(
            names = Complaints.DEBUG,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Shows the stack trace of an error nobody foresaw.")
    private boolean debug;

    private Loadtest() {}

    /** Runs a command and ends the process with its {@link ExitCode}. */
    public static void main(String... args) {
        try {
            runAndExit(args);
        } catch (Throwable thrown) { // before there was an Interrupt to tell it: no memory for its classes
            try {
                System.err.println("unforeseen: ".concat(thrown.getClass().getName()));
            } finally {
                Runtime.getRuntime().halt(ExitCode.UNFORESEEN);
            }
        }
    }

    private static void runAndExit(String... args) {
        ProcessDefaults.set();
        if (CommandLine.Help.Ansi.AUTO
                .enabled()) { // styles go to it, and only PrintableWriter can tell ours from others
            System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        }
        for (String argument : args) {
            if (ProcessDefaults.isLost(argument)) {
                System.err.println("an argument: allowed is " + ProcessDefaults.MEND);
                System.exit(ExitCode.BAD_INPUT);
            }
        }
        Interrupt interrupt = new Interrupt();
        boolean debug = List.of(args).contains(Complaints.DEBUG);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        interrupt.runAndExit(
                () -> commandLine(interrupt).execute(args),
                (thrown, where) -> Complaints.unforeseen(thrown, where, err, debug));
    }

    /** The program as an object that writes to the current {@code System.out} and {@code System.err}. */
    public static CommandLine commandLine(Interrupt interrupt) {
        CommandLine program = new CommandLine(new Loadtest())
                .addSubcommand(new Run(interrupt))
                .addSubcommand(new Local(interrupt))
                .addSubcommand(new Capacity(interrupt))
                .addSubcommand(new Send(interrupt))
                .addSubcommand(new Clean(interrupt))
                .addSubcommand(new Export())
                .addSubcommand(new Analyse())
                .addSubcommand(new Compare())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionStrategy(Complaints::execute)
                .setParameterExceptionHandler(Complaints::ofParameter)
                .setExecutionExceptionHandler(Complaints::ofExecution);
        program.getSubcommands().values().forEach(Loadtest::describeExits);
        describeExits(program);
        return program;
    }

    private static void describeExits(CommandLine command) {
        command.getCommandSpec().usageMessage().exitCodeList(ExitCode.list()).footer("", ExitCode.signals());
    }
}
