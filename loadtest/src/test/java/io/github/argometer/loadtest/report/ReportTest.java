package io.github.argometer.loadtest.report;

import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

class ReportTest {

    @TempDir
    private Path folder;

    private final RunFixture run = new RunFixture(4, 2, 3)
            .accepted("sqs", 0, true, 0)
            .row("sqs", 0, 0, 712_345, 1)
            .accepted("sqs", 1, true, 1_000_000)
            .row("sqs", 1, 1_000_000, 2_255_000, 2)
            .accepted("sqs", 2, false, 2_000_000)
            .accepted("sqs", 3, false, 3_000_000)
            .attempt("sns", 0, true, 0, 40, 1, "accepted")
            .row("sns", 0, 40, 13_040, 1)
            .accepted("sns", 1, true, 1_000_000)
            .row("sns", 1, 1_000_000, 999_000, 1)
            .accepted("sns", 2, true, 2_000_000)
            .attempt("sns", 3, false, 3_000_000, 3_000_000, 1, "failed");

    @Test
    void showsTheVersionsThatTheRunKept() throws IOException {
        new WhatWasRun("", Map.of("Argo Events", "v1.9.11"), Map.of(), Map.of()).write(folder);

        assertThat(report(false)).contains("\n\nversions\n  Argo Events                 v1.9.11\n\nmessages ");
    }

    @Test
    void showsCountsDelaysHistogramsAndVerdict() throws IOException {
        assertThat(report(false))
                .isEqualTo("""
                Run 20261123T010203Z-1a2b3c
                4 messages to each channel, 0 to 200 ms apart (seed 42), sent in 3.0 s
                FOLDER

                messages                          sqs          sns
                  planned                           4            4
                  sent (accepted)                   4            3
                  failed                            0            1
                  of unknown outcome                0            0
                  repeated attempts                 0            0

                what became of them               sqs          sns
                  delivered                         2            2
                  rightly filtered                  2            0
                  never accepted                    0            1
                  lost between                      0            1

                rows                              sqs          sns
                  expected                          2            3
                  recorded                          2            2
                  unexpected                        0            0
                  duplicated                        1            0
                  extra deliveries                  1            0

                recorded − sent, ms               sqs          sns
                  n                                 2            2
                  min                             712        -1.00
                  mean                            984         6.00
                  std. deviation                  384         9.90
                  p50                             712        -1.00
                  p90                          n < 10       n < 10
                  p95                          n < 20       n < 20
                  p99                         n < 100      n < 100
                  p99.9                     n < 1,000    n < 1,000
                  max                           1,255         13.0
                  negative (count)                  0            1
                (recorded by the database's clock, sent by the sender's: a difference of the two is in it)

                recorded − intended, ms           sqs          sns
                  n                                 2            2
                  min                             712        -1.00
                  mean                            984         6.02
                  std. deviation                  384         9.93
                  p50                             712        -1.00
                  p90                          n < 10       n < 10
                  p95                          n < 20       n < 20
                  p99                         n < 100      n < 100
                  p99.9                     n < 1,000    n < 1,000
                  max                           1,255         13.0
                  negative (count)                  0            1

                sent − intended, ms               sqs          sns
                  n                                 4            4
                  min                            0.00         0.00
                  mean                           0.00         0.01
                  std. deviation                 0.00         0.02
                  p50                            0.00         0.00
                  p90                          n < 10       n < 10
                  p95                          n < 20       n < 20
                  p99                         n < 100      n < 100
                  p99.9                     n < 1,000    n < 1,000
                  max                            0.00         0.04

                sqs: hops, ms                                  n      min     mean      p50      p99      max
                  intended → sent                              2     0.00     0.00     0.00  n < 100     0.00
                  sent → committed                             2      712      984      712  n < 100    1,255
                  beside: sent → accepted                      2     1.00     1.00     1.00  n < 100     1.00

                sns: hops, ms                                  n      min     mean      p50      p99      max
                  intended → sent                              2     0.00     0.02     0.00  n < 100     0.04
                  sent → committed                             2    -1.00     6.00    -1.00  n < 100     13.0
                  beside: sent → accepted                      2     1.00     1.00     1.00  n < 100     1.00

                clocks: database − generator, ms        not measured

                sqs: recorded − sent, ms (rows)
                    700 – 800   ████████████████████████████████████████████████ 1
                    800 – 900    0
                    900 – 1,000  0
                  1,000 – 1,100  0
                  1,100 – 1,200  0
                  1,200 – 1,300 ████████████████████████████████████████████████ 1

                sns: recorded − sent, ms (rows)
                  -2 – 0  ████████████████████████████████████████████████ 1
                   0 – 2   0
                   2 – 4   0
                   4 – 6   0
                   6 – 8   0
                   8 – 10  0
                  10 – 12  0
                  12 – 14 ████████████████████████████████████████████████ 1

                ✓ sqs  4 of 4 messages accepted
                ✓ sqs  2 of 2 expected rows recorded
                ✓ sqs  no unexpected rows
                ! sqs  1 message delivered more often than sent, 1 delivery too many (at least once allows it)
                ✗ sns  3 of 4 messages accepted, 1 failed
                ✗ sns  2 of 3 expected rows recorded, 1 missing (1 accepted, then lost)
                ✗ sns  1 lost between accepted and committed
                         MISSING
                ✓ sns  no unexpected rows
                ✓ sns  no duplicates
                ! sns  1 negative delay: the database's clock is behind the sender's

                FAILED
                """.replace("FOLDER", folder.toString()).replace("MISSING", id("sns", 2)));
    }

    @Test
    void showsWhatTheBusTells() throws IOException {
        RunFiles files = new RunFixture(3, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 900_000, 4, 0, 700_000, 800_000)
                .event("sqs", 0, 4_000, 4_500)
                .event("sqs", 0, 5_000, 6_500)
                .acknowledged("sqs", 7_000, 30_000)
                .accepted("sqs", 1, true, 0)
                .event("sqs", 1, 5_000, 6_000)
                .acknowledged("sqs", 7_000, 30_000)
                .accepted("sqs", 2, false, 0)
                .in(folder);
        Files.writeString(files.plan(), Files.readString(files.plan()).replace("\"sns\": 0, ", ""));
        Files.writeString(files.clocks(), "{\"generatorToDatabase\": {\"offsetMicros\": 100, \"errorMicros\": 10}}");
        Files.writeString(files.busState(), """
                {"events": 3, "gone": 0, "anew": false, "sampled": true, "samplesMissed": 0}""");
        Files.writeString(files.cluster(), """
                {"taken": "", "channels": {"sqs": {"busPending": 0,
                  "verdicts": [{"payloadId": 4, "author": "Ankur", "source": null, "sensor": "fails: no such field"}]}}}""");

        assertThat(text(Analysis.of(files), false)).contains("""
                what became of them               sqs
                  delivered                         1
                  rightly filtered                  1
                    at the source                   1
                    by the Sensor                   0
                  wrongly dropped                   1
                """, """
                  extra deliveries                  3
                    made by the source              1
                    made by the trigger             2
                """, """
                sqs: hops, ms                                  n      min     mean      p50      p99      max
                  intended → sent                              1     0.00     0.00    n < 2  n < 100     0.00
                  sent → source                                1     5.00     5.00    n < 2  n < 100     5.00
                  source → on the bus                          1     1.50     1.50    n < 2  n < 100     1.50
                  on the bus → Sensor took it                  1     0.50     0.50    n < 2  n < 100     0.50
                  Sensor took it → process started             1      693      693    n < 2  n < 100      693
                  process started → received                   1      100      100    n < 2  n < 100      100
                  received → committed                         1      100      100    n < 2  n < 100      100
                  beside: sent → accepted                      1     1.00     1.00    n < 2  n < 100     1.00
                  beside: Sensor took it → trigger done        1     23.0     23.0    n < 2  n < 100     23.0
                (process started is known to 10 ms only)

                clocks: database − generator, ms        0.10 ± 0.01 (measured)
                clocks: source − generator, sqs, ms     -895 to 5.00 (bounds from the messages)
                clocks: bus − generator, sqs, ms        -893 to 6.00 (bounds from the messages)
                clocks: recorder − generator, sqs, ms   -99.9 to 800 (bounds from the messages)
                """, """
                ✗ sqs  1 wrongly dropped (Sensor's filter, which fails: no such field)
                         MISSING
                ✓ sqs  no unexpected rows
                ! sqs  1 message delivered more often than sent, 3 deliveries too many: 1 by the source, 2 by the trigger (at least once allows it)
                """.replace("MISSING", id("sqs", 1)));
    }

    @Test
    void everyReportSaysWhereDelaysIncludeTheWaitForAPlaceOnANode() throws IOException {
        RunFiles files = run.in(folder);
        Files.writeString(files.cluster(), """
                {"taken": "", "channels": {}, "waiting": {"from": "2026-11-23T01:02:04Z", "until": "2026-11-23T01:02:06Z",
                  "most": 12, "message": "0/1 nodes are available: 1 Too many <pods>.", "places": 110}}""");
        Analysis analysis = Analysis.of(files);
        Verdict verdict = Verdict.of(analysis, new Thresholds(false, List.of()));
        Report.write(analysis, verdict, List.of(), folder);

        String said = "sqs  delays include waiting for a place on a node: up to 12 pods were unschedulable between"
                + " 2026-11-23T01:02:04Z and 2026-11-23T01:02:06Z, where 110 have a place in all"
                + " (0/1 nodes are available: 1 Too many <pods>.)";
        assertThat(verdict.findings()).contains(new Verdict.Finding(Verdict.Level.NOTE, said));
        assertThat(text(analysis, false)).contains("\n(" + said + ")\n\nrecorded − intended, ms");
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains(
                        "<p class=\"remark\">" + Page.escape(said) + ".</p>",
                        "up to 12 pods of Jobs without a place on a node</li>")
                .doesNotContain("many <pods>");
        JsonNode channels = new ObjectMapper()
                .readTree(folder.resolve("report.json").toFile())
                .path("channels");
        assertThat(channels.at("/sqs/waiting/most").asLong()).isEqualTo(12);
        assertThat(channels.at("/sns/waiting").isNull()).isTrue();
    }

    @Test
    void everyReportTellsOfFailedJobsWhyAndWhatTheySaidLastAsTextOnly() throws IOException {
        RunFiles files = run.in(folder);
        Files.writeString(files.cluster(), """
                {"taken": "", "channels": {"sqs": {"failedJobs": [
                  {"name": "recorder-job-1", "eventId": "e", "exitCode": 65, "reason": "BackoffLimitExceeded: the limit",
                   "log": ["<script>one</script>", "two\\u001b[31m"]},
                  {"name": "recorder-job-2", "noLog": "pods is forbidden"}, {"name": "recorder-job-3"}%s]}}}""".formatted(", {\"name\": \"more\"}".repeat(20)));
        Analysis analysis = Analysis.of(files);
        Report.write(analysis, Verdict.of(analysis, new Thresholds(false, List.of())), List.of(), folder);

        assertThat(text(analysis, false)).contains("""
                sqs: 23 Jobs failed
                  recorder-job-1, exit code 65, BackoffLimitExceeded: the limit
                    <script>one</script>
                    two\\u001b[31m
                  recorder-job-2
                    (log not known: pods is forbidden)
                  recorder-job-3
                    (log not known)
                """, "\n  and 3 more, which report.json names\n");
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("""
                        <p class="remark">sqs: 23 Jobs failed; the first 20 are here, and all in report.json.</p>
                        <details><summary>recorder-job-1, exit code 65, BackoffLimitExceeded: the limit</summary>\
                        <pre><code>&lt;script&gt;one&lt;/script&gt;
                        two\\u001b[31m</code></pre></details>
                        """)
                .doesNotContain("<script>one");
        JsonNode jobs = new ObjectMapper()
                .readTree(folder.resolve("report.json").toFile())
                .at("/channels/sqs/failedJobs");
        assertThat(jobs).hasSize(23);
        assertThat(jobs.get(0).at("/log/0").asText()).isEqualTo("<script>one</script>");
        assertThat(jobs.get(1).path("noLog").asText()).isEqualTo("pods is forbidden");
    }

    @Test
    void noLineIsWiderThanATerminal() throws IOException {
        String report = report(false).replace(folder.toString(), "");
        assertThat(report.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(98));
    }

    @Test
    void duplicatesFailARunOnlyIfASettingSaysSo() throws IOException {
        RunFixture duplicated = new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 1_000, 2)
                .accepted("sns", 0, false, 0);
        Analysis analysis = Analysis.of(duplicated.in(folder));

        assertThat(Verdict.of(analysis, new Thresholds(false, List.of())).passed())
                .isTrue();
        assertThat(Verdict.of(analysis, new Thresholds(true, List.of())).passed())
                .isFalse();
    }

    @Test
    void aRunThatEndedEarlyFails() throws IOException {
        RunFixture stopped = new RunFixture(2, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 1_000, 1)
                .accepted("sns", 0, false, 0)
                .accepted("sns", 1, false, 0);
        Verdict verdict = Verdict.of(Analysis.of(stopped.in(folder)), new Thresholds(false, List.of()));

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.findings().get(0))
                .isEqualTo(new Verdict.Finding(Verdict.Level.BAD, "sqs  1 of 2 messages accepted, 1 never sent"));
    }

    @Test
    void aRowThatShouldNotBeThereFailsTheRun() throws IOException {
        RunFixture passed = new RunFixture(1, 0, 0)
                .accepted("sqs", 0, false, 0)
                .row("sqs", 0, 0, 1_000, 1)
                .row("stranger", "sqs", 0, 1_000, 1)
                .accepted("sns", 0, false, 0);
        Verdict verdict = Verdict.of(Analysis.of(passed.in(folder)), new Thresholds(false, List.of()));

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.findings())
                .contains(
                        new Verdict.Finding(Verdict.Level.BAD, "sqs  1 wrongly passed\n" + id("sqs", 0)),
                        new Verdict.Finding(
                                Verdict.Level.BAD, "sqs  1 unexpected row, of a message that nobody sent\nstranger"));
    }

    private String report(boolean failOnDuplicates) throws IOException {
        return text(Analysis.of(run.in(folder)), failOnDuplicates);
    }

    private static String text(Analysis analysis, boolean failOnDuplicates) {
        StringWriter text = new StringWriter();
        Report.print(
                new PrintWriter(text),
                Ansi.OFF,
                analysis,
                Verdict.of(analysis, new Thresholds(failOnDuplicates, List.of())));
        return text.toString();
    }
}
