package io.github.argometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void thereIsAFile() throws IOException {
        file = Files.writeString(folder.resolve("report.json"), "old");
    }

    @Test
    void takesThePlaceOfTheOldFileOnceItIsWhole() throws IOException {
        WholeFile.write(file, part -> {
            Files.writeString(part, "new");
            assertThat(file).hasContent("old");
        });
        assertThat(file).hasContent("new");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void leavesTheOldFileAndNothingElseWhenWritingFails() throws IOException {
        assertThatThrownBy(() -> WholeFile.write(file, part -> {
                    Files.writeString(part, "half of ");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " cannot be written: No space left on device");
        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void leavesNothingOfANewFileThatFails() throws IOException {
        Path folders = Files.createDirectory(folder.resolve("plan.json"));
        assertThatThrownBy(() -> WholeFile.write(folders, "text"))
                .hasMessageStartingWith(folders + " cannot be written: ");
        assertThat(files()).containsExactlyInAnyOrder(file, folders);
    }

    @Test
    void saysWhatKeptItFromWritingInWords() throws IOException {
        assertThatThrownBy(() -> WholeFile.write(folder.resolve("none/file"), "text"))
                .hasMessage(folder + "/none/file cannot be written: no such file or folder");
        assertThatThrownBy(() -> WholeFile.write(file.resolve("below"), "text"))
                .hasMessage(file + "/below cannot be written: Not a directory");
        assertThat(WholeFile.reason(new AccessDeniedException("/a"))).isEqualTo("permission denied");
        assertThat(WholeFile.reason(new FileSystemException("/a", null, "No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(WholeFile.reason(new FileSystemException("/a"))).isEqualTo("FileSystemException");
        assertThatThrownBy(() -> new Settings(key -> file.toString()).writableFolder("runs.folder"))
                .hasMessage("setting runs.folder = \"" + file + "\": must be a folder that can be made and written;"
                        + " this one cannot: a file of that name is there already");
    }

    @Test
    void createsAFileOnce() throws IOException {
        Path plan = folder.resolve("plan.json");
        WholeFile.create(plan, "one");
        assertThatThrownBy(() -> WholeFile.create(plan, "two")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(plan).hasContent("one");
    }

    @Test
    void followsALinkToTheFile() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        WholeFile.write(link, "new");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
