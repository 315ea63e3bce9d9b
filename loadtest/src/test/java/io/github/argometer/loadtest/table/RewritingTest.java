package io.github.argometer.loadtest.table;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RewritingTest {

    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsNamed() throws IOException {
        Path file = Files.writeString(
                folder.resolve("dump.csv"), "4,sqs,hello,Ankur,2026-03-14 09:26:53,2026-03-14 09:26:54\n");

        assertThatThrownBy(() -> Rewriting.rewrite(TableFile.of(Table.DUMP, file, file), Path.of("/dev/full")))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("/dev: cannot be written to, with a copy of " + file
                        + ": No space left on device; name another folder: JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR");
    }
}
