package io.github.argometer.loadtest.report;

import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void itNamesEveryFateAndNoOther() throws Exception {
        JsonNode schema = schema();
        String[] fates = Stream.of(Fate.values()).map(Fate::name).toArray(String[]::new);
        assertThat(texts(schema.at("/$defs/fate/enum"))).containsExactlyInAnyOrder(fates);
        assertThat(texts(schema.at("/$defs/channel/properties/fates/required"))).containsExactlyInAnyOrder(fates);
    }

    @Test
    void itIsASchemaItself() throws Exception {
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                        .validate(schema()))
                .isEmpty();
    }

    @Test
    void itAllowsNeitherAFieldThatItDoesNotDescribeNorATextInPlaceOfANumber() throws Exception {
        ObjectNode report = report();
        assertThat(ReportSchema.faults(report.toString())).isEmpty();

        ObjectNode more = report.deepCopy();
        more.withObject("/channels/sqs/counts").put("more", 1);
        assertThat(ReportSchema.faults(more.toString()))
                .singleElement()
                .asString()
                .contains("$.channels.sqs.counts", "'more'");

        ObjectNode nan = report.deepCopy();
        nan.withObject("/channels/sqs/delays/sentToRecorded").put("deviationMicros", "NaN");
        assertThat(ReportSchema.faults(nan.toString()))
                .singleElement()
                .asString()
                .contains("deviationMicros", "string found");
    }

    @Test
    void theReportHasWhatWasRun() throws Exception {
        WhatWasRun what = new WhatWasRun(
                "loadtest run --seed=42",
                Map.of("argometer", "0.1.0"),
                Map.of("nodes", "3"),
                Map.of("send.messages", "2"));
        what.write(folder);
        assertThat(JSON.treeToValue(report().get("run"), WhatWasRun.class)).isEqualTo(what);
    }

    @Test
    void theThresholdsStandAsTheyWereAndWithWhatCameOfThem() throws Exception {
        assertThat(report().get("thresholds")).isEqualTo(JSON.readTree("""
                [{"expression": "sqs.lost<100%", "value": 50.0, "unit": "%", "passed": true},
                 {"expression": "sqs.sentToRecorded.p99<5", "value": null, "unit": "ms", "passed": false}]
                """));
    }

    /** Of a run of which one message was lost, and one delivered twice. */
    private ObjectNode report() throws Exception {
        Analysis analysis = Analysis.of(new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .accepted("sqs", 1, true, 0)
                .row("sqs", 0, 0, 1_000, 2)
                .row(id("sqs", 9), "sqs", 0, 1_000, 1)
                .in(folder));
        Thresholds thresholds = new Thresholds(
                false, List.of(Threshold.parse("sqs.lost<100%"), Threshold.parse("sqs.sentToRecorded.p99<5")));
        Report.write(analysis, Verdict.of(analysis, thresholds), List.of(), folder);
        return (ObjectNode) JSON.readTree(Files.readString(folder.resolve("report.json")));
    }

    private static JsonNode schema() throws Exception {
        return JSON.readTree(JsonReport.class.getResource("/report.schema.json"));
    }

    private static List<String> texts(JsonNode array) {
        return JSON.convertValue(array, JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }
}
