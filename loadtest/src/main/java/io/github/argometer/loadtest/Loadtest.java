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
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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

    private Loadtest() {}

    /** Runs a command and ends the process with its {@link ExitCode}. */
    public static void main(String... args) {
        ProcessDefaults.set();
        for (String argument : args) {
            if (ProcessDefaults.isLost(argument)) {
                System.err.println("an argument: allowed is " + ProcessDefaults.MEND);
                System.exit(ExitCode.BAD_INPUT);
            }
        }
        Interrupt interrupt = new Interrupt();
        interrupt.runAndExit(() -> commandLine(interrupt).execute(args));
    }

    /** The program as an object that writes to the current {@code System.out} and {@code System.err}. */
    public static CommandLine commandLine(Interrupt interrupt) {
        CommandLine program = new CommandLine(new Loadtest())
                .addSubcommand(new Run(interrupt))
                .addSubcommand(new Local(interrupt))
                .addSubcommand(new Capacity(interrupt))
                .addSubcommand(new Send())
                .addSubcommand(new Clean())
                .addSubcommand(new Export(interrupt))
                .addSubcommand(new Analyse())
                .addSubcommand(new Compare())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(Complaints::ofParameter)
                .setExecutionExceptionHandler(Complaints::ofExecution);
        program.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().usageMessage().exitCodeList(ExitCode.list()));
        program.getCommandSpec().usageMessage().exitCodeList(ExitCode.list());
        return program;
    }
}
