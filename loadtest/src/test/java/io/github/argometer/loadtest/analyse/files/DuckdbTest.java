package io.github.argometer.loadtest.analyse.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckdbTest {

    @TempDir
    private Path folder;

    /** What a folder mounted noexec does, which a test cannot mount. */
    @Test
    void whereItsLibraryCannotBeLoadedOneLineSaysWhatToDo() throws Exception {
        Path dump = Files.writeString(
                folder.resolve("dump.csv"), "4,sqs,hello,Ankur,2026-03-14 09:26:53,2026-03-14 09:26:54\n");
        String missing = folder.resolve("missing").toString();

        assertThat(analyse(dump, missing))
                .startsWith(
                        "70 unforeseen: java.lang.IllegalStateException: DuckDB, which makes the reports, cannot be loaded with"
                                + " java.io.tmpdir = \"" + missing + "\": ")
                .endsWith("; name a folder that can be written and run from: JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR"
                        + " (--debug shows where)\n")
                .hasLineCount(1);
        assertThat(analyse(dump, folder.toString())).startsWith("0 " + dump);
    }

    private static String analyse(Path dump, String temporary) throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.github.argometer.loadtest.command.Argometer",
                        "analyse",
                        dump.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return program.exitValue() + " " + said;
    }

    @Test
    void whatAFileHoldsIsToldFromWhatAMachineLacks() {
        try (Duckdb duckdb = Duckdb.open("")) {
            assertThat(failure(duckdb, "SELECT CAST('x' AS INTEGER)").ofValues())
                    .isTrue();
            assertThat(failure(duckdb, "SELECT error('a time')").ofValues()).isTrue();
            Duckdb.Failure missing = failure(duckdb, "FROM read_csv('/nowhere.csv')");
            assertThat(missing.ofValues()).isFalse();
            assertThat(missing)
                    .hasMessageStartingWith("DuckDB: IO Error: No files found that match the pattern \"/nowhere.csv\"");
            duckdb.execute("SET max_temp_directory_size = '0KiB'");
            duckdb.execute("SET memory_limit = '4MiB'");
            assertThat(failure(duckdb, "CREATE TABLE t AS SELECT md5(range::VARCHAR) FROM range(1000000)")
                            .ofValues())
                    .isFalse();
        }
    }

    private static Duckdb.Failure failure(Duckdb duckdb, String sql) {
        return catchThrowableOfType(Duckdb.Failure.class, () -> duckdb.execute(sql));
    }
}
