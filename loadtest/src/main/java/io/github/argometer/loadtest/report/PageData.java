package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.Journeys;
import io.github.argometer.loadtest.analyse.Meanwhile;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.ChannelCharts;
import io.github.argometer.loadtest.analyse.statistics.Curve;
import io.github.argometer.loadtest.analyse.statistics.Histogram;
import io.github.argometer.loadtest.analyse.statistics.Point;
import io.github.argometer.loadtest.analyse.statistics.Scatter;
import io.github.argometer.loadtest.analyse.statistics.Timeline;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What report.js draws from: microseconds throughout, and times since 1970. */
final class PageData {

    private static final Map<Fate, String> SHADES = Map.of(Fate.DELIVERED, "delivered", Fate.FILTERED, "filtered");

    private PageData() {}

    private record Run(
            long start,
            List<Meanwhile.Mark> marks,
            List<ClockPoint> points,
            List<Channel> channels,
            String between,
            List<Journeys.Journey> messages) {}

    private record ClockPoint(String name, String label, String clock) {}

    private record Channel(
            String name,
            List<Outcome> outcomes,
            Curve delay,
            Curve lateness,
            List<Long[]> histogram,
            List<Long[]> byRatio,
            Scatter scatter,
            List<List<Long>> medians,
            Map<Point, Long> resolutionMicros,
            Hops hops) {}

    /** One channel of a side of a comparison. */
    record Side(String name, List<Outcome> outcomes, Curve delay) {}

    /** Without {@code shade}, the script takes a colour of its own. */
    record Outcome(String name, long count, String shade) {}

    private record Hops(List<String> hops, List<Band> bands) {}

    private record Band(String label, long count, double mean, List<Double> parts) {}

    /** The data of one run's page. */
    static Object of(Analysis analysis) {
        return new Run(
                analysis.meanwhile().start(),
                analysis.meanwhile().marks(),
                Arrays.stream(Point.values())
                        .map(point -> new ClockPoint(point.name(), point.label(), point.clock()))
                        .toList(),
                analysis.channels().stream().map(PageData::channel).toList(),
                Fate.BETWEEN.label(),
                analysis.journeys().shown());
    }

    private static Channel channel(ChannelResult result) {
        ChannelCharts charts = result.charts();
        Timeline timeline = result.statistics().overTime();
        long middle = timeline.start() + timeline.width() / 2;
        return new Channel(
                result.channel(),
                outcomes(result.counts()),
                charts.delay(),
                charts.lateness(),
                bins(result.statistics().histogram().bins()),
                bins(charts.byRatio()),
                charts.scatter(),
                timeline.intervals().stream()
                        .map(interval -> List.of(middle + interval.index() * timeline.width(), interval.p50()))
                        .toList(),
                result.statistics().resolutions().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, step -> step.getValue().toNanos() / 1_000)),
                new Hops(
                        charts.hops().hops(),
                        charts.hops().bands().stream()
                                .map(band -> new Band(
                                        Figures.label(band.quantile()), band.count(), band.mean(), band.parts()))
                                .toList()));
    }

    /** One channel of a side of a comparison, under {@code name}. */
    static Side side(String name, ChannelSample sample) {
        return new Side(name, outcomes(sample.counts()), sample.curve());
    }

    private static List<Outcome> outcomes(ChannelCounts counts) {
        return Stream.of(Fate.values())
                .filter(fate -> counts.count(fate) > 0)
                .map(fate -> new Outcome(fate.label(), counts.count(fate), SHADES.get(fate)))
                .toList();
    }

    /** From, to and count; null = open. */
    private static List<Long[]> bins(List<Histogram.Bin> bins) {
        return bins.stream()
                .map(bin -> new Long[] {JsonReport.orNull(bin.from()), JsonReport.orNull(bin.to()), bin.count()})
                .toList();
    }
}
