package io.github.argometer.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {

    /** GitHub's most for a comment, in characters. */
    private static final int COMMENT = 65_536;

    @TempDir
    private Path folder;

    @Test
    void itSaysWhatCameOfTheRunAndHowToRepeatIt() throws IOException {
        new WhatWasRun("loadtest run --seed=42", Map.of("argometer", "0.1.0"), Map.of(), Map.of()).write(folder);
        Thresholds thresholds = new Thresholds(
                false, List.of(Threshold.parse("sqs.missing<=50%"), Threshold.parse("sqs.sentToRecorded.p99<5")));

        assertThat(summary(thresholds, List.of("made on a laptop"))).isEqualTo("""
                ### ❌ failed: run `20261123T010203Z-1a2b3c`

                2 messages to each of sqs and sns, sent in 0.0 s.

                ```
                made on a laptop
                ```

                | messages | sqs | sns |
                | --- | --: | --: |
                | accepted | 2 | 0 |
                | delivered | 1 | 0 |
                | rightly filtered | 0 | 0 |
                | never sent | 0 | 2 |
                | lost between | 1 | 0 |
                | **rows expected** | 2 | 0 |
                | missing | 1 | 0 |
                | unexpected | 0 | 0 |
                | duplicated | 0 | 0 |

                | delays, ms | n | mean | p50 | p95 | p99 | max |
                | --- | --: | --: | --: | --: | --: | --: |
                | sqs recorded − sent | 1 | 2.50 | n &lt; 2 | n &lt; 20 | n &lt; 100 | 2.50 |
                | sqs recorded − intended | 1 | 2.50 | n &lt; 2 | n &lt; 20 | n &lt; 100 | 2.50 |
                | sqs sent − intended | 2 | 0.00 | 0.00 | n &lt; 20 | n &lt; 100 | 0.00 |
                | sns recorded − sent | 0 | – | – | – | – | – |
                | sns recorded − intended | 0 | – | – | – | – | – |
                | sns sent − intended | 0 | – | – | – | – | – |

                | threshold | value |  |
                | --- | --: | --: |
                | `sqs.missing<=50%` | 50.000 % | ✅ |
                | `sqs.sentToRecorded.p99<5` | cannot be told | ❌ |

                ```
                ✗ sns  0 of 2 messages accepted, 2 never sent
                ✗ sqs  sqs.sentToRecorded.p99<5 cannot be told: 1 value is too few
                ```

                <details><summary>Versions, and the command that repeats it</summary>

                ```
                argometer 0.1.0
                ```

                ```sh
                loadtest run --seed=42
                ```

                </details>
                """);
    }

    @Test
    void whatOthersWroteStaysInsideACodeBlock() throws IOException {
        List<String> notes = List.of("```\n@everyone <img src=x> [a](http://b) \u202e", "````", "| a |");

        assertThat(summary(new Thresholds(false, List.of()), notes)).contains("""
                `````
                ```\\u000a@everyone <img src=x> [a](http://b) \\u202e
                ````
                | a |
                `````
                """);
    }

    @Test
    void itFitsIntoACommentHoweverMuchThereIsToSay() throws IOException {
        new WhatWasRun(
                        "loadtest run -D " + "x".repeat(300_000),
                        IntStream.range(0, 1_000)
                                .boxed()
                                .collect(Collectors.toMap(number -> "program " + number, number -> "😀".repeat(1_000))),
                        Map.of(),
                        Map.of())
                .write(folder);
        Thresholds thresholds = new Thresholds(
                false,
                IntStream.range(0, 1_000)
                        .mapToObj(number -> Threshold.parse("sqs.lost<" + " ".repeat(1_000) + "0%"))
                        .toList());

        String summary = summary(
                thresholds,
                IntStream.range(0, 1_000).mapToObj(number -> "😀".repeat(1_000)).toList());

        assertThat(summary.length()).isLessThan(COMMENT);
        assertThat(summary)
                .contains(
                        "😀".repeat(200) + "…\n",
                        "… and 950 more rows: see report.html.",
                        "… and 970 more lines: see report.html.",
                        "The command is too long for here: see run.json.");
    }

    /** Of a run of which one message was lost, and nothing was sent to the topic. */
    private String summary(Thresholds thresholds, List<String> notes) throws IOException {
        Analysis analysis = Analysis.of(new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .accepted("sqs", 1, true, 1_000)
                .row("sqs", 0, 0, 2_500, 1)
                .in(folder));
        Summary.write(analysis, Verdict.of(analysis, thresholds), notes, Optional.empty(), folder);
        return Files.readString(folder.resolve("summary.md"));
    }
}
