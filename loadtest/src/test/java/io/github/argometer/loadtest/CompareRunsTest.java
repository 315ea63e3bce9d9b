package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.RunFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareRunsTest {

    @TempDir
    private Path folder;

    private final TestCommand program = new TestCommand();

    @Test
    void aRunComparedWithItselfHasNotChanged() throws IOException {
        String run = manyRows(1_000)
                .in(Files.createDirectory(folder.resolve("a")))
                .folder()
                .toString();

        assertThat(program.run("compare", run, run)).isEqualTo(ExitCode.OK);
        assertThat(program.out())
                .contains("sqs p50, ms")
                .contains("0 of 7 figures changed beyond noise. (Intervals hold all together with 95 % certainty.)");
    }

    @Test
    void aRunThatIsSlowerThanAnotherEndsWithOne() throws IOException {
        String fast = manyRows(1_000)
                .in(Files.createDirectory(folder.resolve("a")))
                .folder()
                .toString();
        String slow = manyRows(3_000)
                .in(Files.createDirectory(folder.resolve("b")))
                .folder()
                .toString();

        assertThat(program.run("compare", fast, slow)).isEqualTo(ExitCode.NOT_AS_EXPECTED);
        assertThat(program.out()).contains("✗ worse");
    }

    private static RunFixture manyRows(long unit) {
        RunFixture run = new RunFixture(100, 100, 0);
        for (int number = 0; number < 100; number++) {
            run.accepted("sqs", number, true, number * 10_000L)
                    .row("sqs", number, number * 10_000L, number * 10_000L + (50 + number * 7 % 30) * unit, 1);
        }
        return run;
    }
}
