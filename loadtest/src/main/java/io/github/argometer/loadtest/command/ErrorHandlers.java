package io.github.argometer.loadtest.command;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.Reason;
import io.github.argometer.loadtest.cluster.aws.AwsFailure;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.util.ObjectHelper;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns what a command throws into a message and an {@link ExitCode}. */
public final class ErrorHandlers {

    /** The option that has stack traces shown. */
    static final String DEBUG = "--debug";

    private ErrorHandlers() {}

    /** Arguments that make no command. */
    static int ofParameter(ParameterException complaint, String... args) {
        CommandLine command = complaint.getCommandLine();
        PrintableWriter.use(command);
        command.getErr().println(complaint.getMessage());
        if (args.length > 0
                && args[0].equals("local")
                && !command.getSubcommands().containsKey("local")) {
            command.getErr().println("local is a command of stand-in/target/stand-in.jar, which has all of these too");
        }
        command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.BAD_INPUT;
    }

    /** What went wrong while a command ran, however deep a route has wrapped it. */
    static int ofExecution(Exception thrown, CommandLine command, ParseResult parsed) {
        if (ObjectHelper.getException(Error.class, thrown) != null) {
            return unforeseen(thrown, "", command.getErr(), parsed.hasMatchedOption(DEBUG));
        }
        Optional<String> badInput = Stream.<Class<? extends Throwable>>of(
                        Settings.Invalid.class, BadInputException.class)
                .map(type -> ObjectHelper.getException(type, thrown))
                .flatMap(Stream::ofNullable)
                .map(Throwable::getMessage)
                .findFirst();
        if (badInput.isPresent()) {
            command.getErr().println(badInput.get());
            return ExitCode.BAD_INPUT;
        }
        Optional<NotReadyException> notReady = notReady(thrown);
        if (notReady.isPresent()) {
            command.getErr().println("not ready:");
            notReady.get().missing().forEach(missing -> command.getErr().println("- " + missing));
            return ExitCode.NOT_READY;
        }
        return unforeseen(thrown, "", command.getErr(), parsed.hasMatchedOption(DEBUG));
    }

    /**
     * Has an Error go the way of exceptions, which is the only one that {@link CommandLine} has a handler for, and all that a
     * command writes, but for its own help, through {@link PrintableWriter}.
     */
    static int execute(ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        PrintableWriter.use(parsed.commandSpec().commandLine());
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (Error e) {
            throw new ExecutionException(parsed.commandSpec().commandLine(), e.toString(), e);
        }
    }

    /** One line on what nobody foresaw, and the stack trace where {@code debug} asks for it. */
    public static int unforeseen(Throwable thrown, String where, PrintWriter err, boolean debug) {
        String what = Reason.file(thrown).orElseGet(() -> innermost(thrown));
        err.println("unforeseen%s: %s%s".formatted(where, what, debug ? "" : " (%s shows where)".formatted(DEBUG)));
        if (debug) {
            thrown.printStackTrace(err);
        }
        err.flush();
        return ExitCode.UNFORESEEN;
    }

    private static String innermost(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return String.valueOf(cause).lines().collect(Collectors.joining(" "));
    }

    private static Optional<NotReadyException> notReady(Exception thrown) {
        NotReadyException said = ObjectHelper.getException(NotReadyException.class, thrown);
        if (said != null) {
            return Optional.of(said);
        }
        KubernetesClientException kubernetes = ObjectHelper.getException(KubernetesClientException.class, thrown);
        if (kubernetes != null) {
            return Optional.of(new NotReadyException(List.of(Kubernetes.failure(kubernetes))));
        }
        return Optional.ofNullable(ObjectHelper.getException(SdkException.class, thrown))
                .map(aws -> new NotReadyException(List.of(AwsFailure.of(aws))));
    }
}
