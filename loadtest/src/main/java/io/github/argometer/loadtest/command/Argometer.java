package io.github.argometer.loadtest.command;

import io.github.argometer.Build;
import io.github.argometer.ProcessDefaults;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.run.Interrupt;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The program: {@code loadtest run | capacity | clean | export | analyse | compare | wire}. Results on stdout, all else on stderr. */
@Command(
        name = "loadtest",
        description = "Measures whether every event gets through Argo Events, and how long it takes.",
        synopsisSubcommandLabel = "COMMAND",
        scope = CommandLine.ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Argometer.Version.class,
        exitCodeListHeading = "%nExit codes:%n")
public final class Argometer {

    @Option(
            names = ErrorHandlers.DEBUG,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Shows the stack trace of an error nobody foresaw.")
    private boolean debug;

    private Argometer() {}

    /** Runs a command and ends the process with its {@link ExitCode}. */
    public static void main(String... args) {
        runAndExit(Argometer::commandLine, args);
    }

    /** As {@link #main}, for a program of more commands: {@code commands} makes it, with what ends it early. */
    public static void runAndExit(Function<Interrupt, CommandLine> commands, String... args) {
        try {
            start(commands, args);
        } catch (Throwable thrown) { // before there was an Interrupt to tell it: no memory for its classes
            try {
                System.err.println("unforeseen: ".concat(thrown.getClass().getName()));
            } finally {
                Runtime.getRuntime().halt(ExitCode.UNFORESEEN);
            }
        }
    }

    private static void start(Function<Interrupt, CommandLine> commands, String... args) {
        ProcessDefaults.set();
        if (CommandLine.Help.Ansi.AUTO
                .enabled()) { // styles go to it, and only PrintableWriter can tell ours from others
            System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        }
        for (String argument : args) {
            if (ProcessDefaults.isLost(argument)) {
                System.err.println("an argument: must be " + ProcessDefaults.MEND);
                System.exit(ExitCode.BAD_INPUT);
            }
        }
        Interrupt interrupt = new Interrupt();
        boolean debug = List.of(args).contains(ErrorHandlers.DEBUG);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        interrupt.runAndExit(
                () -> commands.apply(interrupt).execute(args),
                (thrown, where) -> ErrorHandlers.unforeseen(thrown, where, err, debug));
    }

    /**
     * The program as an object that writes to the current {@code System.out} and {@code System.err}.
     *
     * @param more commands, beside its own
     */
    public static CommandLine commandLine(Interrupt interrupt, Object... more) {
        CommandLine program = new CommandLine(new Argometer())
                .addSubcommand(new Run(interrupt))
                .addSubcommand(new Capacity(interrupt))
                .addSubcommand(new Send(interrupt))
                .addSubcommand(new Clean(interrupt))
                .addSubcommand(new Export())
                .addSubcommand(new Analyse())
                .addSubcommand(new Compare())
                .addSubcommand(new Wire());
        List.of(more).forEach(program::addSubcommand);
        program.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionStrategy(ErrorHandlers::execute)
                .setParameterExceptionHandler(ErrorHandlers::ofParameter)
                .setExecutionExceptionHandler(ErrorHandlers::ofExecution);
        program.getSubcommands().values().forEach(Argometer::describeExits);
        describeExits(program);
        return program;
    }

    private static void describeExits(CommandLine command) {
        command.getCommandSpec().usageMessage().exitCodeList(ExitCode.list()).footer("", ExitCode.signals());
    }

    /** What {@code --version} shows. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"Argometer %s (revision %s)".formatted(Build.version(), Build.revision())};
        }
    }
}
