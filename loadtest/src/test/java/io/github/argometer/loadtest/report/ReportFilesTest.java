package io.github.argometer.loadtest.report;

import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.RunFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The files of a report: 200 rows of which one is negative, one message lost, and a note that must not become HTML. */
class ReportFilesTest {

    @TempDir
    private Path folder;

    private Analysis analysis;

    @BeforeEach
    void aRun() throws Exception {
        RunFixture run = new RunFixture(201, 201, 0).accepted("sqs", 200, true, 0);
        for (int number = 0; number < 200; number++) {
            run.accepted("sqs", number, true, number * 10_000L)
                    .row("sqs", number, number * 10_000L, number * 10_000L + number * 1_000 - 1, 1);
        }
        analysis = Analysis.of(run.in(folder), new Analysis.Options("", Duration.ofDays(1), Optional.of(folder), true));
        Verdict verdict = Verdict.of(analysis, new Thresholds(false, List.of()));
        Report.write(analysis, verdict, List.of("<script>alert(1)</script>"), folder);
    }

    @Test
    void oneValueHasNoDeviation(@TempDir Path other) throws Exception {
        analysis = Analysis.of(new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 1_000, 1)
                .in(other));
        Report.write(analysis, Verdict.of(analysis, new Thresholds(false, List.of())), List.of(), other);

        JsonNode delay = new ObjectMapper()
                .readTree(other.resolve("report.json").toFile())
                .at("/channels/sqs/delays/sentToRecorded");
        assertThat(delay.get("deviationMicros").isNull()).isTrue();
        assertThat(delay.get("meanMicros").asDouble()).isEqualTo(1_000);
    }

    @Test
    void jsonHasTheDocumentedFields() throws Exception {
        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("report.json").toFile());

        assertThat(report.get("format").asText()).isEqualTo("argometer-report/2");
        assertThat(report.get("passed").asBoolean()).isFalse();
        assertThat(report.get("findings")).allSatisfy(finding -> assertThat(finding.fieldNames())
                .toIterable()
                .as("in the documented order, whatever the JVM")
                .containsExactly("level", "text"));
        JsonNode sqs = report.get("channels").get("sqs");
        assertThat(sqs.get("counts").get("lost").asLong()).isEqualTo(1);
        assertThat(sqs.get("fates").get("DELIVERED").asLong()).isEqualTo(200);
        assertThat(sqs.get("troubles").get(0).get("where").asText()).isEqualTo("accepted and committed");
        assertThat(sqs.get("troubles").get(0).get("examples").get(0).asText()).isEqualTo(id("sqs", 200));
        JsonNode delay = sqs.get("delays").get("sentToRecorded");
        assertThat(delay.get("count").asLong()).isEqualTo(200);
        assertThat(delay.get("minMicros").asLong()).isEqualTo(-1);
        assertThat(delay.get("p99Micros").asLong()).isEqualTo(196_999);
        assertThat(delay.get("p99.9Micros").isNull()).as("too few for p99.9").isTrue();
        assertThat(sqs.get("hops").get(1).get("name").asText()).isEqualTo("sent → committed");
        assertThat(sqs.get("beside").get(0).get("name").asText()).isEqualTo("sent → accepted");
        assertThat(sqs.get("histogram").findValues("count").stream()
                        .mapToLong(JsonNode::asLong)
                        .sum())
                .isEqualTo(200);
        assertThat(sqs.get("overTime").findValues("count").stream()
                        .mapToLong(JsonNode::asLong)
                        .sum())
                .isEqualTo(200);
    }

    @Test
    void htmlNeedsNothingElseAndShowsTextAsText() throws Exception {
        String html = Files.readString(folder.resolve("report.html"));
        String withoutScripts = html.replaceAll("(?s)<script.*?</script>", "");

        assertThat(html).contains("default-src 'none'");
        assertThat(withoutScripts)
                .doesNotContain("http://", "https://", "<script", "@import", "url(", "<link", "<img", "src=")
                .contains("&lt;script&gt;alert(1)", "Where the time goes", id("sqs", 200));
        assertThat(html).doesNotContain("<script src", "<script>alert");
    }

    @Test
    void theLedgerHasALineAMessage() throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve("ledger.csv"));

        assertThat(lines).as("a header, and 201 messages to each channel").hasSize(403);
        assertThat(lines.get(0)).startsWith("EventId,Channel,Number,PayloadId,Author,Expected,Fate,Whereabouts,Send,");
        assertThat(lines.get(201))
                .startsWith(id("sqs", 200) + ",sqs,200,4,Ankur,true,lost between,accepted and committed,");
    }

    @Test
    void junitHasATestCaseAFinding() throws Exception {
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("report.xml").toFile())
                .getDocumentElement();

        assertThat(suite.getAttribute("tests"))
                .isEqualTo(String.valueOf(suite.getElementsByTagName("testcase").getLength()));
        assertThat(suite.getAttribute("failures"))
                .isEqualTo(String.valueOf(suite.getElementsByTagName("failure").getLength()));
        assertThat(suite.getElementsByTagName("failure").item(1).getTextContent())
                .contains(id("sqs", 200));
    }

    @Test
    void theHistogramLogHoldsEveryRowAndTheNegativeOneAsZero() throws Exception {
        Histogram all = new Histogram(3);
        List<String> tags = new ArrayList<>();
        try (HistogramLogReader log =
                new HistogramLogReader(folder.resolve("delays.hlog").toFile())) {
            for (EncodableHistogram next = log.nextIntervalHistogram();
                    next != null;
                    next = log.nextIntervalHistogram()) {
                all.add((Histogram) next);
                tags.add(next.getTag());
            }
        }

        assertThat(all.getTotalCount()).isEqualTo(200);
        assertThat(all.getMinValue()).isZero();
        assertThat((double) all.getValueAtPercentile(50)).isBetween(98_999 * 0.999, 98_999 * 1.001);
        assertThat(tags).containsOnly("sqs").hasSizeGreaterThan(10);
        assertThat(Files.readString(folder.resolve("delays.hlog")))
                .contains("#sqs: 1 negative values are recorded as 0");
    }
}
