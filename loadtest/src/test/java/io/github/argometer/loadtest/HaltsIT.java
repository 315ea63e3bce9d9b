package io.github.argometer.loadtest;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.loadtest.run.HangingRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends before its command has: it says what it leaves. */
class HaltsIT {

    @TempDir
    private Path folder;

    @Test
    void aSecondSignalSaysWhatIsLeftAndEndsWhatWasStarted() throws Exception {
        try (ForkedCommand run = ForkedCommand.start(folder, List.of(), HangingRun.class)) {
            await().atMost(60, SECONDS).until(() -> run.out().endsWith("\n"));
            ProcessHandle started =
                    ProcessHandle.of(Long.parseLong(run.out().strip())).orElseThrow();
            run.signal("INT");
            await().atMost(10, SECONDS).until(() -> run.err().contains("a second signal ends at once"));
            run.signal("INT");

            assertThat(run.waitFor(10)).isEqualTo(130);
            assertThat(run.err())
                    .isEqualTo("interrupted: ending in order; a second signal ends at once\nJob j may still send\n");
            await().atMost(10, SECONDS).until(() -> !started.isAlive());
        }
    }

    @Test
    void aSignalLeavesNoFileHalfWritten() throws Exception {
        Path results = Files.createDirectory(folder.resolve("run"));
        String file = results.resolve("records.csv").toString();
        try (ForkedCommand run = ForkedCommand.start(folder, List.of(), HangingRun.class, "write", file)) {
            await().atMost(60, SECONDS).until(() -> run.out().endsWith("\n"));
            assertThat(results).isNotEmptyDirectory();
            run.signal("INT");

            assertThat(run.waitFor(10)).isEqualTo(130);
            assertThat(results).isEmptyDirectory();
            ProcessHandle.of(Long.parseLong(run.out().strip())).ifPresent(ProcessHandle::destroy);
        }
    }

    @Test
    void anErrorInAnotherThreadSaysWhatIsLeftOnce() throws Exception {
        try (ForkedCommand run = ForkedCommand.start(folder, List.of(), HangingRun.class, "error")) {
            assertThat(run.waitFor(60)).isEqualTo(70);
            assertThat(run.err()).isEqualTo("Job j may still send\n");
        }
    }
}
