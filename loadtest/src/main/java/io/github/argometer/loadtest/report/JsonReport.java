package io.github.argometer.loadtest.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.analyse.statistics.Histogram;
import io.github.argometer.loadtest.analyse.statistics.RecorderClock;
import io.github.argometer.loadtest.analyse.statistics.Statistics;
import io.github.argometer.loadtest.analyse.statistics.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report as JSON, for programs; the resource {@code report.schema.json} is its JSON Schema, which describes every field. Fields are
 * added, never renamed or given another meaning, while {@code format} stays {@code argometer-report/1}. Durations are integers of
 * microseconds ({@code mean} and {@code deviation} have fractions), and their names end so; {@code null} is not known, or too few values
 * (one has no deviation).
 */
final class JsonReport {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .registerModule(new SimpleModule().addSerializer(Double.class, new Finite()));

    /** JSON has no number for what is none: without this, Jackson writes a text. */
    private static final class Finite extends StdSerializer<Double> {
        Finite() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                json.writeNumber(value);
            } else {
                json.writeNull();
            }
        }
    }

    private JsonReport() {}

    static void write(Analysis analysis, Verdict verdict, Path file) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("format", "argometer-report/1");
        report.put("runId", analysis.plan().runId());
        report.put("created", analysis.plan().created());
        report.put("seed", analysis.plan().seed());
        report.put("messages", analysis.plan().messages());
        report.put("passed", verdict.passed());
        report.put("notes", analysis.notes());
        report.put(
                "findings", verdict.findings().stream().map(JsonReport::finding).toList());
        report.put("run", analysis.run());
        report.put("clocks", analysis.clocks());
        Map<String, Object> channels = new LinkedHashMap<>();
        analysis.channels().forEach(result -> channels.put(result.channel(), channel(result)));
        report.put("channels", channels);
        WholeFile.write(file, JSON.writeValueAsString(report) + "\n");
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("level", finding.level().name().toLowerCase(Locale.ROOT));
        fields.put("text", finding.text());
        return fields;
    }

    private static Map<String, Object> channel(ChannelResult result) {
        Statistics statistics = result.statistics();
        Map<String, Object> channel = new LinkedHashMap<>();
        Map<String, Object> counts = JSON.convertValue(
                result.counts(),
                JSON.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class));
        counts.remove("fates");
        counts.put("missing", result.counts().missing());
        channel.put("counts", counts);
        channel.put(
                "fates",
                List.of(Fate.values()).stream()
                        .collect(Collectors.toMap(
                                Fate::name, result.counts()::count, (one, other) -> one, LinkedHashMap::new)));
        channel.put("troubles", result.troubles());
        channel.put(
                "recorderClock", result.recorderClock().map(JsonReport::bounds).orElse(null));
        Map<String, Object> delays = new LinkedHashMap<>();
        delays.put("sentToRecorded", distribution(statistics.delay()));
        delays.put("intendedToRecorded", distribution(statistics.fromIntended()));
        delays.put("intendedToSent", distribution(statistics.lateness()));
        channel.put("delays", delays);
        List<Object> hops = new ArrayList<>();
        statistics.hops().forEach((hop, delay) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", hop.label());
            fields.put("resolutionMicros", hop.resolution().toNanos() / 1_000);
            fields.putAll(distribution(delay));
            hops.add(fields);
        });
        channel.put("hops", hops);
        channel.put(
                "histogram",
                statistics.histogram().bins().stream().map(JsonReport::bin).toList());
        channel.put("overTime", timeline(statistics.overTime()));
        return channel;
    }

    private static Map<String, Object> distribution(Distribution values) {
        boolean none = values.count() == 0;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", values.count());
        fields.put("negative", values.negative());
        fields.put("minMicros", none ? null : values.min());
        fields.put("meanMicros", none ? null : values.mean());
        fields.put("deviationMicros", values.count() < 2 ? null : values.deviation());
        for (int i = 0; i < Distribution.QUANTILES.size(); i++) {
            boolean known = values.quantile(i).isPresent();
            fields.put(Figures.label(i) + "Micros", known ? values.quantile(i).getAsLong() : null);
        }
        fields.put("maxMicros", none ? null : values.max());
        return fields;
    }

    private static Map<String, Object> bounds(RecorderClock clock) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("leastMicros", clock.leastMicros().orElse(null));
        fields.put("mostMicros", clock.mostMicros());
        return fields;
    }

    private static Map<String, Object> bin(Histogram.Bin bin) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fromMicros", bin.from().isPresent() ? bin.from().getAsLong() : null);
        fields.put("toMicros", bin.to().isPresent() ? bin.to().getAsLong() : null);
        fields.put("count", bin.count());
        return fields;
    }

    private static Map<String, Object> timeline(Timeline timeline) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("startMicros", timeline.start());
        fields.put("stepMicros", timeline.width());
        fields.put(
                "steps",
                timeline.intervals().stream()
                        .map(step -> {
                            Map<String, Object> values = new LinkedHashMap<>();
                            values.put("index", step.index());
                            values.put("count", step.count());
                            values.put("p50Micros", step.p50());
                            values.put("p95Micros", step.p95());
                            values.put("maxMicros", step.max());
                            return values;
                        })
                        .toList());
        return fields;
    }
}
