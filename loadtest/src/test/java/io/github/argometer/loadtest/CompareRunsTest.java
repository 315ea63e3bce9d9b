package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.RunFiles;
import io.github.argometer.loadtest.analyse.RunFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
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

    @Test
    void runsWithoutACommonChannelAreRefused() throws IOException {
        String queue = of(Map.of("sqs", 100), "a");
        String topic = of(Map.of("sns", 100), "b");

        assertThat(program.run("compare", queue, topic)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.out()).isEmpty();
        assertThat(program.err()).contains(queue + " has only sqs, " + topic + " only sns: no channel is in both runs");
    }

    @Test
    void aChannelThatOneRunLacksIsNamed() throws IOException {
        String queue = of(Map.of("sqs", 100), "a");
        String both = of(Map.of("sqs", 100, "sns", 100), "b");

        assertThat(program.run("compare", "--different-plans", queue, both)).isEqualTo(ExitCode.OK);
        assertThat(program.out()).contains("sns is in B alone: not compared\n").doesNotContain("in A alone");
        assertThat(program.run("compare", "--different-plans", both, queue)).isEqualTo(ExitCode.OK);
        assertThat(program.out()).contains("sns is in A alone: not compared\n").doesNotContain("in B alone");
    }

    @Test
    void aRunOfTooFewValuesSaysWhatIsNotCompared() throws IOException {
        String many = of(Map.of("sqs", 100), "a");
        String few = of(Map.of("sqs", 19), "b");

        program.run("compare", many, few);

        assertThat(program.out())
                .contains("sqs mean, p50, p90, p99: too few values to compare (100 and 19)\n")
                .contains("0 of 2 figures changed");
    }

    @Test
    void runsOfDifferentPlansAreRefusedAndWhatDiffersIsNamed() throws IOException {
        String slow = of(Map.of("sqs", 100), "a");
        String fast = of(Map.of("sqs", 100), "b");
        plan(
                slow,
                "\"seed\": 42",
                "\"seed\": 1, \"workers\": 1, \"payloadBytes\": 0,"
                        + " \"arrival\": {\"kind\": \"constant\", \"rate\": 8.0}, \"mix\": [{\"id\": 4, \"author\": \"Ankur\", \"weight\": 1}]");
        plan(
                fast,
                "\"seed\": 42",
                "\"seed\": 2, \"payloadBytes\": 0,"
                        + " \"arrival\": {\"kind\": \"poisson\", \"rate\": 50}, \"mix\": [{\"id\": 4, \"author\": \"Ankur\", \"weight\": 1}]");

        assertThat(program.run("compare", slow, fast)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.out()).isEmpty();
        assertThat(program.err())
                .isEqualTo(slow + " and " + fast + " are of different plans (arrival: {kind:constant,rate:8} and"
                        + " {kind:poisson,rate:50}): what changed may be the plan's doing. Compare them with:"
                        + " --different-plans\n");
        assertThat(program.run("compare", slow, fast, "--different-plans")).isEqualTo(ExitCode.OK);
        assertThat(program.out())
                .startsWith("different plans: arrival: {kind:constant,rate:8} and {kind:poisson,rate:50}\nA: ");
    }

    @Test
    void withoutAnArrivalThePausesAreCompared() throws IOException {
        String slow = of(Map.of("sqs", 100), "a");
        String fast = of(Map.of("sqs", 100), "b");
        plan(fast, "\"maxDelayMs\": 200", "\"maxDelayMs\": 20");

        assertThat(program.run("compare", slow, fast)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).contains("different plans (maxDelayMs: 200 and 20):");
    }

    private static void plan(String run, String from, String to) throws IOException {
        Path plan = Path.of(run, "plan.json");
        Files.writeString(plan, Files.readString(plan).replace(from, to));
    }

    /** A run with so many rows of each channel, and no other channel. */
    private String of(Map<String, Integer> rows, String name) throws IOException {
        RunFixture run = new RunFixture(100, 0, 0);
        rows.forEach((channel, count) -> addRows(run, channel, count, 1_000));
        RunFiles files = run.in(Files.createDirectory(folder.resolve(name)));
        String expected = rows.entrySet().stream()
                .map(row -> "\"%s\": %d".formatted(row.getKey(), row.getValue()))
                .collect(Collectors.joining(", ", "\"expected\": {", "}"));
        Files.writeString(files.plan(), Files.readString(files.plan()).replaceFirst("\"expected\": \\{.*?}", expected));
        return files.folder().toString();
    }

    private static RunFixture manyRows(long unit) {
        RunFixture run = new RunFixture(100, 100, 0);
        addRows(run, "sqs", 100, unit);
        return run;
    }

    private static void addRows(RunFixture run, String channel, int count, long unit) {
        for (int number = 0; number < count; number++) {
            run.accepted(channel, number, true, number * 10_000L)
                    .row(channel, number, number * 10_000L, number * 10_000L + (50 + number * 7 % 30) * unit, 1);
        }
    }
}
