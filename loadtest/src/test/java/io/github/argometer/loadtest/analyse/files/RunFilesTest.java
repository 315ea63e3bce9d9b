package io.github.argometer.loadtest.analyse.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {

    @TempDir
    private Path runs;

    @Test
    void theNewestRunIsTheOneWhosePlanWasWrittenLast() throws IOException {
        plan("z-old", 1_000);
        plan("a-new", 3_000);
        plan("m-between", 2_000);
        Files.createDirectory(runs.resolve("no-run"));

        assertThat(RunFiles.newest(runs).folder()).isEqualTo(runs.resolve("a-new"));
    }

    @Test
    void aFolderWithoutRunsIsSaid() {
        assertThatThrownBy(() -> RunFiles.newest(runs))
                .isInstanceOf(BadInputException.class)
                .hasMessage(runs + ": holds no run (a folder with a plan.json)");
    }

    @Test
    void aMissingFolderIsSaid() {
        Path nowhere = runs.resolve("nowhere");
        assertThatThrownBy(() -> RunFiles.newest(nowhere)).hasMessageStartingWith(nowhere + ": no such folder");
        assertThatThrownBy(() -> new RunFiles(nowhere)).hasMessage(nowhere + ": not a folder");
    }

    private void plan(String run, long written) throws IOException {
        Path plan = Files.createDirectory(runs.resolve(run)).resolve("plan.json");
        Files.writeString(plan, "{}");
        Files.setLastModifiedTime(plan, FileTime.fromMillis(written));
    }
}
