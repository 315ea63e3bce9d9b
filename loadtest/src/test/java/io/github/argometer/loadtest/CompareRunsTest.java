package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.RunFiles;
import io.github.argometer.loadtest.analyse.RunFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    void whatMustBeKnownOfEitherRunIsSaid() throws IOException {
        RunFiles a = manyRows(1_000).in(Files.createDirectory(folder.resolve("a")));
        RunFiles b = manyRows(1_000).in(Files.createDirectory(folder.resolve("b")));
        a.addNote("INTERRUPTED after 3 s\n");
        Path sent = b.folder().resolve("sent.csv");
        Files.writeString(sent, Files.readString(sent) + "cut-off,sqs,12");

        assertThat(program.run("compare", a.folder().toString(), b.folder().toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(program.out())
                .startsWith("A: " + a.folder() + "\n   INTERRUPTED after 3 s\nB: " + b.folder()
                        + "\n   sent.csv: the last line was cut short and is dropped\n\n");
    }

    @Test
    void whereASendLedgerIsMissingTheMissingMessagesAreNotCompared() throws IOException {
        RunFiles a = manyRows(1_000).in(Files.createDirectory(folder.resolve("a")));
        RunFixture without = new RunFixture(100, 100, 0);
        for (int number = 0; number < 100; number += 2) {
            without.accepted("sqs", number, true, number * 10_000L)
                    .row("sqs", number, number * 10_000L, number * 10_000L + (50 + number * 7 % 30) * 1_000, 1);
        }
        RunFiles b = without.in(Files.createDirectory(folder.resolve("b")));
        Files.move(b.folder().resolve("sent.csv"), b.folder().resolve("sent-0.csv"));
        Files.writeString(b.folder().resolve("sent-1.csv.missing"), "worker 1 (pod x): its pod has gone\n");
        for (RunFiles run : List.of(a, b)) {
            plan(run.folder().toString(), "\"seed\"", "\"workers\": 2, \"seed\"");
        }
        Files.copy(a.folder().resolve("sent.csv"), a.folder().resolve("sent-0.csv"));
        Files.move(a.folder().resolve("sent.csv"), a.folder().resolve("sent-1.csv"));
        Files.writeString(
                a.folder().resolve("sent-1.csv"),
                Files.readAllLines(a.folder().resolve("sent-0.csv")).get(0) + "\n");

        program.run("compare", a.folder().toString(), b.folder().toString());

        assertThat(program.out())
                .contains("sqs missing: not compared, since a send ledger is missing\n")
                .contains(
                        "   sent-1.csv is missing, so nothing is known of what it would tell: worker 1 (pod x): its pod has gone\n")
                .doesNotContain("sqs missing, %");
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
        assertThat(program.out()).contains("sns is in B only: not compared\n").doesNotContain("in A only");
        assertThat(program.run("compare", "--different-plans", both, queue)).isEqualTo(ExitCode.OK);
        assertThat(program.out()).contains("sns is in A only: not compared\n").doesNotContain("in B only");
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
