package io.github.argometer.loadtest.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.ClockBounds;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.analyse.statistics.Hop;
import io.github.argometer.loadtest.analyse.statistics.Statistics;
import io.github.argometer.loadtest.analyse.statistics.Timeline;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import io.github.argometer.loadtest.evidence.Evidence.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The report as JSON, for programs; the resource {@code report.schema.json} is its JSON Schema, which describes every field. Fields are
 * added, never renamed or given another meaning, while {@code format} stays {@code argometer-report/2}. Durations are integers of
 * microseconds ({@code mean} and {@code deviation} have fractions), and their names end so; {@code null} is not known, or too few values
 * (one has no deviation).
 */
final class JsonReport {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addMixIn(ChannelCounts.class, Counted.class)
            .addMixIn(Timeline.class, OverTime.class)
            .addMixIn(Timeline.Interval.class, Step.class);

    private record Root(
            String format,
            String runId,
            String created,
            long seed,
            long messages,
            boolean passed,
            List<String> notes,
            List<Verdict.Finding> findings,
            List<Threshold.Judged> thresholds,
            WhatWasRun run,
            Clocks clocks,
            Map<String, Channel> channels) {}

    private record Channel(
            ChannelCounts counts,
            Map<Fate, Long> fates,
            List<ChannelResult.Trouble> troubles,
            List<FailedJob> failedJobs,
            Waiting waiting,
            List<Bounds> clocks,
            Map<String, Map<String, Object>> delays,
            List<Map<String, Object>> hops,
            List<Map<String, Object>> beside,
            List<Bin> histogram,
            Timeline overTime) {}

    private record Bounds(String clock, Long leastMicros, long mostMicros) {}

    private record Bin(Long fromMicros, Long toMicros, long count) {}

    /** {@link ChannelCounts}, whose fates stand beside them. */
    @JsonIgnoreProperties("fates")
    private interface Counted {
        @JsonProperty
        long missing();
    }

    private interface OverTime {
        @JsonProperty("startMicros")
        long start();

        @JsonProperty("stepMicros")
        long width();

        @JsonProperty("steps")
        List<Timeline.Interval> intervals();
    }

    private interface Step {
        @JsonProperty("p50Micros")
        long p50();

        @JsonProperty("p95Micros")
        long p95();

        @JsonProperty("maxMicros")
        long max();
    }

    private JsonReport() {}

    static void write(Analysis analysis, Verdict verdict, Path file) throws IOException {
        Map<String, Channel> channels = new LinkedHashMap<>();
        analysis.channels().forEach(result -> channels.put(result.channel(), channel(result, analysis.evidence())));
        Root root = new Root(
                "argometer-report/2",
                analysis.plan().runId(),
                analysis.plan().created(),
                analysis.plan().seed(),
                analysis.plan().messages(),
                verdict.passed(),
                analysis.notes(),
                verdict.findings(),
                verdict.thresholds(),
                analysis.run(),
                analysis.clocks(),
                channels);
        WholeFile.write(file, JSON.writeValueAsString(root) + "\n");
    }

    private static Channel channel(ChannelResult result, Evidence known) {
        Statistics statistics = result.statistics();
        Map<String, Map<String, Object>> delays = new LinkedHashMap<>();
        delays.put("sentToRecorded", distribution(statistics.delay()));
        delays.put("intendedToRecorded", distribution(statistics.fromIntended()));
        delays.put("intendedToSent", distribution(statistics.lateness()));
        return new Channel(
                result.counts(),
                Arrays.stream(Fate.values())
                        .collect(Collectors.toMap(
                                Function.identity(), result.counts()::count, (one, other) -> one, LinkedHashMap::new)),
                result.troubles(),
                known.channel(result.channel()).failedJobs(),
                known.waiting(result.channel()),
                result.clocks().stream().map(JsonReport::bounds).toList(),
                delays,
                hops(statistics.hops()),
                hops(statistics.beside()),
                statistics.histogram().bins().stream()
                        .map(bin -> new Bin(orNull(bin.from()), orNull(bin.to()), bin.count()))
                        .toList(),
                statistics.overTime());
    }

    private static List<Map<String, Object>> hops(Map<Hop, Distribution> hops) {
        List<Map<String, Object>> all = new ArrayList<>();
        hops.forEach((hop, delays) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", hop.label());
            fields.put("resolutionMicros", hop.resolution().toNanos() / 1_000);
            fields.putAll(distribution(delays));
            all.add(fields);
        });
        return all;
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
            fields.put(Figures.label(i) + "Micros", orNull(values.quantile(i)));
        }
        fields.put("maxMicros", none ? null : values.max());
        return fields;
    }

    private static Bounds bounds(ClockBounds clock) {
        return new Bounds(clock.clock(), clock.leastMicros().orElse(null), clock.mostMicros());
    }

    /** The value of {@code number}; null where it is empty. */
    static Long orNull(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
