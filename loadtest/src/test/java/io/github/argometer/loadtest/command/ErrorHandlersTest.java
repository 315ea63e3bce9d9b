package io.github.argometer.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.FailureReason;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import software.amazon.awssdk.core.exception.SdkClientException;

class ErrorHandlersTest {

    private final StringWriter err = new StringWriter();

    @Test
    void badInputIsFoundHoweverDeepARouteHasWrappedIt() {
        assertThat(codeOf(new RuntimeCamelException(new IllegalStateException(new BadInputException("x = 1: no")))))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString()).isEqualTo("x = 1: no\n");
    }

    @Test
    void whatIsNotReadyIsListedWithItsMend() {
        assertThat(codeOf(new NotReadyException("no bus", "make one"))).isEqualTo(ExitCode.NOT_READY);
        assertThat(err.toString()).isEqualTo("not ready:\n- no bus\n  → make one\n");
    }

    @Test
    void servicesThatFailAreNotReady() {
        assertThat(codeOf(new KubernetesClientException("gone"))).isEqualTo(ExitCode.NOT_READY);
        assertThat(codeOf(new RuntimeCamelException(SdkClientException.create("no way"))))
                .isEqualTo(ExitCode.NOT_READY);
        assertThat(err.toString()).contains("the Kubernetes API fails: gone").contains("SQS or SNS fails: no way");
    }

    @Test
    void anErrorNobodyForesawIsOneLine() {
        assertThat(codeOf(new IllegalStateException("a\nbug"))).isEqualTo(ExitCode.UNFORESEEN);
        assertThat(err.toString())
                .isEqualTo("unforeseen: java.lang.IllegalStateException: a bug (--debug shows where)\n");
    }

    @Test
    void anErrorIsOneLineTooHoweverARouteHasWrappedIt() {
        assertThat(codeOf(new RuntimeCamelException(new NoClassDefFoundError("X"))))
                .isEqualTo(ExitCode.UNFORESEEN);
        assertThat(codeOf(new StackOverflowError())).isEqualTo(ExitCode.UNFORESEEN);
        assertThat(err.toString()).isEqualTo("""
                        unforeseen: java.lang.NoClassDefFoundError: X (--debug shows where)
                        unforeseen: java.lang.StackOverflowError (--debug shows where)
                        """);
    }

    @Test
    void aFailureOfAFileNamesTheFile() {
        IOException full = WholeFile.failure(Path.of("r/records.csv"), new IOException("No space left on device"));
        assertThat(codeOf(new RuntimeCamelException(new UncheckedIOException(full))))
                .isEqualTo(ExitCode.UNFORESEEN);
        assertThat(codeOf(new NoSuchFileException("r/plan.json"))).isEqualTo(ExitCode.UNFORESEEN);
        assertThat(err.toString()).isEqualTo("""
                        unforeseen: r/records.csv cannot be written: No space left on device (--debug shows where)
                        unforeseen: r/plan.json: no such file (--debug shows where)
                        """);
    }

    @Test
    void aReasonHasNoNameOfAClass() {
        assertThat(FailureReason.line(new UncheckedIOException(new IOException("disk full"))))
                .isEqualTo("disk full");
        assertThat(FailureReason.line(new UnknownHostException("nowhere"))).isEqualTo("nowhere: unknown host");
        assertThat(FailureReason.line(new KubernetesClientException("x", new UnknownHostException("nowhere"))))
                .isEqualTo("the Kubernetes API fails: nowhere: unknown host");
        assertThat(FailureReason.line(new IllegalStateException("a\nbug"))).isEqualTo("a bug");
        assertThat(FailureReason.line(new IllegalStateException())).isEqualTo("illegal state");
    }

    private int codeOf(Throwable thrown) {
        return new CommandLine(new Throws(thrown))
                .setErr(new PrintWriter(err, true))
                .setExecutionStrategy(ErrorHandlers::execute)
                .setExecutionExceptionHandler(ErrorHandlers::ofExecution)
                .execute();
    }

    @Command
    private record Throws(Throwable thrown) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (Exception) thrown;
        }
    }
}
