package io.github.argometer.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.TestCommand;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class BaselineTest {

    private static final String BASELINE = RunFixture.RUN.replace("1a2b3c", "000000");

    @TempDir
    private Path folder;

    private final TestCommand program = new TestCommand();
    private Path baseline;

    @BeforeEach
    void anEarlierRun() throws IOException {
        baseline = run("baseline", 50);
        rename(baseline);
    }

    private static void rename(Path run) throws IOException {
        for (String file : List.of("plan.json", "sent.csv", "records.csv")) {
            Path path = run.resolve(file);
            Files.writeString(path, Files.readString(path).replace(RunFixture.RUN, BASELINE));
        }
    }

    @Test
    void aRunLikeItsBaselinePasses() throws IOException {
        Path same = run("same", 50);

        assertThat(program.run("analyse", "--baseline", baseline.toString(), same.toString()))
                .as(program.err())
                .isEqualTo(ExitCode.OK);
        assertThat(program.out())
                .containsPattern("(?s)PASSED\n\ncompared with the baseline\nA: [^\n]*baseline\nB: [^\n]*same\n")
                .contains("0 of 3 figures changed beyond noise within these runs.");
        assertThat(Files.readString(same.resolve("summary.md")))
                .startsWith("### ✅ passed: run ")
                .contains("✅ Against the baseline: 0 of 3 figures changed beyond noise")
                .doesNotContain("| changed beyond noise |");
    }

    @Test
    void aRunThatIsWorseThanItsBaselineFailsThoughNothingWasLost() throws IOException {
        Path slower = run("slower", 90);

        assertThat(program.run("analyse", slower.toString())).isEqualTo(ExitCode.OK);
        assertThat(Files.readString(slower.resolve("summary.md"))).doesNotContain("baseline");
        assertThat(program.run("analyse", "--baseline", baseline.toString(), slower.toString()))
                .isEqualTo(ExitCode.NOT_AS_EXPECTED);
        assertThat(program.out()).contains("PASSED").containsPattern("(?m)^sqs p50, ms .*✗ worse$");
        assertThat(Files.readString(slower.resolve("summary.md")))
                .startsWith("### ❌ failed: run ")
                .contains("❌ Against the baseline: ")
                .contains("| sqs p50, ms | 64 | 104 | 35 and 45 | ❌ worse |");
        assertThat(program.run("analyse", "--baseline", slower.toString(), baseline.toString()))
                .as("better is no fault")
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void whereTooFewValuesAllowNoJudgementTheSummaryDoesNotPraise() throws IOException {
        Path few = run("few", 50, 10);
        Path alike = run("alike", 50, 10);
        rename(few);

        assertThat(program.run("analyse", "--baseline", few.toString(), alike.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(Files.readString(alike.resolve("summary.md"))).contains("\n⚠️ Against the baseline: 0 of 0 figures");
    }

    @Test
    void aBaselineOfAnotherPlanOrTheRunItselfOrNoneIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path run = run("run", 50);
        refused(baseline.resolve("no"), run, baseline.resolve("no") + ": not a folder\n");
        refused(run, run, run + " and " + run + " are the same folder: each run must be named only once\n");
        plan("\"maxDelayMs\": 200", "\"maxDelayMs\": 20");
        refused(
                baseline,
                run,
                baseline + " and " + run + " are of different plans (maxDelayMs: 20 and 200): what changed may be the"
                        + " plan's doing. Compare them with: compare --different-plans\n");
        plan("\"maxDelayMs\": 20", "\"maxDelayMs\": 200");
        Files.delete(baseline.resolve("records.csv"));
        refused(baseline, run, baseline.resolve("records.csv") + ": missing\n");
        assertThat(run.resolve("report.json")).doesNotExist();
        refused(
                baseline,
                run.resolve("records.csv"),
                "setting report.baseline = \"%s\": must be nothing for a dump, which is compared with no run\n"
                        .formatted(baseline));
    }

    @Test
    void beforeARunIsMadeItsBaselineIsReadAndThePlansAreCompared() throws IOException {
        assertThat(planned("--messages=100", "--seed=7").plan().messages()).isEqualTo(100);
        assertThatThrownBy(() -> planned("--messages=99", "-D", "run.id=next"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(
                        baseline + " and next are of different plans (messages: 100 and 99): what changed may be the"
                                + " plan's doing. Repeat the baseline's with: --plan " + baseline.resolve("plan.json"));
        assertThatThrownBy(() -> planned("--messages=100", "-D", "run.id=" + BASELINE))
                .isInstanceOf(BadInputException.class)
                .hasMessage("setting report.baseline = \"%s\": must be another run than %s itself", baseline, BASELINE);
        Files.delete(baseline.resolve("sent.csv"));
        assertThatThrownBy(() -> planned("--messages=100"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(baseline.resolve("sent.csv") + ": missing");
        assertThat(program.run(
                        "run",
                        "--baseline",
                        baseline.toString(),
                        "--messages=100",
                        "--max-delay=200",
                        "--runs",
                        runs()))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo(baseline.resolve("sent.csv") + ": missing\n");
    }

    private void refused(Path as, Path run, String message) {
        assertThat(program.run("analyse", "--baseline", as.toString(), run.toString()))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo(message);
        assertThat(program.out()).isEmpty();
    }

    private void plan(String from, String to) throws IOException {
        Path plan = baseline.resolve("plan.json");
        Files.writeString(plan, Files.readString(plan).replace(from, to));
    }

    private String runs() {
        return folder.resolve("runs").toString();
    }

    private RunOptions.Planned planned(String... args) {
        Planner planner = new Planner();
        new CommandLine(planner)
                .parseArgs(Stream.concat(Stream.of("--max-delay=200"), Stream.of(args))
                        .toArray(String[]::new));
        return RunOptions.plan(planner.options
                .configuration(Map.of())
                .with(Map.of("report.baseline", baseline.toString(), "runs.folder", runs())));
    }

    @Command
    private static final class Planner {
        @Mixin
        private RunOptions options;
    }

    /** A run of 100 messages, all of which arrive, the fastest after {@code least} milliseconds. */
    private Path run(String name, int least) throws IOException {
        return run(name, least, 100);
    }

    private Path run(String name, int least, int messages) throws IOException {
        RunFixture run = new RunFixture(messages, messages, 0);
        for (int number = 0; number < messages; number++) {
            long at = number * 10_000L;
            run.accepted("sqs", number, true, at)
                    .row("sqs", number, at, at + (least + number * 7 % 30) * 1_000L, 1)
                    .accepted("sns", number, false, at);
        }
        RunFiles files = run.in(Files.createDirectory(folder.resolve(name)));
        return files.folder();
    }
}
