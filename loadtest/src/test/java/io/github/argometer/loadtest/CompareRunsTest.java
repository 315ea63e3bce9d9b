package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunLimits;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareRunsTest {

    @TempDir
    private Path folder;

    private final TestCommand program = new TestCommand();

    @Test
    void aRunLikeAnotherHasNotChanged() throws IOException {
        String run = in("a", manyRows(1_000)).folder().toString();
        String same = in("b", manyRows(1_000)).folder().toString();

        assertThat(program.run("compare", run, same)).isEqualTo(ExitCode.OK);
        assertThat(program.out())
                .contains("sqs p50, ms")
                .containsPattern("(?m)^sqs missing, messages +0 +0 +0$")
                .containsPattern("(?m)^sns mean, ms +none +none +not judged: too few values \\(0\\)$")
                .contains(
                        "0 of 4 figures changed beyond noise within these runs. (Intervals hold all together with 95 % certainty;"
                                + " what differs from run to run takes several a side: compare A1 A2 A3 -- B1 B2 B3.)");
    }

    @Test
    void aRunThatIsNamedTwiceIsRefused() throws IOException {
        String a1 = in("a1", manyRows(1_000)).folder().toString();
        String a2 = in("a2", manyRows(1_001)).folder().toString();
        String b1 = in("b1", manyRows(1_002)).folder().toString();
        String b2 = in("b2", manyRows(1_003)).folder().toString();
        String link =
                Files.createSymbolicLink(folder.resolve("link"), Path.of(a1)).toString();
        String dotted = folder.resolve("./a1").toString();
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (String file : List.of("plan.json", "sent.csv", "records.csv")) {
            Files.copy(Path.of(a1, file), copy.resolve(file));
        }
        String id = new ObjectMapper()
                .readTree(copy.resolve("plan.json").toFile())
                .get("runId")
                .asText();

        assertRefused(a1 + " and " + a1 + " are the same folder", a1, a1, "--", b1, b2);
        assertRefused(a1 + " and " + dotted + " are the same folder", a1, a2, dotted, "--", b1, b2);
        assertRefused(a1 + " and " + link + " are the same folder", a1, link, "--", b1, b2);
        assertRefused(a1 + " and " + a1 + " are the same folder", a1, a2, "--", b1, a1);
        assertRefused(a1 + " and " + link + " are the same folder", a1, link);
        assertRefused(a1 + " and " + copy + " are both run " + id, a1, copy.toString(), "--", b1, b2);
    }

    private void assertRefused(String why, String... runs) {
        assertThat(program.run(
                        Stream.concat(Stream.of("compare"), Stream.of(runs)).toArray(String[]::new)))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo(why + ": each run must be named only once\n");
        assertThat(program.out()).isEmpty();
    }

    @Test
    void aRunThatIsSlowerThanAnotherEndsWithOne() throws IOException {
        String fast = in("a", manyRows(1_000)).folder().toString();
        String slow = in("b", manyRows(3_000)).folder().toString();

        assertThat(program.run("compare", fast, slow)).isEqualTo(ExitCode.NOT_AS_EXPECTED);
        assertThat(program.out()).contains("✗ worse");
    }

    @Test
    void wrongRowsAreWorseAndStayOutOfTheDelays() throws IOException {
        String right = in("a", half(false)).folder().toString();
        String wrong = in("b", half(true)).folder().toString();

        assertThat(program.run("compare", right, wrong)).isEqualTo(ExitCode.NOT_AS_EXPECTED);
        assertThat(program.out())
                .contains("sqs wrongly passed, %")
                .containsPattern("sqs p50, ms +50.000 +50.000 +0.000 ");
    }

    /** 100 messages that must arrive and 100 that must not; of these 50 do, slowly. */
    private static RunFixture half(boolean wrong) {
        RunFixture run = new RunFixture(200, 100, 0);
        for (int number = 0; number < 200; number++) {
            run.accepted("sqs", number, number % 2 == 0, number * 10_000L);
            if (number % 2 == 0 || wrong && number % 4 == 1) {
                int delay = number % 2 == 0 ? 50_000 : 900_000;
                run.row("sqs", number, number * 10_000L, number * 10_000L + delay, 1);
            }
        }
        return run;
    }

    @Test
    void severalRunsASideAreComparedByTheRun() throws IOException {
        String[] runs = new String[6];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = in("run" + i, manyRows(i < 3 ? 1_000 + i : 3_000 + i))
                    .folder()
                    .toString();
        }
        Path out = folder.resolve("out");

        assertThat(program.run(
                        "compare", "-o", out.toString(), runs[0], runs[1], runs[2], "--", runs[3], runs[4], runs[5]))
                .isEqualTo(ExitCode.NOT_AS_EXPECTED);
        assertThat(program.out())
                .contains("sqs mean, ms")
                .contains("✗ worse")
                .contains(
                        "figures changed beyond noise. (Intervals hold all together with 95 % certainty, for runs like these.)");
        JsonNode json =
                new ObjectMapper().readTree(out.resolve("comparison.json").toFile());
        assertThat(json.path("first")).hasSize(3);
        JsonNode mean = json.at("/comparison/changes/0");
        assertThat(mean.path("figure").asText()).isEqualTo("mean");
        assertThat(mean.path("verdict").asText()).isEqualTo("worse");
        assertThat(mean.path("low").asDouble())
                .isLessThan(mean.path("difference").asDouble());
        assertThat(mean.path("high").asDouble())
                .isGreaterThan(mean.path("difference").asDouble());
        assertThat(out.resolve("comparison.html")).content().contains("sqs A1").contains("sqs B3");
    }

    @Test
    void oneRunAgainstSeveralIsRefused() {
        assertThat(program.run("compare", "a", "b", "--", "c")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .startsWith(
                        "compare: 2 runs on side A, 1 on side B: must be one on each (A B), or two or more on each (A1 A2 -- B1 B2)");
        assertThat(program.run("compare", "a", "b", "c")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.run("compare", "a")).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void whatMustBeKnownOfEitherRunIsSaid() throws IOException {
        RunFiles a = in("a", manyRows(1_000));
        RunFiles b = in("b", manyRows(1_000));
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
        RunFiles a = in("a", manyRows(1_000));
        RunFixture without = new RunFixture(100, 100, 0);
        for (int number = 0; number < 100; number += 2) {
            without.accepted("sqs", number, true, number * 10_000L)
                    .row("sqs", number, number * 10_000L, number * 10_000L + (50 + number * 7 % 30) * 1_000, 1);
        }
        RunFiles b = in("b", without);
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
                .containsPattern("(?m)^sqs missing, messages +0 +50 +50 +not judged: a send ledger is missing$")
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
                .containsPattern("(?m)^sqs mean, ms +64.4 +64.1 +-0.3 +not judged: too few values \\(19\\)$")
                .containsPattern("(?m)^sqs never sent, % +0 +81 +81 +[0-9]+ and [0-9]+ +✗ worse$")
                .contains("1 of 1 figures changed");
    }

    @Test
    void runsOfDifferentPlansAreRefusedAndWhatDiffersIsNamed() throws IOException {
        String slow = of(Map.of("sqs", 100), "a");
        String fast = of(Map.of("sqs", 100), "b");
        plan(
                slow,
                "\"seed\": 42",
                "\"seed\": 1, \"workers\": 1,"
                        + " \"arrival\": {\"kind\": \"constant\", \"rate\": 8.0}, \"payloads\": [{\"text\": \"{}\", \"expect\": [\"sqs\"]}]");
        plan(
                fast,
                "\"seed\": 42",
                "\"seed\": 2,"
                        + " \"arrival\": {\"kind\": \"poisson\", \"rate\": 50}, \"payloads\": [{\"text\": \"{}\", \"expect\": [\"sqs\"]}]");

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
    void rowsAreLateByWhatEachRunWasHeldTo() throws IOException {
        RunFiles before = in("a", manyRows(1_000));
        RunFiles after = in("b", manyRows(100_000));
        for (RunFiles run : List.of(before, after)) {
            new RunLimits(1).write(run.limits());
        }

        assertThat(program.run(
                        "compare", before.folder().toString(), after.folder().toString()))
                .isEqualTo(ExitCode.NOT_AS_EXPECTED);
        assertThat(program.out()).containsPattern("(?m)^sqs late, % +0\\.0 +100\\.0 .*✗ worse$");
    }

    @Test
    void plansOfChannelsThatGoElsewhereOrTextsOfOtherBytesDiffer() throws IOException {
        String first = of(Map.of("sqs", 100), "a");
        String elsewhere = of(Map.of("sqs", 100), "b");
        String other = of(Map.of("sqs", 100), "c");
        String channels =
                "\"channels\": {\"sqs\": {\"event\": \"%s\"}}, \"payloads\": [{\"text\": \"%s\", \"expect\": [\"sqs\"]}], \"seed\"";
        plan(first, "\"seed\"", channels.formatted("shop/orders", "[1]"));
        plan(elsewhere, "\"seed\"", channels.formatted("shop/orders-v2", "[1]"));
        plan(other, "\"seed\"", channels.formatted("shop/orders", "[1.0]"));

        assertThat(program.run("compare", first, elsewhere)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).contains(" (channels: {sqs:{event:shop/orders}} and {sqs:{event:shop/orders-v2}}): ");
        assertThat(program.run("compare", first, other)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).contains(" (payloads: [{text:[1],expect:[sqs]}] and [{text:[1.0],expect:[sqs]}]): ");
    }

    @Test
    void aPlanOfBeforeThereWerePayloadsIsComparedByWhatItSays() throws IOException {
        String before = of(Map.of("sqs", 100), "a");
        String demo = of(Map.of("sqs", 100), "b");
        String other = of(Map.of("sqs", 100), "c");
        String mix = "\"mix\": [{\"id\": 4, \"author\": \"Ankur\", \"weight\": 1}], ";
        String payloads = "\"payloads\": [{\"text\": \"{}\", \"expect\": [\"sqs\"]}], ";
        plan(before, "\"seed\"", mix + "\"seed\"");
        plan(demo, "\"seed\"", mix + payloads + "\"seed\"");
        plan(other, "\"seed\"", payloads + "\"seed\"");

        assertThat(program.run("compare", before, demo)).isEqualTo(ExitCode.OK);
        assertThat(program.run("compare", demo, other)).isEqualTo(ExitCode.OK);
        assertThat(program.run("compare", before, other)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).contains(" (mix: [{id:4,author:Ankur,weight:1}] and none): ");
    }

    @Test
    void versionsThatDifferBetweenTheSidesOrWithinOneAreNamed() throws IOException {
        List<String> runs = List.of(of(Map.of("sqs", 100), "a"), of(Map.of("sqs", 100), "b"));
        versions(runs.get(0), Map.of("argometer", "0.1.0", "Argo Events", "v1.9.2", "Kubernetes", "v1.34.4"));
        versions(runs.get(1), Map.of("argometer", "0.1.0", "Argo Events", "v1.9.11"));
        Path output = folder.resolve("comparison");

        assertThat(program.run("compare", runs.get(0), runs.get(1), "-o", output.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(program.out()).startsWith("different versions: Argo Events: v1.9.2 and v1.9.11\nA: ");
        assertThat(Files.readString(output.resolve("comparison.html")))
                .contains("different versions: Argo Events: v1.9.2 and v1.9.11");
        assertThat(new ObjectMapper()
                        .readTree(output.resolve("comparison.json").toFile())
                        .get("differentVersions"))
                .hasToString("[\"Argo Events: v1.9.2 and v1.9.11\"]");
    }

    @Test
    void aSideOfTwoVersionsIsNamedThoughTheOtherHasBoth() throws IOException {
        List<String> runs = new ArrayList<>();
        for (String run : List.of("a1", "a2", "b1", "b2")) {
            runs.add(in(run, manyRows(1_000)).folder().toString());
            versions(runs.get(runs.size() - 1), Map.of("java", run.endsWith("1") ? "17" : "25"));
        }

        program.run("compare", runs.get(0), runs.get(1), "--", runs.get(2), runs.get(3));
        assertThat(program.out()).startsWith("different versions: java: 17 or 25 and 17 or 25\nA: ");
    }

    private static void versions(String run, Map<String, String> versions) throws IOException {
        new WhatWasRun("", versions, Map.of(), Map.of()).write(Path.of(run));
    }

    @Test
    void withoutAnArrivalThePausesAreCompared() throws IOException {
        String slow = of(Map.of("sqs", 100), "a");
        String fast = of(Map.of("sqs", 100), "b");
        plan(fast, "\"maxDelayMs\": 200", "\"maxDelayMs\": 20");

        assertThat(program.run("compare", slow, fast)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).contains("different plans (maxDelayMs: 200 and 20):");
    }

    /** The run of {@code fixture} in the folder {@code name}, under an id of its own. */
    private RunFiles in(String name, RunFixture fixture) throws IOException {
        RunFiles files = fixture.in(Files.createDirectory(folder.resolve(name)));
        String id = RunFixture.RUN.replaceFirst("[0-9a-f]{6}$", String.format("%06x", name.hashCode() & 0xffffff));
        for (String file : List.of("plan.json", "sent.csv", "records.csv")) {
            Path path = files.folder().resolve(file);
            Files.writeString(path, Files.readString(path).replace(RunFixture.RUN, id));
        }
        return files;
    }

    private static void plan(String run, String from, String to) throws IOException {
        Path plan = Path.of(run, "plan.json");
        Files.writeString(plan, Files.readString(plan).replace(from, to));
    }

    /** A run with so many rows of each channel, and no other channel. */
    private String of(Map<String, Integer> rows, String name) throws IOException {
        RunFixture run = new RunFixture(100, 0, 0);
        rows.forEach((channel, count) -> addRows(run, channel, count, 1_000));
        RunFiles files = in(name, run);
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
