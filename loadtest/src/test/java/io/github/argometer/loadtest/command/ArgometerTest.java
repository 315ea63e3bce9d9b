package io.github.argometer.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.TestCommand;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgometerTest {

    @TempDir
    private Path folder;

    private static final String LATE = "\"late\" : 1";

    private final TestCommand program = new TestCommand();

    @Test
    void aGoodRunEndsWithZeroAndAReport() throws IOException {
        good().in(folder);

        assertThat(loadtest("analyse", folder.toString())).isEqualTo(ExitCode.OK);
        assertThat(program.out()).startsWith("Run " + RunFixture.RUN + "\n").endsWith("PASSED\n");
        assertThat(program.err()).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotAnalysed() {
        assertThat(loadtest("analyse", "nosuch.csv")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo("nosuch.csv: no such file or folder\n");
    }

    @Test
    void theNewestRunIsAnalysedByDefault() throws IOException {
        good().in(Files.createDirectory(folder.resolve("run")));

        assertThat(loadtest("analyse", "--runs", folder.toString())).isEqualTo(ExitCode.OK);
        assertThat(program.out()).contains(folder.resolve("run").toString());
    }

    @Test
    void aMissingRowEndsWithOne() throws IOException {
        new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .accepted("sns", 0, false, 0)
                .in(folder);

        assertThat(loadtest("analyse", folder.toString())).isEqualTo(ExitCode.NOT_AS_EXPECTED);
        assertThat(program.out()).endsWith("FAILED\n");
    }

    @Test
    void aRunOfWhichNothingWasProvablyTakenEndsWithOne() throws IOException {
        new RunFixture(1, 0, 0)
                .attempt("sqs", 0, false, 0, 0, 1, "unknown")
                .accepted("sns", 0, false, 0)
                .in(folder);

        assertThat(loadtest("analyse", folder.toString())).isEqualTo(ExitCode.NOT_AS_EXPECTED);
        assertThat(program.out()).contains("✗ sqs  0 of 1 messages accepted, 1 of unknown outcome\n");
    }

    @Test
    void rowsAreLateByTheTimeoutThatTheRunKept() throws IOException {
        RunFiles files = oneRowAfterSeconds(90);
        loadtest("analyse", folder.toString());
        assertThat(report()).doesNotContain(LATE);

        new RunLimits(60).write(files.limits());
        loadtest("analyse", folder.toString());
        assertThat(report()).contains(LATE);
    }

    @Test
    void aTimeoutAskedForGoesBeforeTheOneThatTheRunKept() throws IOException {
        new RunLimits(60).write(oneRowAfterSeconds(90).limits());

        loadtest("analyse", "-D", "run.timeout=91", folder.toString());
        assertThat(report()).doesNotContain(LATE);
        loadtest("analyse", "-D", "run.timeout=89", folder.toString());
        assertThat(report()).contains(LATE);
    }

    @Test
    void limitsThatAreNoneEndWithTwo() throws IOException {
        Path limits = oneRowAfterSeconds(90).limits();
        Files.writeString(limits, "{\"timeoutSeconds\": 0}");

        assertThat(loadtest("analyse", folder.toString())).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo(limits + ": timeoutSeconds = 0: must be an integer from 1 to 86400\n");
    }

    private RunFiles oneRowAfterSeconds(int seconds) throws IOException {
        return new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, seconds * 1_000_000L, 1)
                .accepted("sns", 0, false, 0)
                .in(folder);
    }

    private String report() throws IOException {
        return Files.readString(folder.resolve("report.json"));
    }

    @Test
    void duplicatesEndWithOneOnlyIfTheSettingSaysSo() throws IOException {
        new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 5, 2)
                .accepted("sns", 0, false, 0)
                .in(folder);

        assertThat(loadtest("analyse", folder.toString())).isEqualTo(ExitCode.OK);
        assertThat(loadtest("analyse", "-D", "report.fail-on-duplicates=true", folder.toString()))
                .isEqualTo(ExitCode.NOT_AS_EXPECTED);
    }

    @Test
    void aBadFileEndsWithTwoAndOneLine() throws IOException {
        Files.delete(good().in(folder).records());

        assertThat(loadtest("analyse", folder.toString())).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo(folder.resolve("records.csv") + ": missing\n");
        assertThat(program.out()).isEmpty();
    }

    @Test
    void aPlanThatCannotBeReadOrIsContradictedEndsWithTwo() throws IOException {
        Path plan = folder.resolve("plan.yaml");
        assertThat(loadtest("run", "--plan", plan.toString())).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .startsWith("setting send.plan = \"%s\": must be a plan in YAML or JSON".formatted(plan));

        Files.writeString(plan, "arrival: {kind: constant, rate: -1}\n");
        assertThat(loadtest("run", "--plan", plan.toString())).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo(plan + ":1: arrival.rate = \"-1\": must be a number from 0.001 to 1000000\n");

        Files.writeString(plan, "messages: 5\n");
        assertThat(loadtest("run", "--plan", plan.toString(), "-D", "send.messages=6"))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo(
                        "setting send.messages = \"6\": must be left out, since the plan %s names it too, or be given as --messages, which wins\n"
                                .formatted(plan));
    }

    @Test
    void aSettingOutOfRangeEndsWithTwoBeforeAnyClusterIsAsked() {
        assertThat(loadtest("run", "--messages", "0")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo("setting send.messages = \"0\": must be an integer from 1 to 1000000000\n");
    }

    @Test
    void delaysThatCrossEndWithTwo() {
        assertThat(loadtest("run", "--min-delay", "20", "--max-delay", "10")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo("setting send.delay.min = \"20\": must be an integer from 0 to 10\n");
    }

    @Test
    void aRunThatIsThereAlreadyEndsWithTwo() throws IOException {
        Files.createDirectory(folder.resolve("again"));

        assertThat(loadtest("run", "--runs", folder.toString(), "-D", "run.id=again"))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo("setting run.id = \"again\": must be the name of a run that " + folder
                        + " does not hold yet\n");
    }

    @Test
    void aRunsFolderThatIsAFileEndsWithTwo() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(loadtest("run", "--runs", file.toString())).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .startsWith("setting runs.folder = \"" + file + "\": must be a folder that can be made and written; ");
    }

    @Test
    void anUnknownOptionEndsWithTwo() {
        assertThat(loadtest("run", "--mesages", "1")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo("Unknown options: '--mesages', '1'\nTry: loadtest run --help\n");
    }

    @Test
    void noCommandEndsWithTwo() {
        assertThat(loadtest()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo("Missing required subcommand\nTry: loadtest --help\n");
    }

    @Test
    void aRunIdThatIsNoNameEndsWithTwo() {
        assertThat(loadtest("export", "a/b")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo("RUN_ID = \"a/b\": must be 1 to 64 of A-Z a-z 0-9 . _ -, the first no dot\n");
    }

    @Test
    void aDatabaseThatIsNotThereEndsWithThree() {
        assertThat(loadtest(
                        "export",
                        "some-run",
                        "-D",
                        "db.host=127.0.0.1",
                        "-D",
                        "db.port=1",
                        "-D",
                        "db.password=x",
                        "-D",
                        "ready.timeout=0"))
                .isEqualTo(ExitCode.NOT_READY);
        assertThat(program.err())
                .startsWith("not ready:\n- the database at 127.0.0.1:1 does not let reader read argo_event_record: ");
    }

    @Test
    void versionNamesVersionAndRevision() {
        assertThat(loadtest("--version")).isZero();
        assertThat(program.out())
                .matches("Argometer \\d+\\.\\d+\\.\\d+.* \\(revision ([0-9a-f]{40}(-changed)?|unknown)\\)\n");
    }

    @Test
    void helpListsTheExitCodes() {
        assertThat(loadtest("run", "--help")).isZero();
        assertThat(program.out()).contains("Exit codes:").contains("\n  3    The system under test could not be");
    }

    private static RunFixture good() {
        return new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 5, 1)
                .accepted("sns", 0, false, 0);
    }

    private int loadtest(String... args) {
        return program.run(args);
    }
}
