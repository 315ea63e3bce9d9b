package io.github.argometer.standin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.TestCommand;
import io.github.argometer.loadtest.command.Argometer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalTest {

    @TempDir
    private Path folder;

    @Test
    void localRefusesWorkersBeforeItStartsAnything() {
        TestCommand program = new TestCommand(StandIn::commandLine);
        Path data = folder.resolve("data");
        assertThat(program.run("local", "--workers", "2", "--runs", folder.toString(), "--data", data.toString()))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo("setting send.workers = \"2\": must be 1 with local: there is no cluster for workers\n");
        assertThat(data).doesNotExist();
    }

    /** With them, no message or every fourth would be sent. */
    @ParameterizedTest
    @CsvSource({"send.await-start, true, false", "send.worker, 1, 0"})
    void whatOnlyAWorkerIsToldIsRefused(String key, String value, String only) {
        TestCommand program = new TestCommand(StandIn::commandLine);
        assertThat(program.run("local", "-D", key + "=" + value)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo("setting %s = \"%s\": must be \"%s\" with this command\n".formatted(key, value, only));
    }

    @Test
    void theProgramHasEveryCommandOfLoadtestAndLocal() {
        TestCommand program = new TestCommand(StandIn::commandLine);
        assertThat(program.run("--help")).isZero();
        assertThat(program.out())
                .contains("\n  run ", "\n  capacity ", "\n  send ", "\n  clean ", "\n  export ", "\n  analyse ")
                .contains("\n  compare ", "\n  local ");
    }

    @Test
    void loadtestSaysWhereLocalIs() {
        TestCommand program = new TestCommand(Argometer::commandLine);
        assertThat(program.run("local", "--messages", "12")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .contains("\nlocal is a command of stand-in/target/stand-in.jar, which has all of these too\n");
    }
}
