package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.loadtest.cluster.NotReadyException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import software.amazon.awssdk.core.exception.SdkClientException;

class ComplaintsTest {

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
        assertThat(err.toString()).contains("KubernetesClientException: gone").contains("SQS or SNS fails: no way");
    }

    @Test
    void anErrorNobodyForesawShowsItsStackTrace() {
        assertThat(codeOf(new IllegalStateException("a bug"))).isEqualTo(ExitCode.UNFORESEEN);
        assertThat(err.toString()).startsWith("java.lang.IllegalStateException: a bug\n\tat ");
    }

    private int codeOf(Exception thrown) {
        return new CommandLine(new Throws(thrown))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(Complaints::ofExecution)
                .execute();
    }

    @Command
    private record Throws(Exception thrown) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            throw thrown;
        }
    }
}
