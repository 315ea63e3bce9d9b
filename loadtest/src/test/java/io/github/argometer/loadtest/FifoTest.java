package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FifoTest {

    @TempDir
    private Path runs;

    private final TestCommand program = new TestCommand();

    @ParameterizedTest
    @ValueSource(strings = {"run", "capacity", "send"})
    void aFifoQueueEndsWithTwoBeforeAnyClusterIsAskedAndLeavesNoRun(String command) {
        int code =
                program.run(command, "--runs", runs.toString(), "-D", "run.id=run", "-D", "sqs.queue=argometer.fifo");

        assertThat(program.err())
                .isEqualTo("setting sqs.queue = \"argometer.fifo\": must be a standard queue: FIFO queues are not"
                        + " supported\n");
        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(runs).isEmptyDirectory();
    }
}
