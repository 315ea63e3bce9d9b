package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.Histogram;
import io.github.argometer.loadtest.analyse.statistics.HopShares;
import io.github.argometer.loadtest.analyse.statistics.Point;
import io.github.argometer.loadtest.analyse.statistics.Timeline;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What report.js draws from: microseconds throughout, and times since 1970. */
final class PageData {

    private static final Map<Fate, String> SHADES = Map.of(Fate.DELIVERED, "delivered", Fate.FILTERED, "filtered");

    private PageData() {}

    /** The data of one run's page. */
    static Map<String, Object> of(Analysis analysis) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("start", analysis.meanwhile().start());
        data.put("marks", analysis.meanwhile().marks());
        data.put("points", Arrays.stream(Point.values()).map(PageData::point).toList());
        data.put(
                "channels",
                analysis.channels().stream()
                        .map(result -> channel(result.channel(), result))
                        .toList());
        data.put("messages", analysis.journeys().shown());
        return data;
    }

    /** One channel under {@code name}, which charts show. */
    static Map<String, Object> channel(String name, ChannelResult result) {
        Map<String, Object> channel = new LinkedHashMap<>();
        channel.put("name", name);
        channel.put("outcomes", outcomes(result.counts()));
        channel.put("delay", result.charts().delay());
        channel.put("lateness", result.charts().lateness());
        channel.put("histogram", bins(result.statistics().histogram().bins()));
        channel.put("byRatio", bins(result.charts().byRatio()));
        channel.put("scatter", result.charts().scatter());
        Timeline timeline = result.statistics().overTime();
        channel.put(
                "medians",
                timeline.intervals().stream()
                        .map(step -> List.of(
                                timeline.start() + step.index() * timeline.width() + timeline.width() / 2, step.p50()))
                        .toList());
        HopShares hops = result.charts().hops();
        channel.put(
                "hops",
                Map.of(
                        "hops",
                        hops.hops(),
                        "bands",
                        hops.bands().stream()
                                .map(band -> Map.of(
                                        "label", Figures.label(band.quantile()),
                                        "count", band.count(),
                                        "mean", band.mean(),
                                        "parts", band.parts()))
                                .toList()));
        return channel;
    }

    /** One channel of a side of a comparison, under {@code name}. */
    static Map<String, Object> channel(String name, ChannelSample sample) {
        return Map.of("name", name, "outcomes", outcomes(sample.counts()), "delay", sample.curve());
    }

    /** Without {@code shade}, the script takes a colour of its own. */
    private static List<Map<String, Object>> outcomes(ChannelCounts counts) {
        return Stream.of(Fate.values())
                .filter(fate -> counts.count(fate) > 0)
                .map(fate -> {
                    Map<String, Object> outcome = new LinkedHashMap<>();
                    outcome.put("name", fate.label());
                    outcome.put("count", counts.count(fate));
                    outcome.put("shade", SHADES.get(fate));
                    return outcome;
                })
                .toList();
    }

    /** From, to and count; null = open. */
    private static List<Long[]> bins(List<Histogram.Bin> bins) {
        return bins.stream()
                .map(bin -> new Long[] {edge(bin.from()), edge(bin.to()), bin.count()})
                .toList();
    }

    private static Long edge(OptionalLong edge) {
        return edge.isPresent() ? edge.getAsLong() : null;
    }

    private static Map<String, Object> point(Point point) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", point.name());
        fields.put("label", point.label());
        fields.put("clock", point.clock());
        fields.put("resolutionMicros", point.resolution().toNanos() / 1_000);
        return fields;
    }
}
